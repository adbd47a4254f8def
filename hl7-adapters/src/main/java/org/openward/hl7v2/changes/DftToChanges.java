package org.openward.hl7v2.changes;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.hl7.fhir.r4.model.ChargeItem;
import org.hl7.fhir.r4.model.ChargeItem.ChargeItemStatus;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.DateTimeType;
import org.hl7.fhir.r4.model.Quantity;
import org.hl7.fhir.r4.model.Reference;
import org.openward.hl7v2.Hl7Message;
import org.openward.hl7v2.Segment;
import org.openward.hl7v2.changes.Change.Existence;
import org.openward.hl7v2.devices.DeviceProfile;
import org.openward.hl7v2.results.BusinessIdentity;

/** Reads charges of another system (DFT^P03) as charge items; a price that it names is not taken over. */
public final class DftToChanges {
    private static final String EVENT = "P03";

    public IntendedChanges map(Hl7Message message, DeviceProfile profile) {
        Reader reader = new Reader(message, profile);
        List<Segment> charges = reader.all("FT1");
        reader.first("EVN");
        if (!reader.trigger().equals(EVENT)) {
            reader.hold(Hold.Reason.UNKNOWN_EVENT, reader.header().place(9), "This event is not mapped");
        } else if (charges.isEmpty()) {
            reader.hold(Hold.Reason.INCOMPLETE, reader.header().place(9), "There is no charge");
        } else {
            charges.forEach(each -> charge(reader, each));
        }
        return reader.read();
    }

    private static void charge(Reader reader, Segment sent) {
        Optional<BusinessIdentity> identity = reader.identity("charges", sent.field(2));
        Optional<ChargeItemStatus> status = status(sent);
        if (identity.isEmpty()) {
            reader.hold(Hold.Reason.NO_IDENTITY, sent.place(2), "The charge has no number");
        } else if (status.isEmpty()) {
            reader.hold(Hold.Reason.NOT_UNDERSTOOD, sent.place(6), "Only charges and their credits are mapped");
        } else {
            put(reader, sent, identity.get(), status.get());
        }
    }

    /** A credit takes back the charge of the same number; payments and adjustments are no charges. */
    private static Optional<ChargeItemStatus> status(Segment sent) {
        return switch (sent.field(6).component(1).toUpperCase(Locale.ROOT)) {
            case "", "CG" -> Optional.of(ChargeItemStatus.BILLABLE);
            case "CD" -> Optional.of(ChargeItemStatus.ABORTED);
            default -> Optional.empty();
        };
    }

    private static void put(Reader reader, Segment sent, BusinessIdentity identity, ChargeItemStatus status) {
        ChargeItem item = new ChargeItem().setStatus(status);
        item.addIdentifier(identity.identifier());
        Optional<CodeableConcept> code = reader.concept(sent, 7).or(() -> reader.concept(sent, 25));
        Optional<DateTimeType> when = reader.time(sent, 4);
        if (code.isEmpty() || when.isEmpty()) {
            reader.hold(Hold.Reason.INCOMPLETE, sent.place(code.isEmpty() ? 7 : 4), "A charge says for what and when");
            return;
        }
        item.setCode(code.get());
        item.setOccurrence(when.get());
        reader.time(sent, 5).ifPresent(item::setEnteredDateElement);
        String amount = sent.text(10);
        if (!amount.isEmpty()) {
            reader.reading()
                    .numbers()
                    .number(amount)
                    .ifPresentOrElse(
                            number -> item.setQuantity(new Quantity().setValue(number)),
                            () -> reader.hold(Hold.Reason.NOT_UNDERSTOOD, sent.place(10), "The quantity is no number"));
        }
        reader.concept(sent, 19).ifPresent(item::addReason);
        reader.people(sent, 20).forEach(person -> item.addPerformer().setActor(person));
        if (!sent.field(23).subcomponent(1, 1).isEmpty()) {
            item.addService(new Reference()
                    .setType("ServiceRequest")
                    .setIdentifier(reader.number("FILL", "filler", sent.field(23))));
        }
        boolean credit = status == ChargeItemStatus.ABORTED;
        reader.put(item, identity, credit ? Existence.MUST_EXIST : Existence.MAY_BE_NEW, Set.of());
    }
}
