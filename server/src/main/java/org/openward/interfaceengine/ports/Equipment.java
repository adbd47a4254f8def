package org.openward.interfaceengine.ports;

import io.micrometer.core.instrument.MeterRegistry;
import org.openward.hl7v2.mllp.FrameMemory;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.stereotype.Component;

/** What all ports for analyzers share. */
@Component
@EnableConfigurationProperties(SharedSettings.class)
public final class Equipment {
    private final SslBundles bundles;
    private final MeterRegistry meters;
    private final FrameMemory memory;
    private final DeviceLines lines;

    Equipment(SslBundles bundles, MeterRegistry meters, SharedSettings settings, DeviceLines lines) {
        this.bundles = bundles;
        this.meters = meters;
        this.memory = settings.forFrames();
        this.lines = lines;
        meters.gauge("openward.feed.memory", memory, FrameMemory::taken);
    }

    SslBundles bundles() {
        return bundles;
    }

    MeterRegistry meters() {
        return meters;
    }

    DeviceLines lines() {
        return lines;
    }

    FrameMemory memory() {
        return memory;
    }
}
