package org.openward.hl7v2.changes;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.hl7.fhir.r4.model.Annotation;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Dosage;
import org.hl7.fhir.r4.model.MedicationDispense;
import org.hl7.fhir.r4.model.MedicationDispense.MedicationDispenseStatus;
import org.hl7.fhir.r4.model.MedicationRequest;
import org.hl7.fhir.r4.model.MedicationRequest.MedicationRequestIntent;
import org.hl7.fhir.r4.model.MedicationRequest.MedicationRequestStatus;
import org.hl7.fhir.r4.model.Period;
import org.hl7.fhir.r4.model.Quantity;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.ServiceRequest.ServiceRequestStatus;
import org.jspecify.annotations.Nullable;
import org.openward.hl7v2.Hl7Message;
import org.openward.hl7v2.Segment;
import org.openward.hl7v2.changes.Change.Existence;
import org.openward.hl7v2.devices.DeviceProfile;
import org.openward.hl7v2.results.BusinessIdentity;
import org.openward.hl7v2.results.Notes;

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

    /** One ORC with its RXE and whatever was dispensed by it. */
    private record Prescribed(Segment control, List<Segment> parts) {
        private static final Set<String> ONCE = Set.of("RXE", "RXR", "TQ1");
        private static final Set<String> OFTEN = Set.of("RXD", "NTE");

        boolean takes(String name) {
            return OFTEN.contains(name) || (ONCE.contains(name) && part(name).isEmpty());
        }

        Optional<Segment> part(String name) {
            return all(name).stream().findFirst();
        }

        List<Segment> all(String name) {
            return parts.stream().filter(each -> each.name().equals(name)).toList();
        }

        /** Those of a dispense stand behind it; those of the prescription before all of them. */
        List<Segment> notes(@Nullable Segment dispensed) {
            List<Segment> notes = new ArrayList<>();
            Segment last = null;
            for (Segment each : parts) {
                if (each.name().equals("RXD")) {
                    last = each;
                } else if (each.name().equals("NTE") && last == dispensed) {
                    notes.add(each);
                }
            }
            return notes;
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
            } else if (current != null && current.takes(each.name())) {
                current.parts().add(each);
                reader.say(each);
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
            List<Segment> dispensed = prescribed.all("RXD");
            boolean isRequest = encoded != null || dispensed.isEmpty();
            if (isRequest) {
                request(control, encoded, identity.get());
            }
            dispensed.forEach(each -> dispense(control, each, notes(each, isRequest), identity.get()));
        }

        private Optional<Annotation> notes(Segment dispensed, boolean isRequest) {
            List<Segment> own = prescribed.notes(dispensed);
            List<Segment> all = isRequest
                    ? own
                    : Stream.concat(prescribed.notes(null).stream(), own.stream())
                            .toList();
            return note(all);
        }

        private static Optional<Annotation> note(List<Segment> notes) {
            return Notes.text(notes).map(text -> new Annotation().setText(text));
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
            note(prescribed.notes(null)).ifPresent(made::addNote);
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
            addTiming(dosage, encoded);
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

        /** How often, from when and until when: TQ1, else the old quantity and timing in RXE-1. */
        private void addTiming(Dosage dosage, Segment encoded) {
            Optional<Segment> timing = prescribed.part("TQ1");
            String pattern = timing.map(each -> each.field(3).subcomponent(1, 1))
                    .orElseGet(() -> encoded.field(1).subcomponent(2, 1));
            if (!pattern.isEmpty()) {
                dosage.getTiming().getCode().setText(pattern);
            }
            Period bounds = new Period();
            timing.map(each -> reader.time(each, 7))
                    .orElseGet(() -> reader.time(encoded, 1, 4))
                    .ifPresent(bounds::setStartElement);
            timing.map(each -> reader.time(each, 8))
                    .orElseGet(() -> reader.time(encoded, 1, 5))
                    .ifPresent(bounds::setEndElement);
            if (!bounds.isEmpty()) {
                dosage.getTiming().getRepeat().setBounds(bounds);
            }
        }

        private void dispense(Segment control, Segment sent, Optional<Annotation> note, BusinessIdentity prescription) {
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
            note.ifPresent(made::addNote);
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
