package org.openward.fhir;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.ZoneId;
import java.util.List;
import java.util.UUID;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Bundle.BundleType;
import org.hl7.fhir.r4.model.Bundle.HTTPVerb;
import org.hl7.fhir.r4.model.DateTimeType;
import org.hl7.fhir.r4.model.DateType;
import org.hl7.fhir.r4.model.Encounter;
import org.hl7.fhir.r4.model.Encounter.EncounterStatus;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Observation.ObservationStatus;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Reference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openward.testing.FhirClient;
import org.openward.testing.Hospital;
import org.openward.testing.HospitalTest;

@HospitalTest
class SearchingByDateIT {
    @ParameterizedTest
    @CsvSource({
        "ge1990, true",
        "le1990, true",
        "gt1990, false",
        "lt1990, false",
        "ge1990-06, true",
        "le1990-06, true",
        "gt1990-06, false",
        "lt1990-06, false",
        "ge1991, false",
        "le1989, false",
        "ge1990-06-15, true",
        "le1990-06-15, true",
        "ge1990-07, false",
        "le1990-05, false",
        "1990, true",
        "1990-06, true",
        "sa1989, true",
        "eb1991, true",
        "sa1990, false",
        "eb1990, false"
    })
    void a_birthday_in_june_1990_is_found_by(String birthdate, boolean found, Hospital hospital) {
        var family = "Born" + UUID.randomUUID();
        patientBorn(hospital.asDemo(), family, "1990-06-15");

        var matches = hospital.asDemo().search("Patient?family=" + family + "&birthdate=" + birthdate);

        assertThat(matches.getTotal()).isEqualTo(found ? 1 : 0);
    }

    @ParameterizedTest
    @CsvSource({"ge1990, 1", "le1990, 1", "ge1991, 0", "le1989, 0"})
    void a_chained_birthday_is_as_precise(String birthdate, int found, Hospital hospital) {
        var family = "Chained" + UUID.randomUUID();
        var patient = patientBorn(hospital.asDemo(), family, "1990-06-15");
        observation(hospital.asDemo(), patient, "2020-03-04");

        var matches =
                hospital.asDemo().search("Observation?patient.family=" + family + "&patient.birthdate=" + birthdate);

        assertThat(matches.getTotal()).isEqualTo(found);
    }

    @ParameterizedTest
    @CsvSource({"ge2020, 1", "le2020, 1", "ge2020-03, 1", "le2020-02, 0"})
    void a_date_in_has_is_as_precise(String date, int found, Hospital hospital) {
        var family = "Has" + UUID.randomUUID();
        var patient = patientBorn(hospital.asDemo(), family, "1990-06-15");
        observation(hospital.asDemo(), patient, "2020-03-04");

        var matches = hospital.asDemo().search("Patient?family=" + family + "&_has:Observation:patient:date=" + date);

        assertThat(matches.getTotal()).isEqualTo(found);
    }

    @ParameterizedTest
    @CsvSource({"date=ge2020&date=le2020, 1", "date=ge2021&date=le2022, 0", "date=ge2020-03&date=lt2020-04, 1"})
    void two_bounds_make_a_period(String dates, int found, Hospital hospital) {
        var patient = patientBorn(hospital.asDemo(), "Bounds" + UUID.randomUUID(), "1990-06-15");
        var stay = new Encounter().setStatus(EncounterStatus.FINISHED).setSubject(new Reference(patient.getId()));
        stay.getClass_()
                .setSystem("http://terminology.hl7.org/CodeSystem/v3-ActCode")
                .setCode("IMP");
        stay.getPeriod().setStartElement(new DateTimeType("2020-03-04")).setEndElement(new DateTimeType("2020-03-09"));
        hospital.asDemo().create(stay);

        var matches = hospital.asDemo()
                .search("Encounter?patient=" + patient.getIdElement().getIdPart() + "&" + dates);

        assertThat(matches.getTotal()).isEqualTo(found);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[day]|1",
                "ge[day]|1",
                "le[day]|1",
                "gt[day]|0",
                "lt[day]|0",
                "sa[day]|0",
                "eb[day]|0",
                "ne[day]|0",
                "gt[before]|1",
                "sa[before]|1",
                "ne[before]|1",
                "lt[after]|1",
                "eb[after]|1",
                "le[before]|0",
                "ge[after]|0",
                "ge[month]|1",
                "lt[month]|0",
                "le[year]|1",
                "gt[year]|0",
                "ge[day]&_lastUpdated=lt[after]|1",
                "gt[day]&_lastUpdated=lt[after]|0",
                "lt2020,ge[day]|1",
                "lt2020,gt[day]|0",
                "ne[day],lt[day]|0",
                "[before],[day]|1",
                "[before],[after]|0",
                "gt[day],le[year]|1",
                "lt2020,ge[day]&_lastUpdated=gt[day]|0"
            })
    void a_record_is_found_by_the_day_of_its_last_change(String asked, int found, Hospital hospital) {
        var family = "Changed" + UUID.randomUUID();
        var patient = patientBorn(hospital.asDemo(), family, "1990-06-15");
        var day = patient.getMeta()
                .getLastUpdated()
                .toInstant()
                .atZone(ZoneId.systemDefault())
                .toLocalDate();

        var matches = hospital.asDemo()
                .search("Patient?family=" + family + "&_lastUpdated="
                        + asked.replace("[day]", day.toString())
                                .replace("[before]", day.minusDays(1).toString())
                                .replace("[after]", day.plusDays(1).toString())
                                .replace("[month]", day.toString().substring(0, 7))
                                .replace("[year]", day.toString().substring(0, 4)));

        assertThat(matches.getTotal()).isEqualTo(found);
        assertThat(matches.getLink(Bundle.LINK_SELF).getUrl()).contains("_lastUpdated=");
    }

    @Test
    void each_search_in_a_batch_may_ask_for_one_of_several_dates(Hospital hospital) {
        var demo = hospital.asDemo();
        var patient = patientBorn(demo, "Batched" + UUID.randomUUID(), "1990-06-15");
        List.of("2019-05-01", "2022-05-01", "2026-05-01").forEach(day -> observation(demo, patient, day));
        var batch = new Bundle().setType(BundleType.BATCH);
        for (var dates : List.of("&date=lt2020,ge2025", "&date=ap2022", "", "&date=2022,", "&_after=W10")) {
            batch.addEntry()
                    .getRequest()
                    .setMethod(HTTPVerb.GET)
                    .setUrl("Observation?patient=" + patient.getIdElement().getIdPart() + dates);
        }

        var answers = demo.transact(batch).resource(Bundle.class).getEntry();

        assertThat(answers.subList(0, 3))
                .extracting(entry -> ((Bundle) entry.getResource()).getTotal())
                .containsExactly(2, 1, 3);
        assertThat(answers.subList(3, 5))
                .allMatch(entry -> entry.getResponse().getStatus().startsWith("400"));
    }

    private static Patient patientBorn(FhirClient client, String family, String birthday) {
        var patient = new Patient().setBirthDateElement(new DateType(birthday));
        patient.addName().setFamily(family);
        return client.create(patient);
    }

    private static void observation(FhirClient client, Patient patient, String day) {
        var observation = new Observation()
                .setStatus(ObservationStatus.FINAL)
                .setSubject(new Reference("Patient/" + patient.getIdElement().getIdPart()))
                .setEffective(new DateTimeType(day));
        observation.getCode().setText("Weight");
        client.create(observation);
    }
}
