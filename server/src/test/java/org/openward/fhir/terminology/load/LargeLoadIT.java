package org.openward.fhir.terminology.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.UUID;
import java.util.function.Supplier;
import org.hl7.fhir.r4.model.Enumerations.PublicationStatus;
import org.hl7.fhir.r4.model.ValueSet;
import org.junit.jupiter.api.Test;
import org.openward.fhir.bulk.BulkClient;
import org.openward.testing.Answer;
import org.openward.testing.Hospital;
import org.openward.testing.HospitalTest;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A large code system, loaded and asked; with the profile full of a hundred thousand concepts. */
@HospitalTest
class LargeLoadIT {
    private static final Logger LOG = LoggerFactory.getLogger(LargeLoadIT.class);
    private static final int CONCEPTS = Boolean.getBoolean("tests.full") ? 100_000 : 5_000;

    private final String system = "https://site.example/" + UUID.randomUUID() + "/large";

    @Test
    void a_hundred_thousand_concepts_are_loaded_in_less_than_two_minutes_and_answered_at_once(Hospital hospital) {
        var client = hospital.asDemo();
        var jobs = BulkClient.of(client);
        var release = Publisher.snomed(CONCEPTS, "20260101");
        var most = new long[1];

        var manifest = timed("load of %,d concepts from %,d kB".formatted(CONCEPTS, release.length / 1000), () -> {
            var status = jobs.taken(client.upload(
                    "/CodeSystem/$load?format=snomed-rf2&system=" + system,
                    "application/zip",
                    release,
                    "Prefer",
                    "respond-async"));
            while (client.get(status).status() == 202) {
                most[0] = Math.max(
                        most[0],
                        Runtime.getRuntime().totalMemory()
                                - Runtime.getRuntime().freeMemory());
            }
            return jobs.await(status);
        });
        LOG.info("Most memory in use meanwhile: {} MB", most[0] >> 20);

        assertThat(manifest.lines("error")).isEmpty();
        var expand = "/ValueSet/$expand?url=" + set(hospital);
        expect(
                200,
                timed(
                        "lookup",
                        () -> client.get("/CodeSystem/$lookup?code=" + Publisher.concept(4000) + "&system=" + system)));
        expect(
                200,
                timed(
                        "first lookup again",
                        () -> client.get("/CodeSystem/$lookup?code=" + Publisher.concept(4001) + "&system=" + system)));
        assertThat(total(timed("number of all", () -> client.get(expand + "&count=0"))))
                .isEqualTo(CONCEPTS);
        assertThat(total(timed("page at the end", () -> client.get(expand + "&count=20&offset=" + (CONCEPTS - 20)))))
                .isEqualTo(CONCEPTS);
        assertThat(total(timed("two words, a page", () -> client.get(expand + "&filter=thing%2040&count=20"))))
                .isPositive();
        expect(
                200,
                timed(
                        "subsumes",
                        () -> client.get("/CodeSystem/$subsumes?system=" + system + "&codeA=" + Publisher.concept(0)
                                + "&codeB=" + Publisher.concept(4321))));
        expect(
                200,
                timed(
                        "search below",
                        () -> client.get("/Observation?code:below=" + system + "%7C" + Publisher.concept(40))));
    }

    private String set(Hospital hospital) {
        var set = new ValueSet().setUrl(system + "/vs").setStatus(PublicationStatus.ACTIVE);
        set.getCompose()
                .addInclude()
                .setSystem(system)
                .addFilter()
                .setProperty("concept")
                .setOp(ValueSet.FilterOperator.ISA)
                .setValue(Publisher.concept(0));
        return hospital.asDemo().create(set).getUrl();
    }

    private static int total(Answer answer) {
        return answer.resource(ValueSet.class).getExpansion().getTotal();
    }

    private static void expect(int status, Answer answer) {
        assertThat(answer.status()).as(answer.toString()).isEqualTo(status);
    }

    private static <T> T timed(String what, Supplier<T> work) {
        var begin = System.nanoTime();
        var result = work.get();
        var took = Duration.ofNanos(System.nanoTime() - begin);
        LOG.info("{}: {} ms", what, took.toMillis());
        assertThat(took).isLessThan(Duration.ofMinutes(2));
        return result;
    }
}
