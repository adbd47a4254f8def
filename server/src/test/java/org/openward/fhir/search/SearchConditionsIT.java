package org.openward.fhir.search;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.net.URLEncoder;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Bundle.BundleType;
import org.hl7.fhir.r4.model.Bundle.HTTPVerb;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.DateTimeType;
import org.hl7.fhir.r4.model.DecimalType;
import org.hl7.fhir.r4.model.Enumerations.PublicationStatus;
import org.hl7.fhir.r4.model.Location;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Observation.ObservationStatus;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Quantity;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.RiskAssessment;
import org.hl7.fhir.r4.model.RiskAssessment.RiskAssessmentStatus;
import org.hl7.fhir.r4.model.ValueSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.openward.testing.FhirClient;
import org.openward.testing.Hospital;
import org.openward.testing.HospitalTest;

@HospitalTest
class SearchConditionsIT {
    private final String mark = UUID.randomUUID().toString();
    private final FhirClient client;

    SearchConditionsIT(Hospital hospital) {
        client = hospital.asDemo();
    }

    @ParameterizedTest
    @CsvSource({
        "5.4, mg/dL, 0.054, g/L, 1",
        "5.4, mg/dL, 0.05449, g/L, 1",
        "5.4, mg/dL, 0.0546, g/L, 0",
        "ge5.4, mg/dL, 0.054, g/L, 1",
        "gt5.4, mg/dL, 0.054, g/L, 0",
        "lt5.4, mg/dL, 53.9, mg/L, 1",
        "'1,5.4', mg/dL, 54, mg/L, 1",
        "4.5, 10*3/uL, 4.5, 10*9/L, 1",
        "98.6, [degF], 37, Cel, 1",
        "140, meq/L, 140, mmol/L, 0",
        "ne5.4, mg/dL, 5.6, mg/dL, 1",
        "7, {score}, 7, {score}, 1"
    })
    void a_quantity_is_found_in_whatever_unit_it_was_recorded(
            String asked, String unit, String stored, String storedUnit, int found) {
        client.create(result().setValue(new Quantity()
                .setValue(new BigDecimal(stored))
                .setSystem("http://unitsofmeasure.org")
                .setCode(storedUnit)));
        var values = Stream.of(asked.split(","))
                .map(each -> each + "|http://unitsofmeasure.org|" + unit)
                .collect(Collectors.joining(","));

        var matches = client.search("Observation?code=" + mark + "&value-quantity=" + URLEncoder.encode(values, UTF_8));

        assertThat(matches.getTotal()).isEqualTo(found);
    }

    @ParameterizedTest
    @CsvSource({
        "12.97|77.59|5|km, 1",
        "13.00|77.59|5|km, 1",
        "13.00|77.59|2|km, 0",
        "13.00|77.59|2000|m, 0",
        "13.00|77.59|4000|m, 1",
        "12.97|-77.59|5|km, 0"
    })
    void a_place_is_found_from_near_by(String near, int found) {
        var ward = new Location().setName("Ward " + mark);
        ward.getPosition().setLatitude(12.9716).setLongitude(77.5946);
        client.create(ward);

        var matches = client.search("Location?name=Ward%20" + mark + "&near=" + near.replace("|", "%7C"));

        assertThat(matches.getTotal()).isEqualTo(found);
    }

    @ParameterizedTest
    @CsvSource({
        "100, 99.49, 0",
        "100, 99.5, 1",
        "100, 100.49, 1",
        "100, 100.5, 0",
        "2.0, 1.95, 1",
        "2.0, 2.0499, 1",
        "2.0, 2.05, 0",
        "100.00, 100.004, 1",
        "100.00, 100.005, 0",
        "1e2, 96, 1",
        "1e2, 105, 0",
        "-2, -2.4, 1",
        "0, 0.4, 1",
        "ne2.0, 2.01, 0",
        "ne2.0, 2.06, 1",
        "gt2.0, 2.01, 1",
        "le2.0, 2.01, 0",
        "'2.0,7', 7.2, 1",
        "'2.0,7', 2.2, 0",
        "2.0|http://unitsofmeasure.org|mmol/L, 1.97, 1",
        "2.0|http://unitsofmeasure.org|mg/L, 1.97, 0"
    })
    void a_quantity_is_as_precise_as_it_is_written(String asked, String stored, int found) {
        client.create(result().setValue(new Quantity()
                .setValue(new BigDecimal(stored))
                .setSystem("http://unitsofmeasure.org")
                .setCode("mmol/L")));

        var matches = client.search("Observation?code=" + mark + "&value-quantity=" + asked.replace("|", "%7C"));

        assertThat(matches.getTotal()).isEqualTo(found);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "value-quantity=1e999999999",
                "value-quantity=1e-2147483647",
                "value-quantity=ge1e401",
                "value-quantity=5,1e999999999",
                "code-value-quantity=8302-2$ge1e999999999%7Chttp://unitsofmeasure.org%7Ccm",
                "value-quantity=high",
                "value-quantity=1e2e3"
            })
    void a_number_that_nobody_measures_is_refused(String asked) {
        assertThat(client.get("/Observation?" + asked).status()).isEqualTo(400);
        assertThat(client.get("/Patient?_has:Observation:patient:" + asked).status())
                .isEqualTo(400);
        var batch = new Bundle().setType(BundleType.BATCH);
        batch.addEntry().getRequest().setMethod(HTTPVerb.GET).setUrl("Observation?" + asked);
        assertThat(client.transact(batch).status()).isEqualTo(400);
    }

    @Test
    void a_unit_without_a_number_is_no_failure() {
        assertThat(client.get("/Observation?value-quantity=%7Chttp://unitsofmeasure.org%7Cmg")
                        .status())
                .isIn(200, 400);
    }

    @ParameterizedTest
    @CsvSource({"0.3, 0.349, 1", "0.3, 0.35, 0", "0.30, 0.31, 0", "ne0.3, 0.31, 0", "lt0.3, 0.29, 1"})
    void a_number_is_as_precise_as_it_is_written(String asked, String stored, int found) {
        var patient = client.create(new Patient());
        var risk = new RiskAssessment().setStatus(RiskAssessmentStatus.FINAL).setSubject(reference(patient));
        risk.addPrediction().setProbability(new DecimalType(stored));
        client.create(risk);

        var matches =
                client.search("RiskAssessment?patient=" + patient.getIdElement().getIdPart() + "&probability=" + asked);

        assertThat(matches.getTotal()).isEqualTo(found);
    }

    @ParameterizedTest
    @CsvSource({
        "'lt2020,ge2025', 2019-05-05, 1",
        "'lt2020,ge2025', 2025-01-01, 1",
        "'lt2020,ge2025', 2022-05-05, 0",
        "'2021-03-04,2022', 2022-11-11, 1",
        "'2021-03-04,2022', 2021-03-04, 1",
        "'2021-03-04,2022', 2021-03-05, 0",
        "'lt2020,ge2025&date=ge2018', 2019-05-05, 1",
        "'lt2020,ge2025&date=ge2020', 2019-05-05, 0",
        "'lt2020,ge2025&date=ge2018,eb2000', 2019-05-05, 1",
        "'lt2020,ge2025&date=ge2022,eb2000', 2019-05-05, 0"
    })
    void one_of_several_dates_will_do(String asked, String stored, int found) {
        client.create(result().setEffective(new DateTimeType(stored)));

        var search = "/Observation?code=" + mark + "&date=" + asked;

        assertThat(client.get(search).resource(Bundle.class).getTotal()).isEqualTo(found);
        assertThat(client.get(search + "&_summary=count").resource(Bundle.class).getTotal())
                .isEqualTo(found);
    }

    @Test
    void the_next_page_asks_for_the_same_dates() {
        for (var day : new String[] {"2018-01-01", "2019-01-01", "2022-01-01", "2026-01-01"}) {
            client.create(result().setEffective(new DateTimeType(day)));
        }

        var first = client.search("Observation?code=" + mark + "&date=lt2020,ge2025&_sort=date&_count=2");
        var second = client.page(first.getLink(Bundle.LINK_NEXT).getUrl());

        assertThat(first.getLink(Bundle.LINK_SELF).getUrl()).contains("date=");
        assertThat(second.getEntry())
                .extracting(entry -> ((Observation) entry.getResource())
                        .getEffectiveDateTimeType()
                        .getValueAsString())
                .containsExactly("2026-01-01");
    }

    @Test
    void dates_that_are_none_are_refused() {
        assertThat(client.get("/Observation?date=2020,soon").status()).isEqualTo(400);
        assertThat(client.get("/Observation?date=,2020").status()).isEqualTo(400);
        assertThat(client.get("/Observation?date=,").status()).isEqualTo(400);
    }

    @ParameterizedTest
    @ValueSource(strings = {"8302-2$1.2.3", "8302-2$5e", "8302-2$1E+3x"})
    void a_part_of_a_composite_that_is_no_number_is_refused(String asked) {
        assertThat(client.get("/Observation?code-value-quantity=" + asked).status())
                .isEqualTo(400);
    }

    @ParameterizedTest
    @CsvSource({
        "'', full, 1",
        "'', part, 0",
        ":contains, part, 1",
        ":contains, full, 1",
        ":contains, other, 0",
        ":below, full, 1",
        ":below, part, 0"
    })
    void an_address_can_be_found_by_a_part_of_it(String modifier, String asked, int found) {
        var concepts = new ValueSet().setStatus(PublicationStatus.DRAFT).setUrl("http://example.org/sets/" + mark);
        client.create(concepts);
        var address =
                switch (asked) {
                    case "full" -> concepts.getUrl();
                    case "part" -> "sets/" + mark;
                    default -> "sets/other" + mark;
                };

        assertThat(client.search("ValueSet?url" + modifier + "=" + address).getTotal())
                .isEqualTo(found);
    }

    @ParameterizedTest
    @CsvSource({
        "Observation, code=[mark]&date, 1, 2",
        "Observation, code=[mark]&value-quantity, 2, 1",
        "Observation, code=[mark]&subject, 1, 2",
        "Observation, code=[mark]&category, 3, 0",
        "Observation, code=[mark]&status, 0, 3",
        "Observation, code=[mark]&_sort=-date&date, 1, 2"
    })
    void what_a_record_does_not_say_can_be_asked_for(String type, String search, int missing, int present) {
        var patient = client.create(new Patient());
        client.create(result().setEffective(new DateTimeType("2026-01-01")).setSubject(reference(patient)));
        client.create(result().setEffective(new DateTimeType("2026-01-02")).setSubject(reference(patient)));
        client.create(result().setValue(new Quantity(7)));

        var asked = type + "?" + search.replace("[mark]", mark) + ":missing=";

        assertThat(client.search(asked + "true").getTotal()).isEqualTo(missing);
        assertThat(client.search(asked + "false").getTotal()).isEqualTo(present);
    }

    @Test
    void nobody_finds_by_what_is_missing_in_another_tenant(Hospital hospital) {
        var ours = client.create(new Patient());

        for (var parameter : new String[] {"birthdate", "name", "gender", "organization"}) {
            assertThat(hospital.asClinicB()
                            .search("Patient?_id=" + ours.getIdElement().getIdPart() + "&" + parameter
                                    + ":missing=true")
                            .getEntry())
                    .isEmpty();
            assertThat(client.search("Patient?_id=" + ours.getIdElement().getIdPart() + "&" + parameter
                                    + ":missing=true")
                            .getTotal())
                    .isEqualTo(1);
        }
    }

    private Observation result() {
        return new Observation()
                .setStatus(ObservationStatus.FINAL)
                .setCode(new CodeableConcept().addCoding(new Coding("http://example.org/mark", mark, null)));
    }

    private static Reference reference(Patient patient) {
        return new Reference(patient.getIdElement().toUnqualifiedVersionless());
    }
}
