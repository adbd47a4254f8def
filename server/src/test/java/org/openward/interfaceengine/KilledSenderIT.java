package org.openward.interfaceengine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.openward.interfaceengine.ToldAbout.aDestination;
import static org.openward.interfaceengine.ToldAbout.aPatient;

import java.io.IOException;
import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.openward.interfaceengine.ReceivingSystem.Mood;
import org.openward.testing.FullRun;
import org.openward.testing.OwnServer;

/** A server of its own, which loses its power while it sends messages. */
class KilledSenderIT {
    private static final Duration START = Duration.ofMinutes(5);

    private final OwnServer server = new OwnServer(
            "--openward.mllp.enabled=false",
            "--openward.outbound.allow=127.0.0.1",
            "--openward.destinations.answer-time=5s",
            "--openward.destinations.retries.first=500ms");

    KilledSenderIT() throws IOException {}

    @Test
    @FullRun
    void kill_9_in_the_middle_of_sending_loses_nothing_and_sends_nothing_in_other_bytes() throws Exception {
        try (var receiver = new ReceivingSystem()) {
            var first = server.start();
            try {
                var demo = server.asDemo();
                demo.create(aDestination(receiver.address(), "patients"));
                IntStream.range(0, 3).forEach(number -> aPatient(demo, "Patient-" + number));
                await().atMost(START).until(() -> receiver.taken().size() == 3);
                receiver.is(Mood.HANGING);
                IntStream.range(3, 10).forEach(number -> aPatient(demo, "Patient-" + number));
                await().atMost(START).until(() -> !receiver.notTaken().isEmpty());
            } finally {
                OwnServer.kill(first);
            }
            receiver.is(Mood.WELL);

            var second = server.start();
            try {
                await().atMost(START)
                        .until(() -> receiver.taken().stream().distinct().count() == 10);
            } finally {
                OwnServer.stop(second);
            }
            var distinct = receiver.taken().stream().distinct().toList();
            assertThat(distinct)
                    .zipSatisfy(IntStream.range(0, 10).boxed().toList(), (message, number) -> assertThat(message)
                            .contains("Patient-" + number + "^"));
            assertThat(receiver.notTaken().get(0)).isEqualTo(distinct.get(3));
        }
    }
}
