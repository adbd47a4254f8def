package org.openward.fhir.search;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.DateTimeType;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Observation.ObservationStatus;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Quantity;
import org.hl7.fhir.r4.model.Reference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openward.testing.AtOnce;
import org.openward.testing.FhirClient;
import org.openward.testing.Hospital;
import org.openward.testing.HospitalTest;

/** Whoever follows the next links sees each record once, whatever others write meanwhile. */
@HospitalTest
class PagingIT {
    private static final int RESULTS = 14;
    private static final int PAGE = 3;

    private final String code = UUID.randomUUID().toString();
    private final FhirClient client;
    private final Patient patient;

    PagingIT(Hospital hospital) {
        client = hospital.asDemo();
        patient = client.create(new Patient());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "&_sort=date",
                "&_sort=-date",
                "&_sort=status,-date",
                "&_sort=-status,date",
                "&_sort=value-quantity",
                "&_sort=-value-quantity",
                "&_sort=code",
                "&_sort=_id",
                "&_sort=-_id",
                "&_sort=_lastUpdated",
                "&_sort=-_lastUpdated",
                "&_sort=patient,-date",
                "&_sort=subject",
                "&_sort=-date&date=ge2020",
                "&_sort=-date&_include=Observation:subject",
                "&_sort=-date&_total=accurate"
            })
    void each_record_is_seen_once_while_others_write(String order) {
        seenOnceWhileOthersWrite("/Observation?code=" + code + order);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "patient=[patient]",
                "patient=[patient]&_sort=-date",
                "patient=Patient/[patient]&_sort=date,status",
                "subject=Patient/[patient]&_sort=-_lastUpdated",
                "subject:Patient=[patient]&date=ge2020&_sort=-date",
                "patient=[patient]&_sort=patient,-date"
            })
    void each_record_of_a_patient_is_seen_once_while_others_write(String search) {
        seenOnceWhileOthersWrite("/Observation?"
                + search.replace("[patient]", patient.getIdElement().getIdPart()));
    }

    private void seenOnceWhileOthersWrite(String search) {
        IntStream.range(0, RESULTS).forEach(this::result);
        var stored = ids(page(search + "&_count=100"));
        var seen = new ArrayList<String>();
        var next = search + "&_count=" + PAGE;
        while (next != null) {
            var page = page(next);
            seen.addAll(ids(page));
            next = next(page);
            assertThat(next == null || next.contains("_after=")).as(next).isTrue();
            if (seen.size() == 2 * PAGE) {
                client.delete("/Observation/" + seen.get(0));
                client.delete("/Observation/" + seen.get(PAGE));
                IntStream.range(0, RESULTS).forEach(this::result);
            }
        }

        assertThat(seen).doesNotHaveDuplicates().containsAll(stored);
    }

    @Test
    void the_pages_together_are_the_search_without_pages() {
        IntStream.range(0, RESULTS).forEach(this::result);

        for (var order : List.of("", "&_sort=date", "&_sort=-date,value-quantity", "&_sort=status,-_lastUpdated")) {
            var search = "/Observation?code=" + code + order;
            assertThat(walked(search + "&_count=" + PAGE))
                    .hasSize(RESULTS)
                    .isEqualTo(ids(page(search + "&_count=100")));
        }
    }

    @Test
    void each_record_is_seen_once_while_sixteen_others_write() throws InterruptedException {
        var stored = IntStream.range(0, RESULTS).mapToObj(this::result).toList();
        var done = new AtomicBoolean();

        var seen = AtOnce.<List<String>>all(17, who -> () -> {
                    if (who > 0) {
                        return IntStream.range(0, 25)
                                .takeWhile(number -> !done.get())
                                .mapToObj(this::result)
                                .toList();
                    }
                    try {
                        return walked("/Observation?code=" + code + "&_sort=-date&_count=" + PAGE);
                    } finally {
                        done.set(true);
                    }
                })
                .get(0)
                .result()
                .get(0);

        assertThat(seen).doesNotHaveDuplicates().containsAll(stored);
    }

    @Test
    void a_page_names_its_search_and_the_pages_beside_it() {
        IntStream.range(0, RESULTS).forEach(this::result);

        var first = page("/Observation?code=" + code + "&_count=" + PAGE);
        var second = page(path(first, Bundle.LINK_NEXT));

        assertThat(first.getLink(Bundle.LINK_SELF).getUrl()).contains("/fhir/Observation?");
        assertThat(first.getLink(Bundle.LINK_PREV)).isNull();
        assertThat(second.getLink("previous").getUrl())
                .contains("/fhir/Observation?")
                .contains("_offset=0");
        assertThat(ids(page(path(second, "previous")))).isEqualTo(ids(first));
    }

    @Test
    void a_page_may_be_asked_for_by_its_offset() {
        IntStream.range(0, RESULTS).forEach(this::result);
        var search = "/Observation?code=" + code + "&_sort=-date";

        assertThat(ids(page(search + "&_offset=5&_count=" + PAGE)))
                .isEqualTo(ids(page(search + "&_count=100")).subList(5, 5 + PAGE));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "rubbish",
                "[]",
                "null",
                "[\"1\"]",
                "[\"2026-01-01 00:00:00\",null]",
                "[\"2026-01-01 00:00:00\",\"one\"]",
                "[\"today\",\"1\"]",
                "[\"2026-13-41 00:00:00\",\"1\",\"1\"]",
                "{\"a\":1}",
                "[[\"1\"],\"1\"]"
            })
    void a_link_that_the_server_never_gave_is_refused(String after) {
        var written = Base64.getUrlEncoder().encodeToString(after.getBytes(StandardCharsets.UTF_8));

        for (var link : List.of(written, "%25%25")) {
            var answer = client.get("/Observation?code=" + code + "&_sort=date&_after=" + link);
            assertThat(answer.status()).as(link).isEqualTo(400);
            assertThat(answer.body()).contains("_after");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"no-store", "no-cache", "no-store, max-results=2", "no-store, max-results=0"})
    void a_client_may_ask_for_an_answer_that_is_not_kept(String control) {
        IntStream.range(0, RESULTS).forEach(this::result);
        var seen = new ArrayList<String>();
        for (String next = "/Observation?code=" + code + "&_count=4"; next != null; ) {
            var page = client.get(next, "Cache-Control", control).resource(Bundle.class);
            seen.addAll(ids(page));
            next = next(page);
        }

        assertThat(seen).doesNotHaveDuplicates().hasSize(RESULTS);
    }

    @Test
    void the_link_of_one_tenant_shows_another_nothing(Hospital hospital) {
        IntStream.range(0, RESULTS).forEach(this::result);
        var first = page("/Observation?code=" + code + "&_count=" + PAGE);

        var theirs = hospital.asClinicB().get(path(first, Bundle.LINK_NEXT)).resource(Bundle.class);

        assertThat(theirs.getEntry()).isEmpty();
    }

    private List<String> walked(String search) {
        var seen = new ArrayList<String>();
        for (var next = search; next != null; ) {
            var page = page(next);
            seen.addAll(ids(page));
            next = next(page);
        }
        return seen;
    }

    private Bundle page(String path) {
        return client.get(path).resource(Bundle.class);
    }

    private static @Nullable String next(Bundle page) {
        return page.getLink(Bundle.LINK_NEXT) == null ? null : path(page, Bundle.LINK_NEXT);
    }

    private static String path(Bundle page, String link) {
        return page.getLink(link).getUrl().replaceFirst("^.*/fhir", "");
    }

    private static List<String> ids(Bundle page) {
        return page.getEntry().stream()
                .filter(entry -> entry.getResource() instanceof Observation)
                .map(entry -> entry.getResource().getIdElement().getIdPart())
                .toList();
    }

    /** Every third of the same minute, every fifth without a date, every fourth without a value. */
    private String result(int number) {
        var result = new Observation()
                .setStatus(number % 2 == 0 ? ObservationStatus.FINAL : ObservationStatus.PRELIMINARY)
                .setCode(new CodeableConcept().addCoding(new Coding("http://example.org/curve", code, null)))
                .setSubject(new Reference(patient.getIdElement().toUnqualifiedVersionless()));
        if (number % 5 != 4) {
            result.setEffective(
                    new DateTimeType("2026-03-%02dT08:00:00Z".formatted(number % 3 == 0 ? 15 : 1 + number % 28)));
        }
        if (number % 4 != 3) {
            result.setValue(new Quantity(number % 6 == 0 ? 0.00001 : number % 6 + 0.1));
        }
        return client.create(result).getIdElement().getIdPart();
    }
}
