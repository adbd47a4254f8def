package org.openward.identity.patients;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openward.fhir.sealing.SealingForTests;
import org.openward.identity.patients.IdentityClaims.Entry;
import org.openward.tenancy.TenantId;
import org.openward.testing.MovableClock;
import org.openward.testing.Postgres;

class LettersInTurnTest {
    private static final Instant BEGIN = Instant.parse("2031-05-06T07:08:09Z");

    private final MovableClock clock = new MovableClock(BEGIN);
    private final IdentityClaims claims;

    LettersInTurnTest(@TempDir Path folder) {
        this.claims = new IdentityClaims(
                Postgres.jdbc(),
                new PatientSettings(List.of("https://ids.example/national"), Duration.ofMinutes(30)),
                clock,
                SealingForTests.of("https://ids.example/national", folder));
    }

    private void enter() {
        var claim = IdentityClaim.of("Iyer", "1990-02-03", "https://ids.example/national", "A-7");
        claims.enter(ProofCode.ticket(), TenantId.DEFAULT, claim.orElseThrow(), "127.0.0.1");
    }

    private Optional<Entry> nextAfter(Duration since) {
        clock.moveTo(BEGIN.plus(since));
        return claims.next();
    }

    @Test
    void while_a_slow_mail_server_takes_the_letter_nobody_writes_another() {
        Postgres.inTransaction().executeWithoutResult(status -> {
            status.setRollbackOnly();
            enter();

            assertThat(claims.next()).isPresent();
            assertThat(nextAfter(Duration.ofSeconds(40))).isEmpty();
            assertThat(nextAfter(Duration.ofMinutes(2))).isEmpty();
            assertThat(nextAfter(Duration.ofMinutes(6)))
                    .as("who had it has stopped")
                    .isPresent();
        });
    }

    @Test
    void a_letter_that_was_not_taken_is_tried_again_soon() {
        Postgres.inTransaction().executeWithoutResult(status -> {
            status.setRollbackOnly();
            enter();

            claims.again(claims.next().orElseThrow());

            assertThat(nextAfter(Duration.ofSeconds(40))).isPresent();
        });
    }
}
