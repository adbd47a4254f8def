package org.openward.fhir.sealing;

import io.micrometer.core.instrument.MeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import org.openward.testing.Postgres;
import org.springframework.beans.factory.support.StaticListableBeanFactory;

/** Sealing as most hospitals have it: of nothing. */
public final class SealingForTests {
    private SealingForTests() {}

    public static Sealing off() {
        var ring = new KeyRing(
                new SealingSettings(Set.of(), null, Duration.ZERO), Path.of("target"), Postgres.application());
        var meters = new StaticListableBeanFactory().getBeanProvider(MeterRegistry.class);
        return new Sealing(new SealedTexts(ring, meters), new SearchTokens(ring));
    }
}
