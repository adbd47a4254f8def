package org.openward.billing;

import org.hl7.fhir.r4.model.Basic;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.PaymentReconciliation;
import org.hl7.fhir.r4.model.PaymentReconciliation.PaymentReconciliationStatus;
import org.hl7.fhir.r4.model.Reference;
import org.openward.billing.HospitalClock.Moment;
import org.openward.billing.PayInvoice.CashSession;
import org.openward.fhir.FhirStore;
import org.openward.fhir.ResourceNotFound;
import org.openward.money.Money;
import org.openward.profiles.Extensions;
import org.openward.profiles.Profiles;
import org.openward.profiles.Systems;
import org.springframework.stereotype.Component;

/** The payments that the acting tenant took, kept as FHIR PaymentReconciliations. */
@Component
class Payments {
    private final FhirStore store;

    Payments(FhirStore store) {
        this.store = store;
    }

    PaymentReconciliation record(PayInvoice command, Moment moment) {
        var payment = new PaymentReconciliation()
                .setStatus(PaymentReconciliationStatus.ACTIVE)
                .setCreated(moment.date())
                .setPaymentAmount(Amounts.fhir(command.amount()));
        payment.getMeta().addProfile(Profiles.PAYMENT);
        payment.getPaymentDateElement().setValueAsString(moment.day().toString());
        payment.addExtension(Extensions.PAYMENT_METHOD, method(command.method()));
        if (command.tendered() != null) {
            tender(payment, command.tendered(), command.amount());
        }
        if (command.reference() != null) {
            payment.getPaymentIdentifier().setValue(command.reference());
        }
        if (command.session() != null) {
            payment.addExtension(Extensions.CASH_SESSION, session(command.session()));
        }
        payment.addDetail(detail(command, moment));
        return store.create(payment);
    }

    private Reference session(CashSession session) {
        if (session instanceof CashSession.OnFile onFile) {
            if (store.find(Basic.class, onFile.id()).isEmpty()) {
                throw new ResourceNotFound("Basic", onFile.id());
            }
            return new Reference("Basic/" + onFile.id());
        }
        var numbered = (CashSession.Numbered) session;
        return new Reference()
                .setIdentifier(new Identifier().setSystem(numbered.system()).setValue(numbered.number()));
    }

    private static void tender(PaymentReconciliation payment, Money tendered, Money amount) {
        payment.addExtension(Extensions.TENDERED_AMOUNT, Amounts.fhir(tendered));
        payment.addExtension(Extensions.RETURNED_AMOUNT, Amounts.fhir(tendered.minus(amount)));
    }

    private static PaymentReconciliation.DetailsComponent detail(PayInvoice command, Moment moment) {
        var detail = new PaymentReconciliation.DetailsComponent();
        detail.getType().addCoding().setSystem(Systems.PAYMENT_TYPE).setCode("payment");
        detail.getRequest().setReference("Invoice/" + command.invoice());
        detail.getDateElement().setValueAsString(moment.day().toString());
        return detail.setAmount(Amounts.fhir(command.amount()));
    }

    private static CodeableConcept method(PayInvoice.Method method) {
        var concept = new CodeableConcept();
        concept.addCoding().setSystem(Systems.PAYMENT_METHOD).setCode(method.code());
        return concept;
    }
}
