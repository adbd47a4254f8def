package org.openward.fhir;

import static org.assertj.core.api.Assertions.assertThat;

import ca.uhn.fhir.context.FhirContext;
import java.math.BigDecimal;
import java.util.UUID;
import org.hl7.fhir.r4.model.ChargeItem;
import org.hl7.fhir.r4.model.ChargeItem.ChargeItemStatus;
import org.hl7.fhir.r4.model.Invoice;
import org.hl7.fhir.r4.model.Money;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Reference;
import org.junit.jupiter.api.Test;
import org.openward.testing.Answer;
import org.openward.testing.AtOnce;
import org.openward.testing.FhirClient;
import org.openward.testing.Hospital;
import org.openward.testing.HospitalTest;

@HospitalTest
class IdempotencyIT {
    private static final String GENERATE = "/Invoice/$generate";
    private static final String KEY = "Idempotency-Key";

    private final String key = UUID.randomUUID().toString();
    private final FhirClient client;
    private final Parameters request;

    IdempotencyIT(Hospital hospital) {
        client = hospital.asDemo();
        request = billFor(aPatientWithACharge());
    }

    @Test
    void the_same_request_three_times_gets_the_same_invoice() {
        var first = client.post(GENERATE, request, KEY, key);

        var second = client.post(GENERATE, request, KEY, key);
        var third = inXml();

        assertThat(idOf(second)).isEqualTo(idOf(first));
        assertThat(third.status()).isEqualTo(200);
        assertThat(third.body()).contains(idOf(first));
    }

    @Test
    void the_same_request_at_once_is_carried_out_once() throws Exception {
        var answers = AtOnce.all(8, time -> () -> client.post(GENERATE, request, KEY, key));

        assertThat(answers.stream().map(answer -> idOf(answer.result().get(0))).distinct())
                .hasSize(1);
    }

    @Test
    void the_same_key_with_another_body_is_refused() {
        client.post(GENERATE, request, KEY, key);

        var other = client.post(GENERATE, billFor(aPatientWithACharge()), KEY, key);

        assertThat(other.status()).isEqualTo(422);
        assertThat(other.invariant()).isEqualTo("G2");
    }

    @Test
    void a_request_without_a_key_is_refused_and_not_carried_out() {
        assertThat(client.post(GENERATE, request).status()).isEqualTo(400);
        assertThat(client.post(GENERATE, request, KEY, " ").status()).isEqualTo(400);
        assertThat(client.post(GENERATE, request, KEY, "k".repeat(256)).status())
                .isEqualTo(400);

        assertThat(client.post(GENERATE, request, KEY, key).status()).isEqualTo(200);
    }

    @Test
    void a_refused_request_may_be_tried_again_under_its_key() {
        var patient = client.create(new Patient());
        var early = client.post(GENERATE, billFor(patient), KEY, key);
        charge(patient);

        var again = client.post(GENERATE, billFor(patient), KEY, key);

        assertThat(early.status()).isEqualTo(422);
        assertThat(again.status()).isEqualTo(200);
    }

    private Answer inXml() {
        return client.send(
                "POST",
                GENERATE + "?_pretty=true",
                FhirContext.forR4Cached().newXmlParser().encodeResourceToString(request),
                "Content-Type",
                "application/fhir+xml",
                KEY,
                key);
    }

    private Patient aPatientWithACharge() {
        var patient = client.create(new Patient());
        charge(patient);
        return patient;
    }

    private void charge(Patient patient) {
        var charge = new ChargeItem()
                .setStatus(ChargeItemStatus.BILLABLE)
                .setPriceOverride(new Money().setValue(BigDecimal.TEN).setCurrency("INR"));
        charge.getCode().setText("Dressing");
        charge.getSubject().setReference("Patient/" + patient.getIdElement().getIdPart());
        client.create(charge);
    }

    private static Parameters billFor(Patient patient) {
        return new Parameters()
                .addParameter(
                        "patient",
                        new Reference("Patient/" + patient.getIdElement().getIdPart()));
    }

    private static String idOf(Answer answer) {
        return answer.resource(Invoice.class).getIdElement().getIdPart();
    }
}
