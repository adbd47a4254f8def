package org.openward.billing.cards;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.function.Consumer;
import java.util.stream.Stream;
import org.hl7.fhir.r4.model.ClaimResponse;
import org.hl7.fhir.r4.model.ExplanationOfBenefit;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.Invoice;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.PaymentNotice;
import org.hl7.fhir.r4.model.PaymentReconciliation;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.StringType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.openward.profiles.Systems;

class CardNumberGuardTest {
    private static final String NUMBER = "4111111111111111";
    private static final Identifier NUMBERED =
            new Identifier().setSystem("urn:cards").setValue(NUMBER);

    private final CardNumberGuard guard = new CardNumberGuard();

    private static Invoice bill(Consumer<Invoice> with) {
        var invoice = new Invoice();
        with.accept(invoice);
        return invoice;
    }

    private static PaymentReconciliation payment(Consumer<PaymentReconciliation> with) {
        var payment = new PaymentReconciliation();
        with.accept(payment);
        return payment;
    }

    static Stream<Resource> withANumber() {
        var answer = new ClaimResponse();
        answer.getPayment().setIdentifier(NUMBERED);
        var explanation = new ExplanationOfBenefit();
        explanation.getPayment().setIdentifier(NUMBERED);
        var notice = new PaymentNotice();
        notice.getPayment().setIdentifier(NUMBERED);
        return Stream.of(
                answer,
                explanation,
                notice,
                bill(bill -> bill.addIdentifier(NUMBERED)),
                bill(bill -> bill.addNote().setText("Paid with 4111 1111 1111 1111")),
                bill(bill -> bill.setPaymentTerms(NUMBER)),
                bill(bill -> bill.setCancelledReason(NUMBER)),
                bill(bill -> bill.getText().setDivAsString("<div>by <b>" + NUMBER + "</b></div>")),
                bill(bill -> bill.addExtension("urn:more", new StringType(NUMBER))),
                bill(bill -> bill.addLineItem().setChargeItem(new Reference().setDisplay(NUMBER))),
                bill(bill -> bill.addContained(payment(inside -> inside.addIdentifier(NUMBERED)))),
                payment(payment -> payment.setPaymentIdentifier(NUMBERED)),
                payment(payment -> payment.setDisposition(NUMBER)),
                payment(payment -> payment.addDetail().setIdentifier(NUMBERED)),
                payment(payment -> payment.addProcessNote().setText(NUMBER)));
    }

    @ParameterizedTest
    @MethodSource("withANumber")
    void a_bill_or_payment_with_the_number_of_a_card_is_not_stored(Resource record) {
        assertThatThrownBy(() -> guard.creating(record))
                .isInstanceOf(CardNumberRefused.class)
                .hasMessageContaining(record.fhirType())
                .hasMessageNotContaining("1111");
        assertThatThrownBy(() -> guard.updating(new Invoice(), record)).isInstanceOf(CardNumberRefused.class);
    }

    static Stream<Resource> withoutOne() {
        var patient = new Patient();
        patient.addIdentifier(NUMBERED);
        return Stream.of(
                patient,
                new ClaimResponse().addIdentifier(NUMBERED),
                bill(bill -> bill.setId("Invoice/" + NUMBER)),
                bill(bill -> bill.getSubject().setReference("Patient/" + NUMBER).setIdentifier(NUMBERED)),
                bill(bill -> bill.getType().addCoding().setSystem("urn:codes").setCode(NUMBER)),
                bill(bill -> bill.addContained(patient)),
                bill(bill -> bill.addIdentifier(
                        new Identifier().setSystem(Systems.INVOICE_NUMBER).setValue(NUMBER))));
    }

    @ParameterizedTest
    @MethodSource("withoutOne")
    void numbers_of_people_records_and_bills_are_no_cards(Resource record) {
        assertThatCode(() -> guard.creating(record)).doesNotThrowAnyException();
    }

    @Test
    void a_number_from_earlier_times_keeps_nobody_from_the_rest_of_the_bill() {
        var before = bill(bill -> bill.addNote().setText(NUMBER));
        var paid = before.copy().setStatus(Invoice.InvoiceStatus.BALANCED);
        var more = before.copy();
        more.addNote().setText("5555555555554444");

        assertThatCode(() -> guard.updating(before, paid)).doesNotThrowAnyException();
        assertThatThrownBy(() -> guard.updating(before, more)).isInstanceOf(CardNumberRefused.class);
    }
}
