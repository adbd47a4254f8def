package org.openward.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.openward.testing.MovableClock;
import org.springframework.security.oauth2.jwt.BadJwtException;
import org.springframework.security.oauth2.jwt.Jwt;

class RememberedTokensTest {
    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

    private final MovableClock clock = new MovableClock(NOON);
    private final List<String> lookedAt = new ArrayList<>();
    private final RememberedTokens tokens = new RememberedTokens(this::decoded, clock);

    private Jwt decoded(String token) {
        lookedAt.add(token);
        if (token.startsWith("forged")) {
            throw new BadJwtException("forged");
        }
        return Jwt.withTokenValue(token)
                .header("alg", "RS256")
                .subject(token)
                .expiresAt(NOON.plusSeconds(30))
                .build();
    }

    @Test
    void a_token_that_was_good_a_moment_ago_is_not_looked_at_again() {
        tokens.decode("ann");
        tokens.decode("ben");

        assertThat(tokens.decode("ann").getSubject()).isEqualTo("ann");

        assertThat(lookedAt).containsExactly("ann", "ben");
    }

    @Test
    void a_token_that_has_ended_is_looked_at_again() {
        tokens.decode("ann");

        clock.moveTo(NOON.plusSeconds(30));
        tokens.decode("ann");

        assertThat(lookedAt).containsExactly("ann", "ann");
    }

    @Test
    void the_signature_is_checked_again_after_a_minute() {
        var longer = new RememberedTokens(
                token -> Jwt.withTokenValue(decoded(token).getTokenValue())
                        .header("alg", "RS256")
                        .subject(token)
                        .expiresAt(NOON.plus(Duration.ofHours(1)))
                        .build(),
                clock);
        longer.decode("ann");

        clock.moveTo(NOON.plusSeconds(61));
        longer.decode("ann");

        assertThat(lookedAt).containsExactly("ann", "ann");
    }

    @Test
    void a_forged_token_is_never_remembered() {
        assertThatThrownBy(() -> tokens.decode("forged")).isInstanceOf(BadJwtException.class);
        assertThatThrownBy(() -> tokens.decode("forged")).isInstanceOf(BadJwtException.class);

        assertThat(lookedAt).hasSize(2);
    }
}
