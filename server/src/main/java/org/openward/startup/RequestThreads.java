package org.openward.startup;

import java.util.Map;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.env.EnvironmentPostProcessor;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;

/**
 * Has as many threads answer requests as the machine can keep busy, unless the operator says how many. More would only wait for each other: for
 * a processor, or for one of the database's connections.
 */
final class RequestThreads implements EnvironmentPostProcessor {
    private static final String SETTING = "server.tomcat.threads.max";
    private static final int PER_CORE = 50;

    /** A client that sends slowly keeps one. */
    private static final int FEWEST = 100;

    private static final int MOST = 800;

    @Override
    public void postProcessEnvironment(ConfigurableEnvironment environment, SpringApplication application) {
        var threads = of(Runtime.getRuntime().availableProcessors());
        environment.getPropertySources().addLast(new MapPropertySource("request threads", Map.of(SETTING, threads)));
    }

    static int of(int cores) {
        return Math.min(MOST, Math.max(FEWEST, PER_CORE * cores));
    }
}
