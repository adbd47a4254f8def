package org.openward.fhir.packages;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.openward.startup.Watchman;
import org.openward.tenancy.Acting;
import org.openward.tenancy.Caller;
import org.openward.tenancy.TenantId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/**
 * Hears within seconds of packages that other servers installed, and begins to install those of the folder once the server is ready.
 * Nothing waits for it: neither the start nor a request.
 */
@Component
@EnableConfigurationProperties(PackageSettings.class)
class PackageWatch implements SmartLifecycle {
    private static final Logger LOG = LoggerFactory.getLogger(PackageWatch.class);
    private static final Duration LOOK = Duration.ofSeconds(5);

    private final PackageDesk desk;
    private final PackageSources sources;
    private final Watchman watchman;

    PackageWatch(PackageDefinitions definitions, PackageDesk desk, PackageSources sources) {
        this.desk = desk;
        this.sources = sources;
        this.watchman = new Watchman(
                "packages-", LOOK, definitions::refresh, "Nobody knows whether packages changed", DEFAULT_PHASE);
    }

    @EventListener(ApplicationReadyEvent.class)
    public void ready() {
        watchman.alsoOnce(this::installFolder);
    }

    private void installFolder() {
        Acting.as(Caller.server(TenantId.DEFAULT, "packages"), () -> {
            try {
                sources.folder().forEach(this::install);
            } catch (IOException | RuntimeException unreadable) {
                LOG.warn("The folder of packages cannot be read ({}).", unreadable.getMessage());
            }
        });
    }

    private void install(Path file) {
        try {
            desk.installOfFolder(file);
        } catch (IOException | RuntimeException failure) {
            LOG.warn("{} was not installed: {}", file.getFileName(), failure.getMessage());
        }
    }

    @Override
    public void start() {
        watchman.start();
    }

    @Override
    public void stop() {
        watchman.stop();
    }

    @Override
    public boolean isRunning() {
        return watchman.isRunning();
    }
}
