package org.openward.billing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ca.uhn.fhir.rest.api.server.RequestDetails;
import ca.uhn.fhir.rest.api.server.SystemRequestDetails;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.hl7.fhir.r4.model.ChargeItem;
import org.hl7.fhir.r4.model.ChargeItem.ChargeItemStatus;
import org.hl7.fhir.r4.model.Invoice;
import org.hl7.fhir.r4.model.Invoice.InvoiceStatus;
import org.hl7.fhir.r4.model.PaymentReconciliation;
import org.hl7.fhir.r4.model.Reference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.openward.fhir.Refusal;
import org.openward.profiles.Systems;

class InvoiceGuardTest {
    private static final RequestDetails PLAIN = new SystemRequestDetails();

    private final InvoiceGuard guard = new InvoiceGuard();
    private final ChargeGuard charges = BillingOffice.open().part(ChargeGuard.class);

    @ParameterizedTest
    @EnumSource(names = {"ISSUED", "BALANCED", "CANCELLED", "ENTEREDINERROR"})
    void a_plain_write_makes_nothing_but_drafts(InvoiceStatus status) {
        assertRefused("F4", () -> guard.creating(invoice(status), PLAIN));
        assertRefused("F4", () -> guard.updating(invoice(InvoiceStatus.DRAFT), invoice(status), PLAIN));
    }

    @ParameterizedTest
    @EnumSource(names = {"ISSUED", "BALANCED", "CANCELLED", "ENTEREDINERROR"})
    void a_plain_write_changes_no_issued_invoice(InvoiceStatus status) {
        assertRefused("F4", () -> guard.updating(invoice(status), invoice(status), PLAIN));
        assertRefused("F4", () -> guard.updating(invoice(status), invoice(InvoiceStatus.DRAFT), PLAIN));
    }

    @Test
    void a_plain_write_gives_no_number() {
        var numbered = invoice(InvoiceStatus.DRAFT);
        numbered.addIdentifier().setSystem(Systems.INVOICE_NUMBER).setValue("INV-2026-000007");

        assertRefused("F4", () -> guard.creating(numbered, PLAIN));
        assertRefused("F4", () -> guard.updating(invoice(InvoiceStatus.DRAFT), numbered, PLAIN));
    }

    @Test
    void a_plain_write_changes_neither_lines_nor_totals_nor_patient_of_a_draft() {
        var draft = invoice(InvoiceStatus.DRAFT);

        assertRefused(
                "F2",
                () -> guard.updating(
                        draft, invoice(InvoiceStatus.DRAFT).setTotalNet(BillingOffice.rupees("0.01")), PLAIN));
        assertRefused(
                "F2",
                () -> guard.updating(
                        draft, invoice(InvoiceStatus.DRAFT).setSubject(new Reference("Patient/2")), PLAIN));
        var note = invoice(InvoiceStatus.DRAFT);
        note.addNote().setText("Give it to the daughter.");
        assertThatCode(() -> guard.updating(draft, note, PLAIN)).doesNotThrowAnyException();
    }

    @Test
    void no_invoice_is_deleted() {
        assertRefused("F4", () -> guard.deleting(invoice(InvoiceStatus.DRAFT), PLAIN));
        assertRefused("F4", () -> guard.deleting(invoice(InvoiceStatus.ISSUED), PLAIN));
    }

    @Test
    void no_payment_is_written_by_hand() {
        var payment = new PaymentReconciliation();

        assertRefused("F5", () -> guard.creating(payment, PLAIN));
        assertRefused("F5", () -> guard.updating(payment, payment, PLAIN));
        assertRefused("F5", () -> guard.deleting(payment, PLAIN));
    }

    @Test
    void no_charge_is_made_billed_by_hand_and_a_billed_one_stays() {
        var billed = new ChargeItem().setStatus(ChargeItemStatus.BILLED);
        var billable = new ChargeItem().setStatus(ChargeItemStatus.BILLABLE);

        assertRefused("F3", () -> charges.creating(billed, PLAIN));
        assertRefused("F3", () -> charges.updating(billable, billed, PLAIN));
        assertRefused("F14", () -> charges.updating(billed, billable, PLAIN));
        assertRefused("F14", () -> charges.deleting(billed, PLAIN));
        assertThatCode(() -> charges.updating(billable, billable, PLAIN)).doesNotThrowAnyException();
    }

    private static Invoice invoice(InvoiceStatus status) {
        var invoice = new Invoice().setStatus(status).setTotalNet(BillingOffice.rupees("120.50"));
        invoice.getSubject().setReference("Patient/1");
        return invoice;
    }

    private static void assertRefused(String invariant, ThrowingCallable attempt) {
        assertThatThrownBy(attempt).isInstanceOfSatisfying(Refusal.class, refusal -> {
            assertThat(refusal.kind()).isEqualTo(Refusal.Kind.RULE);
            assertThat(refusal.invariant()).isEqualTo(invariant);
        });
    }
}
