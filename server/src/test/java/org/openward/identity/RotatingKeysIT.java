package org.openward.identity;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.UUID;
import org.hl7.fhir.r4.model.Parameters;
import org.junit.jupiter.api.Test;
import org.openward.testing.Answer;
import org.openward.testing.FhirClient;
import org.openward.testing.Hospital;
import org.openward.testing.HospitalTest;

/** The key is replaced while people work. */
@HospitalTest
class RotatingKeysIT {
    private final Hospital hospital;

    RotatingKeysIT(Hospital hospital) {
        this.hospital = hospital;
    }

    private static Answer rotate(FhirClient who, Parameters request) {
        return who.post("/$rotate-signing-key", request, "Idempotency-Key", "k-" + UUID.randomUUID());
    }

    private static Parameters because(String reason) {
        return new Parameters().addParameter("reason", reason);
    }

    private FhirClient signedInNow() {
        return FhirClient.withToken(hospital.root(), "/fhir", "demo", "demo-secret", "system/Patient.rs");
    }

    private static String keyOf(FhirClient holder) throws IOException {
        var header = holder.token().substring(0, holder.token().indexOf('.'));
        return new ObjectMapper()
                .readTree(new String(Base64.getUrlDecoder().decode(header), StandardCharsets.UTF_8))
                .path("kid")
                .asText();
    }

    @Test
    void tokens_of_the_former_key_stay_good_and_new_ones_are_signed_with_the_new() throws IOException {
        var before = signedInNow();

        var answer = rotate(hospital.asDemo(), because("Once a quarter"));
        var after = signedInNow();

        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        var key = answer.resource(Parameters.class).getParameterValue("key").primitiveValue();
        assertThat(keyOf(after)).isEqualTo(key).isNotEqualTo(keyOf(before));
        assertThat(before.get("/Patient?_count=1").status()).isEqualTo(200);
        assertThat(after.get("/Patient?_count=1").status()).isEqualTo(200);
        JsonNode published = new ObjectMapper()
                .readTree(new Browser(hospital.root()).open("/oauth2/jwks").body());
        assertThat(published.path("keys").findValuesAsText("kid")).contains(keyOf(before), keyOf(after));
        assertThat(published.toString()).doesNotContain("\"d\"");
    }

    @Test
    void only_the_operator_replaces_the_key_and_says_why() {
        var nurse = hospital.inRole("NUR", "Practitioner/none");

        assertThat(rotate(hospital.asFeedReader(), because("no")).status()).isEqualTo(403);
        assertThat(rotate(nurse, because("no")).status()).isEqualTo(403);
        assertThat(rotate(hospital.anonymous(), because("no")).status()).isEqualTo(401);
        assertThat(rotate(hospital.asClinicB(), because("no")).status()).isEqualTo(403);
        assertThat(rotate(hospital.asDemo(), because(" ")).status()).isEqualTo(400);
    }

    @Test
    void it_is_in_the_audit() {
        rotate(hospital.asDemo(), because("Once a quarter"));

        assertThat(hospital.asDemo()
                        .search("AuditEvent?subtype=rotate-signing-key")
                        .getEntry())
                .isNotEmpty();
    }
}
