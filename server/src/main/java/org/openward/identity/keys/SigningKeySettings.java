package org.openward.identity.keys;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How long a key signs tokens.
 *
 * @param life after which another one takes its place; zero for ever
 */
@ConfigurationProperties("openward.security.signing-key")
record SigningKeySettings(@DefaultValue("90d") Duration life) {
    SigningKeySettings {
        if (life.isNegative() || (!life.isZero() && life.compareTo(Duration.ofDays(1)) < 0)) {
            throw new IllegalArgumentException("openward.security.signing-key.life is at least a day, or 0d for ever.");
        }
    }
}
