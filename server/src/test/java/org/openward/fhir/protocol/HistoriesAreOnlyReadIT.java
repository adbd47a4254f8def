package org.openward.fhir.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Bundle.BundleType;
import org.hl7.fhir.r4.model.Bundle.HTTPVerb;
import org.hl7.fhir.r4.model.Patient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.openward.testing.FhirClient;
import org.openward.testing.Hospital;
import org.openward.testing.HospitalTest;

@HospitalTest
class HistoriesAreOnlyReadIT {
    private final FhirClient client;

    HistoriesAreOnlyReadIT(Hospital hospital) {
        this.client = hospital.asDemo();
    }

    @ParameterizedTest
    @CsvSource({
        "POST, /_history",
        "PUT, /Patient/_history",
        "DELETE, /Patient/_history",
        "PUT, /Patient/ID/_history",
        "DELETE, /Patient/ID/_history",
        "PUT, /Patient/ID/_history/1",
        "DELETE, /Patient/ID/_history/1",
    })
    void no_other_method_is_allowed_and_nothing_is_done(String method, String path) {
        var patient = client.create(new Patient().setActive(true));
        var id = patient.getIdElement().getIdPart();
        var body = method.equals("DELETE") ? null : "{\"resourceType\":\"Patient\",\"id\":\"%s\"}".formatted(id);

        var answer = client.send(method, path.replace("ID", id), body, "Content-Type", "application/fhir+json");

        assertThat(answer.status()).as("%s", answer).isEqualTo(405);
        assertThat(answer.headers().firstValue("Allow")).hasValue("GET");
        assertThat(client.read(Patient.class, id).getMeta().getVersionId()).isEqualTo("1");
    }

    @ParameterizedTest
    @EnumSource(
            value = BundleType.class,
            names = {"BATCH", "TRANSACTION"})
    void a_bundle_neither_deletes_nor_puts_a_version(BundleType type) {
        for (var method : new HTTPVerb[] {HTTPVerb.DELETE, HTTPVerb.PUT}) {
            var patient = client.create(new Patient().setActive(true));
            var id = patient.getIdElement().getIdPart();
            var bundle = new Bundle().setType(type);
            var entry = bundle.addEntry();
            entry.getRequest().setMethod(method).setUrl("Patient/" + id + "/_history/1");
            if (method == HTTPVerb.PUT) {
                entry.setResource(new Patient().setActive(false).setId(id));
            }

            var answer = client.transact(bundle);

            if (type == BundleType.BATCH) {
                var response = answer.resource(Bundle.class).getEntryFirstRep().getResponse();
                assertThat(response.getStatus()).startsWith("405");
            } else {
                assertThat(answer.status()).as("%s", answer).isEqualTo(405);
            }
            assertThat(client.read(Patient.class, id).getMeta().getVersionId()).isEqualTo("1");
        }
    }

    @Test
    void a_condition_may_look_like_one() {
        var bundle = new Bundle().setType(BundleType.TRANSACTION);
        bundle.addEntry().getRequest().setMethod(HTTPVerb.DELETE).setUrl("Patient?identifier=urn:a/_history/1");

        assertThat(client.transact(bundle).status()).isEqualTo(200);
    }
}
