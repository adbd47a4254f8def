package org.openward.fhir.search;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Condition;
import org.hl7.fhir.r4.model.DateTimeType;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Observation.ObservationStatus;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Period;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Type;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openward.testing.CountedStatements;
import org.openward.testing.FhirClient;
import org.openward.testing.Hospital;
import org.openward.testing.HospitalTest;

/** A search finds the same, in the same order, with and without the joins that are left out. */
@HospitalTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LeanSearchesIT {
    /** Asks something of the record itself, which no statement does without; and every record meets it. */
    private static final String OF_ALL_TIMES = "&_lastUpdated=ge1900-01-01";

    private final String code = UUID.randomUUID().toString();
    private final String family = "Lean" + code;
    private FhirClient client;
    private String patient;
    private CountedStatements statements;

    @BeforeAll
    void a_patient_with_a_curve_of_results(Hospital hospital) {
        client = hospital.asDemo();
        statements = hospital.part(CountedStatements.class);
        var one = patient("1971-02-03");
        patient = one.getIdElement().getIdPart();
        var two = patient("1969-12-31");
        patient("1971");
        problem(one);
        problem(two);
        problem(two);
        result(one, new DateTimeType("2026-03-01T08:00:00Z"));
        result(one, new DateTimeType("2026-03-03"));
        result(one, new DateTimeType("2026-03-02"));
        result(two, new DateTimeType("2026-03-02T12:00:00Z"));
        result(two, new Period().setEndElement(new DateTimeType("2026-03-09")));
        result(two, new Period().setStartElement(new DateTimeType("2026-02-09")));
        var deleted = result(two, new DateTimeType("2026-03-04"));
        client.delete("/" + deleted.getIdElement().toUnqualifiedVersionless().getValue());
        client.create(new Observation().setStatus(ObservationStatus.FINAL).setCode(concept()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Observation?code=[code]&date=ge2026-03-01&_sort=date",
                "Observation?code=[code]&date=ge2026-03-01&_sort=-date",
                "Observation?code=[code]&date=ge2026-03-02&date=le2026-03-03&_sort=-date",
                "Observation?code=[code]&date=ge2026-03-02T10:00:00Z&_sort=date",
                "Observation?code=[code]&_sort=-date",
                "Observation?code=[code],other&date=ge2026-03-01&_sort=-date",
                "Observation?code=[code]&date=ne2026-03-02&_sort=-date",
                "Observation?code=[code]&date=ge2026-03-01&_sort=status,-date",
                "Observation?code=[code]&patient=[patient]&_sort=-date",
                "Observation?code=[code]&patient=[patient]",
                "Observation?code=[code]&patient.name=[family]&_sort=-date",
                "Observation?code=[code]&patient.birthdate=ge1970-01-01&_sort=-date",
                "Observation?code:not=other&patient=[patient]&_sort=date",
                "Patient?name=[family]&birthdate=ge1970-01-01&_sort=birthdate",
                "Patient?name=[family]&birthdate=ge1970-01-01&_sort=-birthdate",
                "Patient?name=[family]&_sort=-birthdate",
                "Patient?_has:Condition:patient:code=[code]",
                "Patient?_has:Condition:patient:code=[code]&birthdate=lt1970-01-01",
                "Patient?_has:Observation:patient:code=[code]&_sort=-birthdate"
            })
    void finds_the_same(String wanted) {
        var search = "/"
                + wanted.replace("[code]", code).replace("[patient]", patient).replace("[family]", family);

        var found = found(search);

        assertThat(found).isNotEmpty().isEqualTo(found(search + OF_ALL_TIMES));
        assertThat(total(search)).isEqualTo(found.size()).isEqualTo(total(search + OF_ALL_TIMES));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Observation?code=[code]&date=ge2026-03-01&_sort=-date",
                "Observation?code=[code]&date=ge2026-03-01&_summary=count",
                "Patient?birthdate=ge1970-01-01&_sort=birthdate",
                "Patient?_has:Condition:patient:code=[code]",
                "Condition?patient.family=[family]&code=[code]"
            })
    void asks_for_no_more_than_it_needs(String wanted) {
        var search = "/" + wanted.replace("[code]", code).replace("[family]", family);

        var asked = statements.during(() -> client.get(search)).stream()
                .filter(statement -> statement.contains("HFJ_SPIDX_"))
                .toList();

        assertThat(asked).hasSize(1).first().asString().doesNotContain("HFJ_RESOURCE ", "LEFT OUTER JOIN");
    }

    @Test
    void the_latest_result_comes_first() {
        var latest = client.get("/Observation?code=" + code + "&date=ge2026-03-01&date=lt2026-03-05&_sort=-date")
                .resource(Bundle.class);

        assertThat(latest.getEntry())
                .extracting(entry ->
                        ((Observation) entry.getResource()).getEffective().primitiveValue())
                .filteredOn(Objects::nonNull)
                .containsExactly("2026-03-03", "2026-03-02T12:00:00Z", "2026-03-02", "2026-03-01T08:00:00Z");
    }

    private List<String> found(String search) {
        return client.get(search).resource(Bundle.class).getEntry().stream()
                .map(entry -> entry.getResource()
                        .getIdElement()
                        .toUnqualifiedVersionless()
                        .getValue())
                .toList();
    }

    private int total(String search) {
        return client.get(search + "&_summary=count").resource(Bundle.class).getTotal();
    }

    private Patient patient(String born) {
        var someone = new Patient();
        someone.addName().setFamily(family);
        someone.getBirthDateElement().setValueAsString(born);
        return client.create(someone);
    }

    private void problem(Patient of) {
        client.create(new Condition()
                .setCode(concept())
                .setSubject(new Reference(of.getIdElement().toUnqualifiedVersionless())));
    }

    private Observation result(Patient of, Type when) {
        return client.create(new Observation()
                .setStatus(ObservationStatus.FINAL)
                .setCode(concept())
                .setEffective(when)
                .setSubject(new Reference(of.getIdElement().toUnqualifiedVersionless())));
    }

    private CodeableConcept concept() {
        return new CodeableConcept().addCoding(new Coding("http://example.org/curve", code, null));
    }
}
