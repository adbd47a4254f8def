package org.openward.billing;

import java.math.BigDecimal;
import java.util.UUID;
import org.hl7.fhir.r4.model.ChargeItem;
import org.hl7.fhir.r4.model.ChargeItem.ChargeItemStatus;
import org.hl7.fhir.r4.model.CodeType;
import org.hl7.fhir.r4.model.Invoice;
import org.hl7.fhir.r4.model.Money;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Reference;
import org.openward.profiles.Systems;
import org.openward.testing.Answer;
import org.openward.testing.FhirClient;

/** The billing counter of the hospital, worked by a client over HTTP. */
record Counter(FhirClient client) {
    static final String KEY = "Idempotency-Key";

    Patient aPatient() {
        var patient = new Patient();
        patient.addName().setFamily("Sharma").addGiven("Asha");
        return client.create(patient);
    }

    ChargeItem aCharge(Patient patient, String amount) {
        return client.create(chargeFor(patient, amount));
    }

    static ChargeItem chargeFor(Patient patient, String amount) {
        var charge = new ChargeItem().setStatus(ChargeItemStatus.BILLABLE).setPriceOverride(rupees(amount));
        charge.getCode().setText("Dressing");
        charge.getSubject().setReference("Patient/" + patient.getIdElement().getIdPart());
        return charge;
    }

    Invoice aDraft(String amount) {
        var patient = aPatient();
        aCharge(patient, amount);
        return generate(patient).resource(Invoice.class);
    }

    Invoice anIssuedInvoice(String amount) {
        return finalizeInvoice(aDraft(amount)).resource(Invoice.class);
    }

    Answer generate(Patient patient, String... headers) {
        return client.post("/Invoice/$generate", whose(patient), keyed(headers));
    }

    Answer finalizeInvoice(Invoice invoice, String... headers) {
        return client.post(path(invoice) + "/$finalize", new Parameters(), keyed(headers));
    }

    Answer pay(Invoice invoice, Parameters payment, String... headers) {
        return client.post(path(invoice) + "/$pay", payment, keyed(headers));
    }

    Answer pay(Invoice invoice, String amount) {
        return pay(invoice, byCard(amount));
    }

    static Parameters byCard(String amount) {
        return paying(rupees(amount), "card");
    }

    static Parameters paying(Money amount, String method) {
        return new Parameters().addParameter("amount", amount).addParameter("method", new CodeType(method));
    }

    static Parameters whose(Patient patient) {
        return new Parameters()
                .addParameter(
                        "patient",
                        new Reference("Patient/" + patient.getIdElement().getIdPart()));
    }

    Invoice read(Invoice invoice) {
        return client.read(Invoice.class, invoice.getIdElement().getIdPart());
    }

    static String path(Invoice invoice) {
        return "/Invoice/" + invoice.getIdElement().getIdPart();
    }

    static String numberOf(Invoice invoice) {
        return invoice.getIdentifier().stream()
                .filter(identifier -> Systems.INVOICE_NUMBER.equals(identifier.getSystem()))
                .findFirst()
                .orElseThrow()
                .getValue();
    }

    static Money rupees(String amount) {
        return new Money().setValue(new BigDecimal(amount)).setCurrency("INR");
    }

    static String[] aKey() {
        return new String[] {KEY, UUID.randomUUID().toString()};
    }

    private static String[] keyed(String... headers) {
        return headers.length == 0 ? aKey() : headers;
    }
}
