package org.openward.fhir.packages;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.openward.tenancy.Acting;
import org.openward.tenancy.Caller;
import org.openward.tenancy.TenantId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.event.EventListener;
import org.springframework.scheduling.concurrent.CustomizableThreadFactory;
import org.springframework.stereotype.Component;

/**
 * Hears within seconds of packages that other servers installed, and begins to install those of the folder once the server is ready.
 * Nothing waits for it: neither the start nor a request.
 */
@Component
@EnableConfigurationProperties(PackageSettings.class)
class PackageWatch implements SmartLifecycle {
    private static final Logger LOG = LoggerFactory.getLogger(PackageWatch.class);
    private static final int SECONDS = 5;

    private final PackageDefinitions definitions;
    private final PackageDesk desk;
    private final PackageSources sources;
    private final ScheduledThreadPoolExecutor watchman =
            new ScheduledThreadPoolExecutor(1, new CustomizableThreadFactory("packages-"));
    private volatile boolean running;

    PackageWatch(PackageDefinitions definitions, PackageDesk desk, PackageSources sources) {
        this.definitions = definitions;
        this.desk = desk;
        this.sources = sources;
        watchman.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    @EventListener(ApplicationReadyEvent.class)
    public void ready() {
        if (running) {
            watchman.execute(this::installFolder);
        }
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

    private void look() {
        try {
            definitions.refresh();
        } catch (RuntimeException failure) {
            LOG.warn(
                    "Nobody knows whether packages changed ({}).",
                    failure.getClass().getName());
        }
    }

    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // the look catches its failures itself
    public void start() {
        running = true;
        watchman.scheduleWithFixedDelay(this::look, 0, SECONDS, TimeUnit.SECONDS);
    }

    @Override
    public void stop() {
        running = false;
        watchman.shutdown();
    }

    @Override
    public boolean isRunning() {
        return running;
    }
}
