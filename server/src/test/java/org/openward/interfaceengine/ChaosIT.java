package org.openward.interfaceengine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.hl7.fhir.r4.model.Patient;
import org.junit.jupiter.api.Test;
import org.openward.interfaceengine.StubbornSender.Acknowledged;
import org.openward.testing.FhirClient;
import org.openward.testing.FullRun;
import org.openward.testing.OwnServer;

/** Sixteen analyzers send without end, while a server of its own and its database lose power and line. */
class ChaosIT {
    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final int SENDERS = 16;
    private static final int MORE = 10;

    private final int mllp = OwnServer.freePort();
    private final AtomicBoolean enough = new AtomicBoolean();

    ChaosIT() throws IOException {}

    /** A time in which the database was not there. */
    private record Outage(long from, long to) {
        boolean contains(Acknowledged message) {
            return message.sent() > from && message.answered() < to;
        }
    }

    @Test
    @FullRun
    void what_is_acknowledged_is_stored_and_filed_once_whatever_dies() throws Exception {
        var outages = new ArrayList<Outage>();
        var threads = Executors.newFixedThreadPool(SENDERS);
        try (var database = new FragileDatabase()) {
            var server =
                    new OwnServer(Stream.concat(database.options().stream(), Stream.of("--openward.mllp.port=" + mllp))
                            .toArray(String[]::new));
            var process = server.start();
            try {
                var senders = senders(server.asDemo());
                var work = begin(senders, threads);
                goOn(senders);
                OwnServer.kill(process);
                process = server.start();
                goOn(senders);
                outages.add(withoutLine(database));
                goOn(senders);
                outages.add(withoutPower(database));
                goOn(senders);
                OwnServer.kill(process);
                outages.add(withoutPower(database));
                process = server.start();
                goOn(senders);
                enough.set(true);

                var acknowledged = acknowledged(work);

                assertThat(outages)
                        .allSatisfy(outage -> assertThat(acknowledged).noneMatch(outage::contains));
                isFiledOnce(acknowledged, database);
            } finally {
                enough.set(true);
                OwnServer.stop(process);
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private List<StubbornSender> senders(FhirClient fhir) {
        return IntStream.range(0, SENDERS)
                .mapToObj(number -> {
                    var name = "CHAOS" + number;
                    fhir.create(Analyzing.analyzer(name, true, "accept", Analyzing.CODE_MAP));
                    var patient = fhir.create(new Patient());
                    var results = BloodCount.from(name).of(Analyzing.medicalRecordNumber(patient));
                    return new StubbornSender(mllp, results, enough);
                })
                .toList();
    }

    private static List<Future<List<Acknowledged>>> begin(List<StubbornSender> senders, ExecutorService threads) {
        return senders.stream().map(threads::submit).toList();
    }

    /** Every sender gets a few messages through. */
    private static void goOn(List<StubbornSender> senders) {
        var before = senders.stream().map(StubbornSender::count).toList();
        await().atMost(PATIENCE).until(() -> IntStream.range(0, senders.size())
                .allMatch(sender -> senders.get(sender).count() >= before.get(sender) + MORE));
    }

    private static Outage withoutLine(FragileDatabase database) throws InterruptedException {
        database.cut();
        var from = System.nanoTime();
        // Long enough that senders are answered negatively, or give up, and try again.
        TimeUnit.SECONDS.sleep(15);
        var to = System.nanoTime();
        database.mend();
        return new Outage(from, to);
    }

    private static Outage withoutPower(FragileDatabase database) throws IOException, InterruptedException {
        database.kill();
        var from = System.nanoTime();
        TimeUnit.SECONDS.sleep(5);
        var to = System.nanoTime();
        database.revive();
        return new Outage(from, to);
    }

    private static List<Acknowledged> acknowledged(List<Future<List<Acknowledged>>> work) throws Exception {
        var all = new ArrayList<Acknowledged>();
        for (var sender : work) {
            all.addAll(sender.get(PATIENCE.toSeconds(), TimeUnit.SECONDS));
        }
        return all;
    }

    /** By control id: what was acknowledged was stored, once, and was filed, once. */
    private static void isFiledOnce(List<Acknowledged> acknowledged, FragileDatabase database) {
        var sql = database.administrator();
        await().atMost(PATIENCE)
                .until(() -> sql.sql("select count(*) from openward.feed_message where status = 'received'")
                                .query(Integer.class)
                                .single()
                        == 0);
        Map<String, String> stored =
                sql.sql("select control_id, status from openward.feed_message").query().listOfRows().stream()
                        .collect(Collectors.toMap(
                                row -> String.valueOf(row.get("control_id")),
                                row -> String.valueOf(row.get("status"))));
        var versions = sql.sql(
                        """
                        select res_ver from hfj_resource
                        where res_type = 'DiagnosticReport' and res_deleted_at is null""")
                .query(Integer.class)
                .list();

        assertThat(acknowledged).hasSizeGreaterThanOrEqualTo(5 * SENDERS * MORE);
        assertThat(acknowledged).extracting(Acknowledged::controlId).doesNotHaveDuplicates();
        assertThat(stored.keySet())
                .containsExactlyInAnyOrderElementsOf(
                        acknowledged.stream().map(Acknowledged::controlId).toList());
        assertThat(stored.values()).containsOnly("processed");
        assertThat(versions).hasSize(acknowledged.size()).containsOnly(1);
    }
}
