package org.openward.interfaceengine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Patient.LinkType;
import org.hl7.fhir.r4.model.Reference;
import org.junit.jupiter.api.Test;
import org.openward.testing.FhirClient;
import org.openward.testing.FullRun;
import org.openward.testing.OwnServer;

/** A server of its own, which loses its power while a message makes it merge two patients. */
class KilledMergeIT {
    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final int RESULTS = 5;

    private final int mllp = OwnServer.freePort();

    KilledMergeIT() throws IOException {}

    @Test
    @FullRun
    void kill_9_in_the_middle_of_a_merge_leaves_nothing_of_it_and_afterwards_it_is_done_once() throws Exception {
        try (var database = new FragileDatabase()) {
            var server =
                    new OwnServer(Stream.concat(database.options().stream(), Stream.of("--openward.mllp.port=" + mllp))
                            .toArray(String[]::new));
            var process = server.start();
            Merge merge;
            try {
                merge = new Merge(server.asDemo(), mllp, database);
                merge.prepare();
                try (var hold = database.holding("hfj_resource", merge.lastResult())) {
                    merge.send();
                    hold.awaitSomebodyWaiting();
                    OwnServer.kill(process);
                }
                merge.isNotBegun();

                // Again, with everything written but the note that the message is dealt with.
                try (var hold = database.holding("openward.feed_message", "id = " + merge.message())) {
                    process = server.start();
                    hold.awaitSomebodyWaiting();
                    OwnServer.kill(process);
                }
                merge.isNotBegun();

                process = server.start();
                merge.awaitProcessed();
                merge.send();
                merge.isDoneOnce(server.asDemo());
            } finally {
                OwnServer.stop(process);
            }
        }
    }

    /** Two patients of whom a hospital system says that they are one, and what the server made of that. */
    private static final class Merge {
        private static final String HEADER = "MSH|^~\\&|ADT|HIS|OPENWARD|HOSPITAL|20260301080000||";

        private final FhirClient fhir;
        private final int mllp;
        private final FragileDatabase database;
        private String survivor = "";
        private String prior = "";
        private List<String> results = List.of();
        private String recordsBefore = "";

        Merge(FhirClient fhir, int mllp, FragileDatabase database) {
            this.fhir = fhir;
            this.mllp = mllp;
            this.database = database;
        }

        void prepare() throws IOException {
            fhir.create(HospitalSystem.described("ADT", "registrations"));
            tell("ADT^A28^ADT_A05|1", "PID|1||S1^^^HIS^MR||Rao^Asha||19800421|F");
            tell("ADT^A28^ADT_A05|2", "PID|1||P1^^^HIS^MR||Rao^A.||19800421|F");
            await().atMost(PATIENCE).until(() -> waiting() == 0);
            survivor = patient("S1");
            prior = patient("P1");
            results = IntStream.range(0, RESULTS).mapToObj(number -> aResult()).toList();
            recordsBefore = records();
        }

        private String patient(String number) {
            return fhir.search("Patient?identifier=" + number)
                    .getEntryFirstRep()
                    .getResource()
                    .getIdElement()
                    .getIdPart();
        }

        private String aResult() {
            var result = new Observation()
                    .setStatus(Observation.ObservationStatus.FINAL)
                    .setSubject(new Reference("Patient/" + prior));
            result.getCode().setText("A result of before");
            return fhir.create(result).getIdElement().getIdPart();
        }

        String lastResult() {
            return "res_type = 'Observation' and fhir_id = '" + results.get(RESULTS - 1) + "'";
        }

        void send() throws IOException {
            tell("ADT^A40^ADT_A39|3", "PID|1||S1^^^HIS^MR||Rao^Asha||19800421|F", "MRG|P1^^^HIS^MR");
        }

        private void tell(String typeAndNumber, String... segments) throws IOException {
            var message = HEADER + typeAndNumber + "|P|2.5.1\rEVN||20260301080000\r" + String.join("\r", segments);
            assertThat(Lines.exchange(mllp, List.of(message + "\r")))
                    .singleElement()
                    .asString()
                    .contains("MSA|AA|");
        }

        String message() {
            return database.administrator()
                    .sql("select cast(id as text) from openward.feed_message where control_id = '3'")
                    .query(String.class)
                    .single();
        }

        private int waiting() {
            return count("openward.feed_message where status = 'received'");
        }

        private int count(String what) {
            return database.administrator()
                    .sql("select count(*) from " + what)
                    .query(Integer.class)
                    .single();
        }

        /** Every record that the merge may touch, with its version. */
        private String records() {
            return database.administrator()
                    .sql(
                            """
                            select string_agg(res_type || '/' || fhir_id || '/' || res_ver, ' ' order by res_id)
                            from hfj_resource where res_type in ('Patient', 'Observation', 'Provenance')""")
                    .query(String.class)
                    .single();
        }

        /** By the database, since nobody is there to be asked. */
        void isNotBegun() {
            await().atMost(PATIENCE)
                    .until(() -> count("pg_stat_activity where usename = 'openward_app' and state <> 'idle'") == 0);
            assertThat(waiting()).isEqualTo(1);
            assertThat(records()).isEqualTo(recordsBefore);
        }

        void awaitProcessed() {
            await().atMost(PATIENCE).until(() -> waiting() == 0);
        }

        void isDoneOnce(FhirClient fhir) {
            assertThat(count("openward.feed_message where control_id = '3' and status = 'processed'"))
                    .isEqualTo(1);
            assertThat(waiting()).isZero();
            assertThat(count("openward.feed_duplicate")).isEqualTo(1);
            assertThat(records().split("Provenance/", -1)).hasSize(recordsBefore.split("Provenance/", -1).length + 1);
            assertThat(fhir.read(Patient.class, prior).getLink())
                    .singleElement()
                    .satisfies(link -> assertThat(link.getType()).isEqualTo(LinkType.REPLACEDBY));
            assertThat(fhir.read(Patient.class, survivor).getLink())
                    .singleElement()
                    .satisfies(link -> assertThat(link.getType()).isEqualTo(LinkType.REPLACES));
            assertThat(results).allSatisfy(id -> {
                var moved = fhir.read(Observation.class, id);
                assertThat(moved.getSubject().getReference()).isEqualTo("Patient/" + survivor);
                assertThat(moved.getMeta().getVersionId()).isEqualTo("2");
            });
        }
    }
}
