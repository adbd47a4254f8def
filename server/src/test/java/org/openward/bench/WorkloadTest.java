package org.openward.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the load tool is given to send. */
class WorkloadTest {
    static final Sample SAMPLE = new Sample(
            "/fhir",
            List.of(
                    new Sample.Person("7", "O Neil|x", "Ann", "1970-01-01", "http://ids|1"),
                    new Sample.Person("8", "Rao", "Asha", "1980-04-12", "http://ids|2")),
            List.of("Patient/7", "Observation/9"),
            List.of("http://loinc.org|8867-4"),
            List.of("http://snomed.info/sct|44054006"),
            List.of("http://loinc.org|8867-4"),
            1);

    @Test
    void every_workload_sends_lines_that_its_script_can_read() {
        for (Workload workload : Workload.all()) {
            Stream<String> lines = workload.lines().apply(SAMPLE);

            assertThat(lines)
                    .as(workload.name())
                    .isNotEmpty()
                    .allMatch(line -> line.matches(
                            workload.script().equals("cycle.lua")
                                    ? "/fhir/\\w+\t\\{.*cycle-1.*\\}"
                                    : "(GET\t/fhir/[^\\s|]+)|(POST\t/fhir/[^\\s|]+\t\\{.*\\})"));
        }
    }

    @Test
    void the_same_seed_draws_the_same_searches() {
        List<String> first = Workload.named("search").lines().apply(SAMPLE).toList();
        List<String> second = Workload.named("search").lines().apply(SAMPLE).toList();

        assertThat(first).isEqualTo(second).anyMatch(line -> line.contains("name=O+Neil%7Cx"));
        assertThat(first.stream().distinct().count()).isGreaterThan(Searches.SHAPES.size());
    }

    @Test
    void laboratory_results_are_asked_for_of_fifteen_years() {
        Stream<String> lines = Workload.named("search.dates").lines().apply(SAMPLE);

        assertThat(lines).allSatisfy(line -> {
            Matcher years = Pattern.compile("date=ge(\\d{4})-01-01&date=lt(\\d{4})-01-01")
                    .matcher(line);
            assertThat(years.find()).isTrue();
            assertThat(Integer.parseInt(years.group(2)) - Integer.parseInt(years.group(1)))
                    .isEqualTo(15);
        });
    }

    @Test
    void the_patients_that_a_run_makes_bear_the_name_that_its_samples_leave_out() {
        assertThat(FhirServer.json(Workload.PATIENT).at("/name/0/family").asText())
                .isEqualTo(Workload.MADE_HERE);
    }
}
