package org.openward.fhir.sealing;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is written down of requests that ask for a number. */
class VeiledQueriesTest {
    private static final String SYSTEM = "https://id.example/national";
    private static final String NUMBER = "987654321098";

    private final VeiledQueries queries;

    VeiledQueriesTest(@TempDir Path folder) {
        this.queries = new VeiledQueries(
                SealingForTests.ring(SealingForTests.aDatabase(), folder, SYSTEM, "urn:oid:2.16.356.1.2"));
    }

    @Test
    void a_number_is_hidden_however_its_system_is_escaped() {
        for (var line : new String[] {
            "GET Patient?identifier=https://id.example/national|987654321098",
            "Patient?identifier=https%3A//id.example/national%7C987654321098&family=x",
            "Patient?identifier=https:%2F%2Fid.example%2Fnational|987654321098",
            "Patient?identifier=https%3a%2f%2fid%2Eexample%2fnational%7c987654321098",
            "Patient?identifier=%68ttps://id.example/national|987654321098",
            "Patient?identifier=urn%3Aoid:2.16.356.1.2%7C987654321098",
            "Observation?subject:Patient.identifier=https://id.example/national%7C987654321098,x",
            "$export?_typeFilter=Patient%3Fidentifier%3Dhttps%253A%252F%252Fid.example%252Fnational%257C987654321098",
            "Patient?_filter=identifier%20eq%20https://id.example/national%7C987654321098%20and%20active%20eq%20true",
            "$graphql?query={PatientList(identifier:\"https://id.example/national|987654321098\"){id}}",
            "Patient?identifier=https://id.example/national|9876%205432%201098 987654321098"
        }) {
            assertThat(queries.veiled(line)).as(line).contains("[sealed]").doesNotContain(NUMBER, "5432", "1098");
        }
    }

    @Test
    void a_number_without_a_system_may_be_of_any() {
        for (var line : new String[] {
            "Patient?identifier=987654321098",
            "Patient?identifier=|987654321098",
            "Patient?identifier=987654321098|",
            "Patient?identifier=9876%205432%201098",
            "Patient?_filter=identifier eq 987654321098",
            "Patient?_filter=identifier%20co%20%22987654321098%22",
            "Patient?_filter=identifier+eq+987654321098+and+active+eq+true",
            "$export?_typeFilter=Patient%3Fidentifier%3D987654321098%26_tag%3Dhttps://tags.example%7Cx",
            "Patient?identifier:of-type=http://terminology.hl7.org/CodeSystem/v2-0203|NNIND|987654321098",
            "{PatientList(identifier: \"987654321098\"){id}}"
        }) {
            assertThat(queries.veiled(line)).as(line).contains("[sealed]").doesNotContain(NUMBER, "5432", "1098");
        }
    }

    @Test
    void what_else_was_asked_for_is_shown() {
        for (var line : new String[] {
            "GET Patient?identifier=https://other.example/card|987654321098&family=Rao",
            "GET Patient?identifier=https%3A%2F%2Fother.example%2Fcard%7C987654321098",
            "GET Patient?_filter=identifier eq https://other.example/card|987654321098 and active eq true",
            "GET Observation?code=http://loinc.org|718-7&date=ge2026-01-01"
        }) {
            assertThat(queries.veiled(line)).isEqualTo(line);
        }
        assertThat(queries.veiled("Patient?identifier=" + SYSTEM + "|1,https://other.example/card|2&family=Rao"))
                .isEqualTo("Patient?identifier=" + SYSTEM + "|[sealed],https://other.example/card|2&family=Rao");
    }

    @Test
    void a_value_of_any_length_is_hidden() {
        for (var part : new String[] {"1%20", "1 ", "%20", "+", " ", "7", "%2C1", "1,"}) {
            var line = "Patient?identifier=" + SYSTEM + "|" + NUMBER + part.repeat(4_000);

            assertThat(queries.veiled(line)).doesNotContain(NUMBER);
            assertThat(queries.veiled("Patient?identifier=" + NUMBER + part.repeat(4_000)))
                    .doesNotContain(NUMBER);
            assertThat(queries.veiled("_filter=identifier eq " + NUMBER + part.repeat(4_000)))
                    .doesNotContain(NUMBER);
        }
    }
}
