package org.openward.hl7v2.changes;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Dosage;
import org.hl7.fhir.r4.model.MedicationDispense;
import org.hl7.fhir.r4.model.MedicationDispense.MedicationDispenseStatus;
import org.hl7.fhir.r4.model.MedicationRequest;
import org.hl7.fhir.r4.model.MedicationRequest.MedicationRequestIntent;
import org.hl7.fhir.r4.model.MedicationRequest.MedicationRequestStatus;
import org.hl7.fhir.r4.model.Quantity;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.ServiceRequest.ServiceRequestStatus;
import org.jspecify.annotations.Nullable;
import org.openward.hl7v2.Hl7Message;
import org.openward.hl7v2.Segment;
import org.openward.hl7v2.changes.Change.Existence;
import org.openward.hl7v2.devices.DeviceProfile;
import org.openward.hl7v2.results.BusinessIdentity;

/** Reads prescriptions as a pharmacy encoded them (RDE) and what it dispensed (RDS). */
public final class PharmacyToChanges {
    /** ORC-1 of what was done, not asked for. */
    private static final String DISPENSED = "RE";

    /** ORC-1 of what was begun and is not to go on. */
    private static final Set<String> DISCONTINUED = Set.of("DC", "DR", "OD");

    public IntendedChanges map(Hl7Message message, DeviceProfile profile) {
        Reader reader = new Reader(message, profile);
        List<Prescribed> all = prescribed(reader);
        all.forEach(each -> new Mapping(reader, each).map());
        if (all.isEmpty()) {
            reader.hold(Hold.Reason.INCOMPLETE, reader.header().place(9), "There is no prescription");
        }
        return reader.read();
    }

    /** One ORC with its RXE and RXD. */
    private record Prescribed(Segment control, List<Segment> parts) {
        Optional<Segment> part(String name) {
            return parts.stream().filter(each -> each.name().equals(name)).findFirst();
        }
    }

    private static List<Prescribed> prescribed(Reader reader) {
        List<Prescribed> all = new ArrayList<>();
        Prescribed current = null;
        for (Segment each : reader.segments()) {
            if (each.name().equals("ORC")) {
                current = new Prescribed(each, new ArrayList<>());
                all.add(current);
                reader.say(each);
            } else if (current != null && Set.of("RXE", "RXD", "RXR").contains(each.name())) {
                if (current.part(each.name()).isEmpty()) {
                    current.parts().add(each);
                    reader.say(each);
                }
            }
        }
        return all;
    }

    /** The reading of one prescription. */
    private record Mapping(Reader reader, Prescribed prescribed) {

        void map() {
            Segment control = prescribed.control();
            Optional<BusinessIdentity> identity = reader.identity("prescriptions", control.field(2))
                    .or(() -> reader.identity("filler-prescriptions", control.field(3)));
            if (identity.isEmpty()) {
                reader.hold(Hold.Reason.NO_IDENTITY, control.place(2), "The prescription has no number");
                return;
            }
            Segment encoded = prescribed.part("RXE").orElse(null);
            Optional<Segment> dispensed = prescribed.part("RXD");
            if (encoded != null || dispensed.isEmpty()) {
                request(control, encoded, identity.get());
            }
            dispensed.ifPresent(each -> dispense(control, each, identity.get()));
        }

        private void request(Segment control, @Nullable Segment encoded, BusinessIdentity identity) {
            String asked = control.text(1).toUpperCase(Locale.ROOT);
            boolean isNew = OrderStatus.isNew(asked) || asked.equals(DISPENSED);
            MedicationRequest made = new MedicationRequest();
            made.addIdentifier(identity.identifier());
            made.setStatus(status(control, asked));
            made.setIntent(MedicationRequestIntent.ORDER);
            reader.time(control, 9).ifPresent(made::setAuthoredOnElement);
            reader.people(control, 12).stream().findFirst().ifPresent(made::setRequester);
            if (encoded != null) {
                describe(made, encoded);
            } else if (isNew) {
                reader.hold(Hold.Reason.INCOMPLETE, control.place(0), "A new prescription does not say of what");
            }
            reader.put(made, identity, isNew ? Existence.MAY_BE_NEW : Existence.MUST_EXIST, Set.of());
        }

        private MedicationRequestStatus status(Segment control, String asked) {
            if (asked.equals(DISPENSED)) {
                return MedicationRequestStatus.ACTIVE;
            }
            Optional<ServiceRequestStatus> status =
                    OrderStatus.of(asked, control.text(5).toUpperCase(Locale.ROOT));
            if (status.isEmpty()) {
                reader.hold(
                        Hold.Reason.NOT_UNDERSTOOD,
                        control.place(1),
                        "What shall be done with the prescription is not known");
            }
            return switch (status.orElse(ServiceRequestStatus.UNKNOWN)) {
                case ACTIVE -> MedicationRequestStatus.ACTIVE;
                case REVOKED -> isDiscontinued(control, asked)
                        ? MedicationRequestStatus.STOPPED
                        : MedicationRequestStatus.CANCELLED;
                case ONHOLD -> MedicationRequestStatus.ONHOLD;
                case COMPLETED -> MedicationRequestStatus.COMPLETED;
                case ENTEREDINERROR -> MedicationRequestStatus.ENTEREDINERROR;
                default -> MedicationRequestStatus.UNKNOWN;
            };
        }

        private static boolean isDiscontinued(Segment control, String asked) {
            return DISCONTINUED.contains(asked)
                    || (OrderStatus.of(asked, "")
                                    .filter(ServiceRequestStatus.REVOKED::equals)
                                    .isEmpty()
                            && control.text(5).equalsIgnoreCase("DC"));
        }

        private void describe(MedicationRequest made, Segment encoded) {
            Optional<CodeableConcept> medicine = reader.concept(encoded, 2);
            if (medicine.isEmpty()) {
                reader.hold(Hold.Reason.INCOMPLETE, encoded.place(2), "A prescription names no medicine");
                return;
            }
            made.setMedication(medicine.get());
            Dosage dosage = made.addDosageInstruction();
            quantity(encoded, 3, 5).ifPresent(dose -> dosage.addDoseAndRate().setDose(dose));
            String words = encoded.field(7).component(2).isEmpty()
                    ? encoded.text(21)
                    : encoded.field(7).component(2);
            if (!words.isEmpty()) {
                dosage.setText(words);
            }
            prescribed.part("RXR").flatMap(each -> reader.concept(each, 1)).ifPresent(dosage::setRoute);
            quantity(encoded, 10, 11)
                    .ifPresent(amount -> made.getDispenseRequest().setQuantity(amount));
            if (encoded.text(12).matches("\\d{1,3}")) {
                made.getDispenseRequest().setNumberOfRepeatsAllowed(Integer.parseInt(encoded.text(12)));
            }
        }

        private void dispense(Segment control, Segment sent, BusinessIdentity prescription) {
            Optional<MedicationDispenseStatus> status =
                    dispensed(control.text(1).toUpperCase(Locale.ROOT));
            if (status.isEmpty()) {
                reader.hold(
                        Hold.Reason.NOT_UNDERSTOOD,
                        control.place(1),
                        "What shall be done with the dispense is not known");
                return;
            }
            Optional<CodeableConcept> medicine = reader.concept(sent, 2);
            String number = sent.text(1);
            if (medicine.isEmpty() || number.isEmpty()) {
                reader.hold(
                        medicine.isEmpty() ? Hold.Reason.INCOMPLETE : Hold.Reason.NO_IDENTITY,
                        sent.place(medicine.isEmpty() ? 2 : 1),
                        "A dispense names its medicine and which dispense of the prescription it is");
                return;
            }
            BusinessIdentity identity =
                    BusinessIdentity.of(reader.system("dispenses"), List.of(prescription.value(), number));
            MedicationDispense made = new MedicationDispense();
            made.addIdentifier(identity.identifier());
            made.setStatus(status.get());
            made.setMedication(medicine.get());
            reader.time(sent, 3).ifPresent(made::setWhenHandedOverElement);
            quantity(sent, 4, 5).ifPresent(made::setQuantity);
            made.addAuthorizingPrescription(
                    new Reference().setType("MedicationRequest").setIdentifier(prescription.identifier()));
            reader.people(sent, 10).forEach(person -> made.addPerformer().setActor(person));
            boolean done = status.get() == MedicationDispenseStatus.COMPLETED;
            reader.put(made, identity, done ? Existence.MAY_BE_NEW : Existence.MUST_EXIST, Set.of());
        }

        /** What ORC-1 says of a dispense; how far the prescription is (ORC-5) is another matter. */
        private static Optional<MedicationDispenseStatus> dispensed(String asked) {
            if (asked.isEmpty() || asked.equals(DISPENSED)) {
                return Optional.of(MedicationDispenseStatus.COMPLETED);
            }
            return OrderStatus.of(asked, "").map(status -> switch (status) {
                case REVOKED -> DISCONTINUED.contains(asked)
                        ? MedicationDispenseStatus.STOPPED
                        : MedicationDispenseStatus.CANCELLED;
                case ONHOLD -> MedicationDispenseStatus.ONHOLD;
                default -> MedicationDispenseStatus.COMPLETED;
            });
        }

        private Optional<Quantity> quantity(Segment sent, int amount, int unit) {
            return reader.reading().numbers().number(sent.text(amount)).map(number -> {
                Quantity quantity = new Quantity().setValue(number);
                String text = sent.field(unit).component(1);
                return text.isEmpty() ? quantity : quantity.setUnit(text);
            });
        }
    }
}
