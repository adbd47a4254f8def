package org.openward.fhir;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Bundle.BundleEntryComponent;
import org.hl7.fhir.r4.model.Patient;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openward.testing.FhirClient;
import org.openward.testing.Hospital;
import org.openward.testing.HospitalTest;

/** What was written when: of one record, of a type, of the hospital. */
@HospitalTest
class HistoryIT {
    private FhirClient demo;

    @BeforeEach
    void asDemo(Hospital hospital) {
        demo = hospital.asDemo();
    }

    private Patient named(String family) {
        var patient = new Patient();
        patient.addName().setFamily(family);
        return demo.create(patient);
    }

    private Patient renamed(Patient patient, String family) {
        patient.getNameFirstRep().setFamily(family);
        return demo.put("/" + path(patient), patient).resource(Patient.class);
    }

    private static String path(Patient patient) {
        return patient.getIdElement().toUnqualifiedVersionless().getValue();
    }

    private static List<String> versions(Bundle history) {
        return history.getEntry().stream()
                .map(BundleEntryComponent::getResource)
                .filter(Objects::nonNull)
                .map(each -> each.getIdElement().getVersionIdPart())
                .toList();
    }

    /** HAPI remembers the number of versions for a minute and cuts the page to it. */
    @Test
    void it_shows_the_version_that_was_written_a_moment_ago() {
        var patient = named("First");

        for (int version = 2; version <= 5; version++) {
            renamed(patient, "Name" + version);
            var history = demo.search(path(patient) + "/_history");

            assertThat(history.getTotal()).isEqualTo(version);
            assertThat(history.getEntry()).hasSize(version);
            assertThat(versions(history).get(0)).isEqualTo(String.valueOf(version));
        }
        demo.delete("/" + path(patient));

        var history = demo.search(path(patient) + "/_history");

        assertThat(history.getTotal()).isEqualTo(6);
        assertThat(history.getEntryFirstRep().getRequest().getMethod()).isEqualTo(Bundle.HTTPVerb.DELETE);
        assertThat(history.getEntryFirstRep().getResource()).isNull();
    }

    @Test
    void it_tells_what_was_written_since_and_what_was_in_force_at_a_time() {
        var first = named("Before");
        var second = renamed(first.copy(), "After");
        var time = DateTimeFormatter.ISO_INSTANT.format(
                second.getMeta().getLastUpdated().toInstant());

        assertThat(versions(demo.search(path(first) + "/_history?_since=" + time)))
                .containsExactly("2");
        assertThat(versions(demo.search(path(first) + "/_history?_at=ge" + time)))
                .contains("2");
        assertThat(versions(demo.search(path(first) + "/_history?_since=2100-01-01T00:00:00Z")))
                .isEmpty();
        assertThat(versions(demo.search("Patient/_history?_since=" + time))).contains("2");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "&_since=2020-01-01T00:00:00Z", "&_at=ge2020-01-01", "&_at=le2100-01-01"})
    void its_pages_show_each_version_once_while_others_write(String period) {
        var patient = named("Paged");
        for (int version = 2; version <= 7; version++) {
            renamed(patient, "Paged" + version);
        }

        var page = demo.search(path(patient) + "/_history?_count=2" + period);
        var seen = new ArrayList<>(versions(page));
        renamed(patient, "Later");
        while (page.getLink("next") != null) {
            page = demo.page(page.getLink("next").getUrl());
            seen.addAll(versions(page));
        }

        assertThat(seen).containsExactly("7", "6", "5", "4", "3", "2", "1");
        assertThat(page.getTotal()).isEqualTo(7);
    }

    @Test
    void a_type_and_the_hospital_show_their_own_tenant_only(Hospital hospital) {
        var ours = named("Ours");
        var theirs = hospital.asClinicB().create(new Patient());

        for (var query : List.of("Patient/_history?_count=20", "_history?_count=20")) {
            var ids = demo.search(query).getEntry().stream()
                    .map(entry -> entry.getRequest().getUrl())
                    .toList();
            assertThat(ids)
                    .as(query)
                    .anyMatch(url -> url.contains(ours.getIdElement().getIdPart()));
            assertThat(ids)
                    .as(query)
                    .noneMatch(url -> url.contains(theirs.getIdElement().getIdPart()));
        }
        assertThat(demo.get("/" + path(theirs) + "/_history").status()).isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "_since=yesterday",
                "_at=nonsense",
                "_until=later",
                "_until=%2B999999999-12-31T23:59:59Z",
                "_count=-1",
                "_count=many",
                "colour=1",
                "_sort=name"
            })
    void what_cannot_be_read_is_refused(String query) {
        var patient = named("Refused");

        var answer = demo.get("/" + path(patient) + "/_history?" + query);

        assertThat(answer.status()).as(answer.toString()).isEqualTo(400);
        assertThat(answer.outcome().getIssueFirstRep().getDiagnostics()).isNotBlank();
    }

    @Test
    void what_no_history_heeds_is_refused_unless_its_reader_is_lenient() {
        var path = path(named("Heeded"));
        var batch = new Bundle().setType(Bundle.BundleType.BATCH);
        batch.addEntry().getRequest().setMethod(Bundle.HTTPVerb.GET).setUrl(path + "/_history?colour=1");

        for (var history : List.of("/" + path + "/_history", "/Patient/_history", "/_history")) {
            assertThat(demo.get(history + "?colour=1&_count=1").status())
                    .as(history)
                    .isEqualTo(400);
            assertThat(demo.get(history + "?_count=1&_format=json&_pretty=true&_elements=id")
                            .status())
                    .as(history)
                    .isEqualTo(200);
        }
        var lenient = demo.get("/" + path + "/_history?colour=1&_count=1", "Prefer", "handling=lenient")
                .resource(Bundle.class);
        assertThat(lenient.getLink("self").getUrl()).contains("_count").doesNotContain("colour");
        assertThat(lenient.getEntry()).hasSize(1);
        assertThat(demo.transact(batch)
                        .resource(Bundle.class)
                        .getEntryFirstRep()
                        .getResponse()
                        .getStatus())
                .startsWith("400");
    }

    @Test
    void who_may_not_read_the_type_sees_no_history(Hospital hospital) {
        var patient = named("Hidden");
        var other = hospital.withScope("system/Observation.rs");

        for (var path : List.of("/" + path(patient) + "/_history", "/Patient/_history", "/_history")) {
            assertThat(other.get(path).status()).as(path).isEqualTo(403);
        }
    }
}
