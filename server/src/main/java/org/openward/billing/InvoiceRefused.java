package org.openward.billing;

import org.openward.fhir.Refusal;

/** An invoice cannot be made, issued or changed as asked. */
class InvoiceRefused extends Refusal {
    private static final long serialVersionUID = 1L;

    private InvoiceRefused(Kind kind, String invariant, String message) {
        super(kind, invariant, message);
    }

    static InvoiceRefused nothingToBill() {
        return new InvoiceRefused(
                Kind.RULE,
                "F3",
                "No charge waits for such a bill: there is none, or all are billed already. Check the patient, encounter or"
                        + " account and the bill type.");
    }

    static InvoiceRefused severalPatients() {
        return new InvoiceRefused(
                Kind.RULE,
                "G6",
                "The charges belong to more than one patient, and a bill is for one. Give the patient as well.");
    }

    static InvoiceRefused severalCurrencies() {
        return new InvoiceRefused(
                Kind.RULE,
                "F11",
                "The charges are in more than one currency, and a bill is in one. Bill them by encounter or account.");
    }

    static InvoiceRefused chargeWithoutPrice(String charge) {
        return new InvoiceRefused(
                Kind.RULE,
                "G6",
                "ChargeItem/" + charge
                        + " is billable but has no price with value and currency, and nothing is billed in"
                        + " part. Give it a price or make it not-billable.");
    }

    static InvoiceRefused chargeBilledMeanwhile() {
        return new InvoiceRefused(
                Kind.CONFLICT, "F3", "Somebody else billed one of these charges just now. Ask for the bill again.");
    }

    static InvoiceRefused notADraft() {
        return new InvoiceRefused(
                Kind.RULE,
                "F4",
                "Only a draft can be issued, and this invoice is none. Read it to see its number and status.");
    }

    static InvoiceRefused notGenerated() {
        return new InvoiceRefused(
                Kind.RULE,
                "F3",
                "This draft was not made by Invoice/$generate, so its charges are not known to be billed once. Use"
                        + " Invoice/$generate.");
    }

    static InvoiceRefused stale() {
        return new InvoiceRefused(
                Kind.STALE,
                "G3",
                "The version in If-Match is not the current one. Read the invoice again, then repeat the request.");
    }

    static InvoiceRefused issuedOnlyByOperation() {
        return new InvoiceRefused(
                Kind.RULE,
                "F4",
                "A plain write leaves an invoice a draft without our number. Issue it with Invoice/$finalize and take"
                        + " payments with Invoice/$pay.");
    }

    static InvoiceRefused issuedIsFinal() {
        return new InvoiceRefused(
                Kind.RULE, "F4", "An invoice that was issued or cancelled is never changed. Nothing was done.");
    }

    static InvoiceRefused contentsAreCounted() {
        return new InvoiceRefused(
                Kind.RULE,
                "F2",
                "Patient, type, lines and totals of a draft come from its charges and are not changed by hand. Change the"
                        + " charges before the bill is generated.");
    }

    static InvoiceRefused neverDeleted() {
        return new InvoiceRefused(Kind.RULE, "F4", "An invoice is never deleted. Nothing was done.");
    }
}
