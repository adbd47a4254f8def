package org.openward.fhir.resealing;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.openward.fhir.sealing.KeyRing;
import org.openward.fhir.sealing.Regime;
import org.openward.tenancy.Tenants;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * Encrypts what was stored before its system was named, and encrypts anew what was encrypted with a former key; what is to be in clear again
 * is opened. How far it came is committed with each step, so that after a stop it goes on there; of several servers one works on a
 * tenant at a time.
 */
@Component
class Resealing {
    private static final Logger LOG = LoggerFactory.getLogger(Resealing.class);

    private static final Duration AT_ONCE = Duration.ofSeconds(5);

    private final KeyRing ring;
    private final TenantPass pass;
    private final Tenants tenants;
    private final MeterRegistry meters;
    private final AtomicLong left = new AtomicLong();

    Resealing(KeyRing ring, TenantPass pass, Tenants tenants, MeterRegistry meters) {
        this.ring = ring;
        this.pass = pass;
        this.tenants = tenants;
        this.meters = meters;
        meters.gauge("openward.field-encryption.left", left);
    }

    /** A few seconds of it: others wait for the thread. */
    @Scheduled(fixedDelayString = "PT1S", initialDelayString = "PT10S")
    void goOn() {
        ring.unfinished().ifPresentOrElse(this::bringTo, () -> left.set(0));
    }

    private void bringTo(Regime regime) {
        try {
            left.set(pass.left(regime));
            if (ring.isSettled(regime)) {
                bringAllTo(regime);
            }
        } catch (RuntimeException failure) {
            meters.counter("openward.field-encryption.failures").increment();
            LOG.warn("Stored identity numbers are still being encrypted: {}", failure.getMessage());
        }
    }

    private void bringAllTo(Regime regime) {
        var begun = System.nanoTime();
        var done = true;
        for (var tenant : tenants.all()) {
            done &= pass.goOn(regime, tenant, () -> {
                left.set(pass.left(regime));
                return System.nanoTime() - begun < AT_ONCE.toNanos();
            });
        }
        if (done) {
            ring.finish(regime);
            left.set(0);
            LOG.info("All stored identity numbers are encrypted as configured, with key {}.", regime.keyId());
        }
    }
}
