package org.openward.audit.witness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Clock;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.openward.testing.Postgres;

class PulseTest {
    private final Witness witness = new Witness(Postgres.application(), Clock.systemUTC());

    private static boolean wasSeenLately(Witness server) {
        return Postgres.jdbc()
                .sql("select seen_at > now() - interval '5 minutes' from openward.audit_server where id = ?")
                .param(server.server())
                .query(Boolean.class)
                .single();
    }

    @Test
    void a_server_says_that_it_lives_although_nothing_else_of_it_gets_its_turn() {
        Postgres.inTransaction().executeWithoutResult(status -> Postgres.jdbc()
                .sql("update openward.audit_server set seen_at = now() - interval '1 hour' where id = ?")
                .param(witness.server())
                .update());
        assertThat(wasSeenLately(witness)).isFalse();
        var pulse = new Pulse().auditPulse(witness);

        pulse.start();

        try {
            await().until(() -> wasSeenLately(witness));
        } finally {
            pulse.stop();
        }
        assertThat(pulse.isRunning()).isFalse();
    }

    @Test
    void when_it_lived_is_told_by_the_databases_clock() {
        var slow = new Witness(Postgres.application(), Clock.offset(Clock.systemUTC(), Duration.ofHours(-1)));
        assertThat(wasSeenLately(slow)).isTrue();

        slow.beat();

        assertThat(wasSeenLately(slow)).isTrue();
    }
}
