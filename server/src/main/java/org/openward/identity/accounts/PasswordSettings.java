package org.openward.identity.accounts;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * What the hospital asks of its people's passwords.
 *
 * @param length the fewest characters
 * @param history how many former passwords may not come again
 * @param expiry how long a password is good; zero for ever
 * @param invitation how long a link works by which somebody sets a password
 * @param guesses wrong passwords in a row after which nobody may try for a while
 * @param firstLock how long nobody may try then; it doubles with each wrong password after that
 * @param longestLock where the doubling ends
 */
@Validated
@ConfigurationProperties("openward.security.passwords")
record PasswordSettings(
        @Min(8) @Max(100) @DefaultValue("12") int length,
        @Min(0) @Max(50) @DefaultValue("5") int history,
        @DefaultValue("365d") Duration expiry,
        @DefaultValue("72h") Duration invitation,
        @Min(1) @Max(100) @DefaultValue("5") int guesses,
        @DefaultValue("1m") Duration firstLock,
        @DefaultValue("15m") Duration longestLock) {}
