package org.openward.identity.patients;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openward.fhir.sealing.Sealing;
import org.openward.fhir.sealing.SealingForTests;
import org.openward.tenancy.TenantId;
import org.openward.testing.MovableClock;
import org.openward.testing.Postgres;

/** What the database holds of a number that somebody gives to prove himself, where the hospital has such numbers encrypted. */
class IdentityClaimsTest {
    private static final String SYSTEM = "https://ids.example/national";
    private static final String NUMBER = "987654321098";
    private static final TenantId TENANT = new TenantId("clinic-c");

    private final IdentityClaims claims;
    private final IdentityClaim meera =
            IdentityClaim.of("Iyer", "1990-02-03", SYSTEM, NUMBER).orElseThrow();

    IdentityClaimsTest(@TempDir Path folder) {
        this.claims = claims(SealingForTests.of(SYSTEM, folder));
    }

    private static IdentityClaims claims(Sealing sealing) {
        return new IdentityClaims(
                Postgres.jdbc(),
                new PatientSettings(List.of(SYSTEM), Duration.ofMinutes(30)),
                new MovableClock(Instant.parse("2026-11-22T10:00:00Z")),
                sealing);
    }

    @Test
    void the_number_is_in_no_column_and_who_looks_it_up_reads_it() {
        var handle = ProofCode.ticket();
        var kept = Postgres.inTransaction().execute(status -> {
            claims.enter(handle, TENANT, meera, "192.0.2.7");
            return claims.locked(handle).orElseThrow();
        });

        assertThat(kept).isNotNull();
        assertThat(kept.toString()).contains(SYSTEM).doesNotContain(NUMBER);
        assertThat(claims.said(kept)).isEqualTo(meera);
    }

    @Test
    void nobody_finds_the_number_by_trying_what_attempts_are_counted_under() {
        var counted = claims.attemptsOf("clinic-c", meera);
        var digest = ProofCode.hash("clinic-c " + SYSTEM + " " + NUMBER);

        assertThat(counted).hasSize(1).isEqualTo(claims.attemptsOf("clinic-c", meera));
        assertThat(counted).doesNotContain(digest, HexFormat.of().formatHex(digest.getBytes(US_ASCII)));
        assertThat(claims.attemptsOf("clinic-d", meera)).doesNotContainAnyElementsOf(counted);
    }

    @Test
    void nobody_has_more_attempts_because_another_key_takes_over(@TempDir Path keys) throws IOException {
        var ring = SealingForTests.ring(SealingForTests.aDatabase(), keys, SYSTEM);
        var here = claims(SealingForTests.with(ring));
        var before = here.attemptsOf("clinic-c", meera);
        SealingForTests.addKey(keys, "k2");

        ring.renew();

        assertThat(here.attemptsOf("clinic-c", meera)).hasSize(2).containsAll(before);
    }
}
