package org.openward.fhir.terminology.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Observation.ObservationStatus;
import org.hl7.fhir.r4.model.ValueSet;
import org.junit.jupiter.api.Test;
import org.openward.fhir.bulk.BulkClient;
import org.openward.testing.FhirClient;
import org.openward.testing.FullRun;
import org.openward.testing.OwnServer;

/** A server of its own, which loses its power while it loads. */
class KilledLoadIT {
    private static final Duration LONG = Duration.ofMinutes(5);
    private static final String SNOMED = "http://snomed.info/sct";
    private static final String VERSION = SNOMED + "/900000000000207008/version/";

    private final OwnServer server = new OwnServer("--openward.mllp.enabled=false");

    KilledLoadIT() throws IOException {}

    @Test
    @FullRun
    void kill_9_in_the_middle_of_a_load_keeps_the_old_version_until_the_new_one_is_whole() throws Exception {
        String second;
        var first = server.start();
        try {
            var jobs = BulkClient.of(server.asDemo());
            jobs.await(begin(jobs, Publisher.snomed(500, "20250101")));
            second = begin(jobs, Publisher.snomed(20_000, "20260101"));
            await().atMost(LONG).pollInterval(Duration.ofMillis(20)).until(() -> progress(jobs.client(), second)
                    .matches("[1-9]\\d* facts read"));
        } finally {
            OwnServer.kill(first);
        }

        var again = server.start();
        try {
            var client = server.asDemo();
            assertThat(client.get("/CodeSystem/$lookup?code=" + Publisher.concept(7) + "&system=" + SNOMED)
                            .body())
                    .contains(VERSION + "20250101");
            assertThat(BulkClient.of(client).await(second).lines("error")).isEmpty();
            assertThat(client.get("/CodeSystem/$lookup?code=" + Publisher.concept(7) + "&system=" + SNOMED)
                            .body())
                    .contains(VERSION + "20260101");
            assertThat(total(client, "?fhir_vs")).isEqualTo(20_000);
            assertThat(total(client, "?fhir_vs=refset/" + Publisher.concept(1))).isEqualTo(2_000);
            assertThat(total(client, "?fhir_vs=isa/" + Publisher.concept(0))).isEqualTo(20_000);
            searchBelow(client);
        } finally {
            OwnServer.stop(again);
        }
    }

    private static String begin(BulkClient jobs, byte[] release) {
        return jobs.taken(jobs.client()
                .upload("/CodeSystem/$load?system=" + SNOMED, "application/zip", release, "Prefer", "respond-async"));
    }

    private static String progress(FhirClient client, String status) {
        return client.get(status).headers().firstValue("X-Progress").orElse("");
    }

    private static int total(FhirClient client, String implicit) {
        var expand = "/ValueSet/$expand?count=0&url=" + SNOMED
                + implicit.replace("?", "%3F").replace("=", "%3D");
        return client.get(expand).resource(ValueSet.class).getExpansion().getTotal();
    }

    private static void searchBelow(FhirClient client) {
        var observation = new Observation().setStatus(ObservationStatus.FINAL);
        observation.getCode().addCoding(new Coding(SNOMED, Publisher.concept(155), null));
        client.create(observation);

        var below = client.get("/Observation?code:below=" + SNOMED + "%7C" + Publisher.concept(15));
        var in = client.get("/Observation?code:in=" + SNOMED + "%3Ffhir_vs%3Disa/" + Publisher.concept(15));

        assertThat(below.resource(Bundle.class).getEntry()).hasSize(1);
        assertThat(in.resource(Bundle.class).getEntry()).hasSize(1);
    }
}
