package org.openward.hl7v2.writing;

import java.time.Instant;
import java.util.Set;
import org.hl7.fhir.r4.model.ChargeItem;
import org.hl7.fhir.r4.model.ChargeItem.ChargeItemPerformerComponent;
import org.hl7.fhir.r4.model.ChargeItem.ChargeItemStatus;
import org.hl7.fhir.r4.model.DateTimeType;
import org.hl7.fhir.r4.model.Encounter;
import org.hl7.fhir.r4.model.Money;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Period;
import org.jspecify.annotations.Nullable;
import org.openward.hl7v2.writing.Sheet.Stamp;

/** Writes a charge, or what takes it back, as DFT^P03. */
public final class ChargeWriter {
    private static final Set<ChargeItemStatus> CHARGED = Set.of(ChargeItemStatus.BILLABLE, ChargeItemStatus.BILLED);
    private static final Set<ChargeItemStatus> TAKEN_BACK =
            Set.of(ChargeItemStatus.ABORTED, ChargeItemStatus.ENTEREDINERROR, ChargeItemStatus.NOTBILLABLE);

    private final Letterhead letterhead;
    private final Fields fields;
    private final Concepts concepts;

    public ChargeWriter(Letterhead letterhead) {
        this.letterhead = letterhead;
        this.fields = new Fields(letterhead);
        this.concepts = new Concepts(fields);
    }

    /**
     * A charge and whom it is about.
     *
     * @param encounter during which the service was given, if it is known
     */
    public record Charge(ChargeItem item, Patient patient, @Nullable Encounter encounter) {}

    /** Whether a charge of that status is told: one that is only planned is not. */
    public static boolean isTold(ChargeItem item) {
        var status = item.getStatus();
        return status != null && (CHARGED.contains(status) || TAKEN_BACK.contains(status));
    }

    /** Whether it is a charge that stands. */
    public static boolean isCharged(ChargeItem item) {
        var status = item.getStatus();
        return status != null && CHARGED.contains(status);
    }

    public WrittenMessage write(Charge charge, String controlId, Instant at) throws CannotBeWritten {
        if (!isTold(charge.item())) {
            throw new CannotBeWritten("The charge is neither made nor taken back yet.");
        }
        var sheet = new Sheet(letterhead, "DFT^P03", "DFT_P03", new Stamp(controlId, at))
                .add(new Line("EVN")
                        .put(1, letterhead.isSince(Hl7Version.V2_7) ? "" : "P03")
                        .put(2, fields.time(at)))
                .add(new PatientLines(fields).patient(charge.patient()));
        if (charge.encounter() != null) {
            sheet.add(new VisitLine(fields).visit(charge.encounter()));
        }
        return sheet.add(transaction(charge.item(), at)).written();
    }

    private Line transaction(ChargeItem item, Instant at) {
        return new Line("FT1")
                .put(1, "1")
                .put(2, fields.text(item.getIdElement().getIdPart()))
                .put(4, item.hasOccurrence() ? occurrence(item) : fields.time(at))
                .put(5, item.hasEnteredDate() ? fields.time(item.getEnteredDateElement()) : fields.time(at))
                .put(6, TAKEN_BACK.contains(item.getStatus()) ? "CD" : "CG")
                .put(7, concepts.concept(item.getCode()))
                .put(
                        10,
                        item.getQuantity().hasValue()
                                ? item.getQuantity().getValue().toPlainString()
                                : "1")
                .put(11, price(item.getPriceOverride()))
                .put(19, item.hasReason() ? concepts.concept(item.getReasonFirstRep()) : "")
                .put(
                        20,
                        fields.people(item.getPerformer().stream()
                                .map(ChargeItemPerformerComponent::getActor)
                                .toList()));
    }

    private String occurrence(ChargeItem item) {
        if (item.getOccurrence() instanceof DateTimeType time) {
            return fields.time(time);
        }
        return item.getOccurrence() instanceof Period period ? fields.start(period) : "";
    }

    /** CP: an amount with its currency. */
    private String price(Money money) {
        return money.hasValue() ? money.getValue().toPlainString() + "&" + fields.text(money.getCurrency()) : "";
    }
}
