package org.openward.fhir.search;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Bundle.SearchEntryMode;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.DateTimeType;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Observation.ObservationStatus;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Quantity;
import org.hl7.fhir.r4.model.Reference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openward.testing.Answer;
import org.openward.testing.FhirClient;
import org.openward.testing.Hospital;
import org.openward.testing.HospitalTest;

/** A search by POST finds what the same search by GET finds: its conditions stay out of addresses and logs. */
@HospitalTest
class SearchByPostIT {
    private static final int RESULTS = 7;

    private final String code = UUID.randomUUID().toString();
    private final FhirClient client;

    SearchByPostIT(Hospital hospital) {
        client = hospital.asDemo();
    }

    @BeforeEach
    void some_results() {
        var patient = new Patient();
        patient.addName().setFamily("Post" + code);
        var path =
                client.create(patient).getIdElement().toUnqualifiedVersionless().getValue();
        IntStream.range(0, RESULTS).forEach(number -> result(path, number));
    }

    private void result(String patient, int number) {
        client.create(new Observation()
                .setStatus(number % 2 == 0 ? ObservationStatus.FINAL : ObservationStatus.PRELIMINARY)
                .setCode(new CodeableConcept().addCoding(new Coding("http://example.org/post", code, null)))
                .setSubject(new Reference(patient))
                .setEffective(new DateTimeType("2026-03-%02d".formatted(1 + number)))
                .setValue(new Quantity(number)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "code=[code]",
                "code=http%3A%2F%2Fexample.org%2Fpost%7C[code]&status=final",
                "code=[code]&date=lt2026-03-02,ge2026-03-06",
                "code=[code]&date=ap2026-03-04",
                "code=[code]&date=ge2026-03-02&date=le2026-03-04",
                "code=[code]&value-quantity=gt2,lt1",
                "code=[code]&status:not=final",
                "subject:Patient.family=Post[code]",
                "patient.family=Post[code]&_sort=-date",
                "code=[code]&_sort=value-quantity&_count=3",
                "code=[code]&_include=Observation:subject",
                "code=[code]&_lastUpdated=lt2020,ge2025"
            })
    void it_finds_what_get_finds(String search) {
        var asked = search.replace("[code]", code);

        var posted = posted("/Observation/_search", asked).resource(Bundle.class);

        assertThat(ids(posted)).isNotEmpty().isEqualTo(ids(client.search("Observation?" + asked)));
    }

    @Test
    void its_next_links_are_followed_by_get() {
        var seen = new ArrayList<String>();
        var page = posted("/Observation/_search", "code=" + code + "&_count=3&_sort=-date")
                .resource(Bundle.class);
        assertThat(page.getLink(Bundle.LINK_SELF).getUrl())
                .contains("/fhir/Observation")
                .doesNotContain("_search");
        assertThat(page.getLink(Bundle.LINK_NEXT).getUrl())
                .contains("/fhir/Observation?")
                .contains("_after=");

        seen.addAll(ids(page));
        while (page.getLink(Bundle.LINK_NEXT) != null) {
            page = client.page(page.getLink(Bundle.LINK_NEXT).getUrl());
            seen.addAll(ids(page));
        }

        assertThat(seen).isEqualTo(ids(client.search("Observation?code=" + code + "&_sort=-date")));
    }

    @Test
    void conditions_in_the_address_and_in_the_body_hold_together() {
        var both = posted("/Observation/_search?code=" + code, "status=final").resource(Bundle.class);

        assertThat(ids(both)).hasSize(4).isEqualTo(ids(client.search("Observation?status=final&code=" + code)));
    }

    @Test
    void an_unknown_parameter_is_refused_unless_the_client_is_lenient() {
        var asked = "code=" + code + "&nonsense=1";

        var lenient = posted("/Observation/_search", asked, "Prefer", "handling=lenient")
                .resource(Bundle.class);

        assertThat(posted("/Observation/_search", asked).status()).isEqualTo(400);
        assertThat(ids(lenient)).hasSize(RESULTS);
        assertThat(lenient.getEntry())
                .last()
                .satisfies(entry -> assertThat(entry.getSearch().getMode()).isEqualTo(SearchEntryMode.OUTCOME));
    }

    @Test
    void it_needs_the_same_scope(Hospital hospital) {
        var narrow = hospital.withScope("system/Patient.rs");

        var refused = narrow.send(
                "POST", "/Observation/_search", "code=" + code, "Content-Type", "application/x-www-form-urlencoded");

        assertThat(refused.status()).isEqualTo(403);
    }

    private Answer posted(String path, String form, String... headers) {
        var all = new ArrayList<>(List.of(headers));
        all.addAll(List.of("Content-Type", "application/x-www-form-urlencoded"));
        return client.send("POST", path, form, all.toArray(String[]::new));
    }

    private static List<String> ids(Bundle page) {
        return page.getEntry().stream()
                .filter(entry -> entry.getResource() instanceof Observation || entry.getResource() instanceof Patient)
                .map(entry -> entry.getResource().getIdElement().getIdPart())
                .toList();
    }
}
