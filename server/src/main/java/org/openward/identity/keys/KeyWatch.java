package org.openward.identity.keys;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import org.openward.audit.AuditEntry;
import org.openward.audit.AuditEntry.About;
import org.openward.audit.AuditEntry.Action;
import org.openward.audit.AuditEntry.Activity;
import org.openward.audit.AuditEntry.Deed;
import org.openward.audit.AuditTrail;
import org.openward.identity.keys.SigningKeys.Former;
import org.openward.tenancy.Caller;
import org.openward.tenancy.TenantId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/** Tells this server of new keys, and replaces the one that has signed for long enough; of several servers one does it. */
@Component
@ConditionalOnProperty(name = "openward.security.issuer", matchIfMissing = true, havingValue = "embedded")
@EnableConfigurationProperties(SigningKeySettings.class)
class KeyWatch {
    private static final Logger LOG = LoggerFactory.getLogger(KeyWatch.class);

    private final SigningKeys keys;
    private final SigningKeySettings settings;
    private final AuditTrail trail;
    private final Clock clock;

    KeyWatch(SigningKeys keys, SigningKeySettings settings, AuditTrail trail, Clock clock, MeterRegistry meters) {
        this.keys = keys;
        this.settings = settings;
        this.trail = trail;
        this.clock = clock;
        Gauge.builder("openward.signing-key.age", this, KeyWatch::ageInSeconds)
                .description("For how long the present key has signed tokens")
                .baseUnit("seconds")
                .register(meters);
    }

    private double ageInSeconds() {
        return Duration.between(keys.since(), clock.instant()).toSeconds();
    }

    @Scheduled(fixedDelayString = "PT30S", initialDelayString = "PT30S")
    void learn() {
        try {
            keys.learn();
        } catch (RuntimeException failure) {
            LOG.warn("Which keys sign tokens could not be learnt: {}", failure.getMessage());
        }
    }

    @Scheduled(fixedDelayString = "PT1H", initialDelayString = "PT5M")
    void replaceInTime() {
        var oldest = clock.instant().minus(settings.life());
        if (settings.life().isZero() || !keys.since().isBefore(oldest)) {
            return;
        }
        try {
            var key = keys.rotate(Former.RUN_OUT, oldest).keyId();
            trail.recordNow(new AuditEntry(
                    Caller.server(TenantId.DEFAULT, "signing-key"),
                    Deed.done(Activity.SERVER, Action.EXECUTE, "rotate-signing-key"),
                    About.NOTHING,
                    "Tokens are signed with key " + key));
        } catch (RuntimeException failure) {
            LOG.warn("The signing key could not be replaced: {}", failure.getMessage());
        }
    }
}
