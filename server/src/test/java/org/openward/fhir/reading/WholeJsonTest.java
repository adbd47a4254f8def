package org.openward.fhir.reading;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.StringType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WholeJsonTest {
    private static final WholeContext CONTEXT = new WholeContext();
    private static final String UNKNOWN =
            """
            {"extension":[{"url":"http://hl7.org/fhir/StructureDefinition/data-absent-reason","valueCode":"unknown"}]}""";

    @Test
    void a_list_of_names_of_which_none_is_known_stays() {
        var patient = patient("\"name\":[{\"_given\":[%s,%s]}]".formatted(UNKNOWN, UNKNOWN));

        assertThat(patient.getNameFirstRep().getGiven()).hasSize(2).allMatch(StringType::hasExtension);
    }

    @Test
    void what_is_said_beyond_the_last_value_stays() {
        var patient = patient("\"name\":[{\"given\":[\"Asha\"],\"_given\":[null,%s]}]".formatted(UNKNOWN));

        assertThat(patient.getNameFirstRep().getGiven().get(0).getValue()).isEqualTo("Asha");
        assertThat(patient.getNameFirstRep().getGiven().get(1).getExtension()).hasSize(1);
    }

    @Test
    void it_stays_in_records_within_records() {
        var bundle =
                """
                {"resourceType":"Bundle","type":"collection","entry":[{"resource":
                {"resourceType":"Patient","contained":[{"resourceType":"Organization","id":"o","_alias":[%s]}],
                "name":[{"_given":[%s]}]}}]}"""
                        .formatted(UNKNOWN, UNKNOWN);

        var read = CONTEXT.newJsonParser().parseResource(Bundle.class, bundle);

        assertThat(CONTEXT.newJsonParser().encodeResourceToString(read)).contains("\"_alias\":[{", "\"_given\":[{");
    }

    @Test
    void what_was_read_is_written_and_read_again_as_it_was() throws JsonProcessingException {
        var record = "{\"resourceType\":\"Patient\",\"name\":[{\"given\":[null],\"_given\":[%s]}]}".formatted(UNKNOWN);

        var once = CONTEXT.newJsonParser().parseResource(record);
        var again =
                CONTEXT.newJsonParser().parseResource(CONTEXT.newJsonParser().encodeResourceToString(once));

        assertThat(tree(CONTEXT.newJsonParser().encodeResourceToString(again))).isEqualTo(tree(record));
    }

    @Test
    void lists_of_values_alone_are_read_as_ever() {
        var patient = patient("\"name\":[{\"given\":[\"Asha\",\"Devi\"]}],\"_birthDate\":%s".formatted(UNKNOWN));

        assertThat(patient.getNameFirstRep().getGivenAsSingleString()).isEqualTo("Asha Devi");
        assertThat(patient.getBirthDateElement().getExtension()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"birthdate\":\"1990-01-01\"",
                "\"name\":[{\"familly\":\"Rao\"}]",
                "\"birthDate\":{\"value\":\"1990-01-01\"}",
                "\"_birthDate\":\"unknown\"",
                "\"contained\":[{\"resourceType\":\"Organization\",\"id\":\"o\",\"titel\":\"x\"}]"
            })
    void what_would_be_passed_over_is_refused_where_it_matters_and_there_only(String elements) {
        assertThat(patient(elements)).isNotNull();
        assertThatThrownBy(() -> NothingPassedOver.in(() -> patient(elements))).isInstanceOf(UnreadElement.class);
        assertThat(patient(elements)).isNotNull();
    }

    private static Patient patient(String elements) {
        return CONTEXT.newJsonParser().parseResource(Patient.class, "{\"resourceType\":\"Patient\"," + elements + "}");
    }

    private static JsonNode tree(String json) throws JsonProcessingException {
        return new ObjectMapper().readTree(json);
    }
}
