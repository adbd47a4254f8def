package org.openward.fhir.sealing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;

class JsonNumbersTest {
    private static final Set<String> SYSTEMS = Set.of("urn:national", "urn:passport");

    private static String replaced(String json) {
        return JsonNumbers.replaced(
                json, JsonNumbers.in(json, SYSTEMS), found -> "<" + found.system() + " " + found.value() + ">");
    }

    @Test
    void only_the_values_of_the_systems_are_replaced_and_every_other_letter_stays() {
        var json =
                """
                { "resourceType" :"Patient","identifier":[ {"system":"urn:national","value":"47\\"11é"},
                  {"value":"x", "system":"urn:passport"}, {"system":"urn:other","value":"12"} ],
                  "telecom":[{"system":"phone","value":"0205"}] ,"multipleBirthInteger":2}
                """;

        assertThat(replaced(json))
                .isEqualTo(
                        """
                        { "resourceType" :"Patient","identifier":[ {"system":"urn:national","value":"<urn:national 47"11é>"},
                          {"value":"<urn:passport x>", "system":"urn:passport"}, {"system":"urn:other","value":"12"} ],
                          "telecom":[{"system":"phone","value":"0205"}] ,"multipleBirthInteger":2}
                        """);
    }

    @Test
    void a_literal_keeps_its_escapes() {
        var json = "{\"system\":\"urn:national\",\"value\":\"a\\\\\\u00e9\\\"b\"}";

        var found = JsonNumbers.in(json, SYSTEMS).get(0);

        assertThat(found.value()).isEqualTo("a\\é\"b");
        assertThat(found.literal(json)).isEqualTo("a\\\\\\u00e9\\\"b");
        assertThat(JsonNumbers.replaced(json, JsonNumbers.in(json, SYSTEMS), each -> each.literal(json)))
                .isEqualTo(json);
    }

    @Test
    void an_identifier_within_an_identifier_and_far_down_a_long_text_is_found() {
        var filling = "x".repeat(100_000);
        var json = "{\"text\":\"" + filling + "\",\"a\":[{\"b\":{\"value\":\"1\",\"assigner\":{\"identifier\":"
                + "{\"system\":\"urn:passport\",\"value\":\"2\"}},\"system\":\"urn:national\"}}]}";

        assertThat(replaced(json))
                .isEqualTo(
                        "{\"text\":\"" + filling
                                + "\",\"a\":[{\"b\":{\"value\":\"<urn:national 1>\",\"assigner\":{\"identifier\":"
                                + "{\"system\":\"urn:passport\",\"value\":\"<urn:passport 2>\"}},\"system\":\"urn:national\"}}]}");
    }

    @Test
    void a_number_without_quotation_marks_is_a_quantity_and_stays() {
        var json = "{\"system\":\"urn:national\",\"value\":5.40}";

        assertThat(replaced(json)).isEqualTo(json);
    }
}
