package org.openward.fhir.validation;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SnomedIdentifiersTest {
    @ParameterizedTest
    @ValueSource(strings = {"138875005", "276885007", "46680005", "50631000087105", "900000000000207008"})
    void an_identifier_of_snomed_is_one(String code) throws IOException {
        assertThat(SnomedIdentifiers.mistyped(coding(code))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "276885008", "276888507", "27688500", "276885007x", "0276885007", "", "fever"})
    void a_slip_of_the_pen_shows(String code) throws IOException {
        assertThat(SnomedIdentifiers.mistyped(coding(code))).containsExactly(code);
    }

    @ParameterizedTest
    @ValueSource(strings = {"404684003:363698007=39057004", "404684003 |finding|", "<< 404684003"})
    void an_expression_is_not_looked_at(String code) throws IOException {
        assertThat(SnomedIdentifiers.mistyped(coding(code))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"{'system':'http://loinc.org','code':'1'}", "{'code':'1'}", "{'system':3,'code':'1'}", "[]", "7"
            })
    void other_code_systems_have_other_codes(String json) throws IOException {
        assertThat(SnomedIdentifiers.mistyped(read(json))).isEmpty();
    }

    private static JsonNode coding(String code) throws IOException {
        return read("{'system':'http://snomed.info/sct','code':'" + code + "'}");
    }

    private static JsonNode read(String json) throws IOException {
        return new ObjectMapper().readTree(json.replace('\'', '"'));
    }
}
