package org.openward.hl7v2.changes;

import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.DateTimeType;
import org.hl7.fhir.r4.model.Immunization;
import org.hl7.fhir.r4.model.Immunization.ImmunizationStatus;
import org.hl7.fhir.r4.model.Quantity;
import org.hl7.fhir.r4.model.Reference;
import org.jspecify.annotations.Nullable;
import org.openward.hl7v2.Hl7Message;
import org.openward.hl7v2.Segment;
import org.openward.hl7v2.changes.Change.Existence;
import org.openward.hl7v2.devices.DeviceProfile;
import org.openward.hl7v2.results.BusinessIdentity;
import org.openward.hl7v2.results.Notes;

/** Reads vaccinations (VXU^V04) as immunizations. */
public final class VxuToChanges {
    private static final String UNKNOWN_AMOUNT = "999";

    public IntendedChanges map(Hl7Message message, DeviceProfile profile) {
        Reader reader = new Reader(message, profile);
        Segment order = null;
        int found = 0;
        for (Segment each : reader.segments()) {
            if (each.name().equals("ORC")) {
                order = each;
                reader.say(each);
            } else if (each.name().equals("RXA")) {
                new Vaccination(reader, order, each, route(reader, each)).map();
                found++;
                order = null;
            }
        }
        if (found == 0) {
            reader.hold(Hold.Reason.INCOMPLETE, reader.header().place(9), "There is no vaccination");
        }
        return reader.read();
    }

    /** The RXR right behind a vaccination. */
    private static Optional<Segment> route(Reader reader, Segment vaccination) {
        List<Segment> all = reader.segments();
        int next = all.indexOf(vaccination) + 1;
        return next < all.size() && all.get(next).name().equals("RXR") ? Optional.of(all.get(next)) : Optional.empty();
    }

    /** The reading of one vaccination. */
    private record Vaccination(Reader reader, @Nullable Segment order, Segment sent, Optional<Segment> route) {

        void map() {
            reader.say(sent);
            Optional<BusinessIdentity> identity = identity();
            Optional<CodeableConcept> vaccine = reader.concept(sent, 5);
            Optional<DateTimeType> when = reader.time(sent, 3);
            if (identity.isEmpty()) {
                reader.hold(Hold.Reason.NO_IDENTITY, sent.place(0), "The vaccination has no number (ORC-3)");
            } else if (vaccine.isEmpty() || when.isEmpty()) {
                int field = vaccine.isEmpty() ? 5 : 3;
                reader.hold(Hold.Reason.INCOMPLETE, sent.place(field), "A vaccination says what was given and when");
            } else {
                Immunization made = new Immunization().setVaccineCode(vaccine.get());
                made.setOccurrence(when.get());
                made.addIdentifier(identity.get().identifier());
                describe(made);
                boolean removed = made.getStatus() == ImmunizationStatus.ENTEREDINERROR;
                reader.put(made, identity.get(), removed ? Existence.MUST_EXIST : Existence.MAY_BE_NEW, Set.of());
            }
        }

        private Optional<BusinessIdentity> identity() {
            if (order == null) {
                return Optional.empty();
            }
            Segment numbered = order;
            return reader.identity("vaccinations", numbered.field(3))
                    .or(() -> reader.identity("vaccination-orders", numbered.field(2)));
        }

        private void describe(Immunization made) {
            made.setStatus(status());
            // Source 00 is whoever gave the vaccine himself; everything else is history.
            made.setPrimarySource(sent.field(9).component(1).equals("00"));
            String amount = sent.text(6);
            if (!amount.equals(UNKNOWN_AMOUNT)) {
                reader.reading().numbers().number(amount).ifPresent(dose -> made.setDoseQuantity(dose(dose)));
            }
            if (!sent.text(15).isEmpty()) {
                made.setLotNumber(sent.text(15));
            }
            reader.reading().times().date(sent.field(16), sent.place(16)).ifPresent(made::setExpirationDateElement);
            Notes.organization(sent.field(17), reader.reading().profile().namespace())
                    .ifPresent(made::setManufacturer);
            reader.concept(sent, 18).ifPresent(made::setStatusReason);
            for (Reference person : reader.people(sent, 10)) {
                made.addPerformer().setActor(person);
            }
            route.ifPresent(each -> {
                reader.say(each);
                reader.concept(each, 1).ifPresent(made::setRoute);
                reader.concept(each, 2).ifPresent(made::setSite);
            });
        }

        private Quantity dose(BigDecimal amount) {
            Quantity dose = new Quantity().setValue(amount);
            String unit = sent.field(7).component(1);
            if (!unit.isEmpty()) {
                dose.setUnit(unit);
            }
            return dose;
        }

        private ImmunizationStatus status() {
            if (sent.text(21).equalsIgnoreCase("D")) {
                return ImmunizationStatus.ENTEREDINERROR;
            }
            return switch (sent.text(20).toUpperCase(Locale.ROOT)) {
                case "RE", "NA" -> ImmunizationStatus.NOTDONE;
                default -> ImmunizationStatus.COMPLETED;
            };
        }
    }
}
