package org.openward.hl7v2.mllp;

import java.time.Clock;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.openward.hl7v2.Acknowledgements;
import org.openward.hl7v2.ErrorCondition;
import org.openward.hl7v2.Place;
import org.openward.hl7v2.Problem;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Hands one frame to the port on a worker thread and always comes back with an answer. */
record Intake(InboundMessages inbound, Executor workers, Acknowledgements refusals, Clock clock) {
    private static final Logger LOG = LoggerFactory.getLogger(Intake.class);

    ReceivedBytes received(byte[] content, ReceivedBytes.Connection connection, Line line) {
        return new ReceivedBytes(content, connection, clock.instant(), line);
    }

    void take(ReceivedBytes received, Traffic traffic, Consumer<byte[]> answer) {
        workers.execute(() -> answer.accept(receive(received, traffic)));
    }

    private byte[] receive(ReceivedBytes received, Traffic traffic) {
        try {
            return inbound.receive(received);
        } catch (RuntimeException | Error failure) {
            traffic.failed();
            // Only the kind of failure: its text may quote the message, and a log holds no patient data.
            LOG.error(
                    "Listener {}: a message from {} could not be taken in ({})",
                    received.connection().listener(),
                    received.connection().remote(),
                    failure.getClass().getName());
            return refusals.fail(received.content());
        }
    }

    byte[] refuseOversize(byte[] beginning, int limit) {
        Problem problem = Problem.of(
                ErrorCondition.APPLICATION_INTERNAL_ERROR,
                Place.of("MSH"),
                "The message is longer than " + limit + " bytes");
        return refusals.refuse(beginning, problem.rejected());
    }
}
