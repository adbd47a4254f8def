package org.openward.notifications;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.openward.notifications.Subscriber.aPatient;
import static org.openward.notifications.Subscriber.active;
import static org.openward.notifications.Subscriber.asking;
import static org.openward.notifications.Subscriber.results;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.openward.testing.FullRun;
import org.openward.testing.OwnServer;

/** A server of its own, which loses its power while it tells. */
class KilledServerIT {
    private static final Duration START = Duration.ofMinutes(5);

    private final OwnServer server = new OwnServer(
            "--openward.mllp.enabled=false",
            "--openward.outbound.allow=127.0.0.1",
            "--openward.subscriptions.learning-time=2s",
            "--openward.subscriptions.answer-time=5s");

    KilledServerIT() throws IOException {}

    @Test
    @FullRun
    void kill_9_in_the_middle_of_telling_loses_nothing() throws Exception {
        try (var receiver = new Receiver()) {
            var versions = new ArrayList<String>();
            var first = server.start();
            try {
                var patient = aPatient(server.asDemo());
                active(server.asDemo(), asking("Observation?subject=" + patient, receiver.address()));
                versions.addAll(results(server.asDemo(), patient, 3));
                receiver.is(Receiver.Mood.SLOW);
                versions.addAll(results(server.asDemo(), patient, 10));
                await().atMost(START).until(() -> !receiver.refused().isEmpty());
            } finally {
                OwnServer.kill(first);
            }
            receiver.is(Receiver.Mood.WELL);

            var second = server.start();
            try {
                await().atMost(START).untilAsserted(() -> assertThat(distinct(receiver.versions()))
                        .isEqualTo(versions));
            } finally {
                OwnServer.stop(second);
            }
        }
    }

    /** What was acknowledged just before the end may come again, but in no other order. */
    private static List<String> distinct(List<String> versions) {
        return versions.stream().distinct().toList();
    }
}
