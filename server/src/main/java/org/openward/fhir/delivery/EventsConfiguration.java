package org.openward.fhir.delivery;

import java.util.concurrent.Executor;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.scheduling.annotation.AsyncConfigurer;
import org.springframework.scheduling.concurrent.ThreadPoolTaskExecutor;

/** Who delivers what departments announce to each other: a few threads, so that they never take all connections to the database. */
@Configuration
class EventsConfiguration implements AsyncConfigurer {
    private static final int THREADS = 2;
    private static final int LAST_EVENT_SECONDS = 20;

    /** What still waits a moment after the server was told to stop is delivered after its next start. */
    @Bean(defaultCandidate = false)
    @Qualifier("eventThreads") ThreadPoolTaskExecutor eventThreads() {
        var threads = new ThreadPoolTaskExecutor();
        threads.setThreadNamePrefix("events-");
        threads.setCorePoolSize(THREADS);
        threads.setMaxPoolSize(THREADS);
        threads.setWaitForTasksToCompleteOnShutdown(true);
        threads.setAwaitTerminationSeconds(LAST_EVENT_SECONDS);
        return threads;
    }

    @Override
    public Executor getAsyncExecutor() {
        return eventThreads();
    }
}
