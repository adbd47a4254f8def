package org.openward.security;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtDecoder;

/**
 * Remembers for a minute which tokens had a good signature, since a client sends the same one with each request. A token
 * that ends meanwhile is looked at again, and one whose key was withdrawn is refused a minute later.
 */
public final class RememberedTokens implements JwtDecoder {
    private static final Duration MEMORY = Duration.ofMinutes(1);
    private static final int MOST_TOKENS = 10_000;

    private final JwtDecoder decoder;
    private final Clock clock;
    private final Cache<String, Jwt> good;

    public RememberedTokens(JwtDecoder decoder, Clock clock) {
        this.decoder = decoder;
        this.clock = clock;
        this.good = Caffeine.newBuilder()
                .maximumSize(MOST_TOKENS)
                .expireAfterWrite(MEMORY)
                .ticker(() -> Duration.between(Instant.EPOCH, clock.instant()).toNanos())
                .build();
    }

    @Override
    public Jwt decode(String token) {
        var known = good.getIfPresent(token);
        if (known != null && isStillGood(known)) {
            return known;
        }
        var decoded = decoder.decode(token);
        good.put(token, decoded);
        return decoded;
    }

    private boolean isStillGood(Jwt token) {
        var end = token.getExpiresAt();
        return end != null && clock.instant().isBefore(end);
    }
}
