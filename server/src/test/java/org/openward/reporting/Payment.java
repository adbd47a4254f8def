package org.openward.reporting;

import java.math.BigDecimal;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.DateTimeType;
import org.hl7.fhir.r4.model.DateType;
import org.hl7.fhir.r4.model.PaymentReconciliation;
import org.hl7.fhir.r4.model.PaymentReconciliation.PaymentReconciliationStatus;
import org.openward.profiles.Extensions;
import org.openward.profiles.Systems;

/** Payments as the cash desk records them, for tests. */
final class Payment {
    private Payment() {}

    static PaymentReconciliation of(String amount, String method, String day) {
        var payment = new PaymentReconciliation().setStatus(PaymentReconciliationStatus.ACTIVE);
        payment.setCreatedElement(new DateTimeType(day + "T10:00:00+05:30"));
        payment.setPaymentDateElement(new DateType(day));
        payment.getPaymentAmount().setValue(new BigDecimal(amount)).setCurrency("INR");
        var code = new CodeableConcept();
        code.addCoding().setSystem(Systems.PAYMENT_METHOD).setCode(method);
        payment.addExtension(Extensions.PAYMENT_METHOD, code);
        payment.addDetail().getRequest().setReference("Invoice/bill");
        return payment;
    }
}
