package org.openward.security.issuers;

import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.proc.SecurityContext;
import java.net.MalformedURLException;
import java.net.URL;
import java.time.Duration;
import org.openward.security.outbound.OutgoingHttp;

/** Public keys that somebody publishes at an address. */
public final class PublishedKeys {
    private static final Duration KEPT = Duration.ofMinutes(5);
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(10);
    private static final Duration WITHOUT_AN_ANSWER = Duration.ofHours(1);

    private PublishedKeys() {}

    /**
     * Kept for some minutes. A key that is not among them is looked for at once, so that a new one counts from its first use on, but not
     * more often than every ten seconds: whoever invents keys makes this server ask no more. While the address is silent, the keys that
     * were there last count for an hour.
     */
    public static JWKSource<SecurityContext> at(String address, OutgoingHttp http) {
        try {
            return JWKSourceBuilder.create(new URL(address), new Published(http))
                    .cache(KEPT.toMillis(), PATIENCE.toMillis())
                    .refreshAheadCache(false)
                    .rateLimited(BETWEEN_LOOKS.toMillis())
                    .outageTolerant(WITHOUT_AN_ANSWER.toMillis())
                    .build();
        } catch (MalformedURLException noAddress) {
            throw new IllegalArgumentException("'" + address + "' is no web address.", noAddress);
        }
    }
}
