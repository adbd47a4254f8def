package org.openward.fhir.statement;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.openward.testing.Hospital;
import org.openward.testing.HospitalTest;
import org.yaml.snakeyaml.Yaml;

@HospitalTest
class ApiDescriptionIT {
    private static final Pattern LOADED = Pattern.compile("(?:src|href)=\"((?!\\./)[^\"]*)\"");

    @Test
    void the_description_says_what_the_statement_says_and_that_a_token_is_needed(Hospital hospital) {
        var patients = description(hospital, "Patient");
        var payments = description(hospital, "PaymentReconciliation");

        assertThat(patients.path("openapi").asText()).startsWith("3.");
        assertThat(patients.at("/components/securitySchemes/token/scheme").asText())
                .isEqualTo("bearer");
        assertThat(patients.path("security").findPath("token").isMissingNode()).isFalse();
        assertThat(patients.at("/paths/~1Patient/post").isMissingNode()).isFalse();
        assertThat(payments.at("/paths/~1PaymentReconciliation/get").isMissingNode())
                .isFalse();
        assertThat(payments.at("/paths/~1PaymentReconciliation/post").isMissingNode())
                .isTrue();
    }

    @Test
    void all_types_can_be_described_at_once(Hospital hospital) {
        var all = hospital.asDemo().get("/api-docs?page=All").body();

        assertThat(all).contains("/Patient:", "/Observation/$lastn:", "/ValueSet/{id}/$expand:");
    }

    @Test
    void the_page_loads_nothing_from_elsewhere(Hospital hospital) {
        var client = hospital.asDemo();

        var page = client.get("/swagger-ui/");

        assertThat(page.status()).isEqualTo(200);
        assertThat(LOADED.matcher(page.body()).results().map(found -> found.group(1)))
                .allMatch(address -> address.isEmpty() || address.startsWith(hospital.root() + "/fhir"));
        assertThat(client.get("/swagger-ui/swagger-ui-bundle.js").status()).isEqualTo(200);
        assertThat(client.get("/swagger-ui/swagger-ui.css").status()).isEqualTo(200);
    }

    private static JsonNode description(Hospital hospital, String page) {
        Map<String, Object> read =
                new Yaml().load(hospital.asDemo().get("/api-docs?page=" + page).body());
        return new ObjectMapper().valueToTree(read);
    }
}
