package org.openward.interfaceengine.replies;

import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.concurrent.CustomizableThreadFactory;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/** Carries replies one after the other, so that nobody who files or receives messages waits for a slow sender. */
final class Postman {
    private static final Logger LOG = LoggerFactory.getLogger(Postman.class);
    private static final int MOST_WAITING = 10_000;

    private final ThreadPoolExecutor thread;

    Postman() {
        var threads = new CustomizableThreadFactory("feed-reply-");
        threads.setDaemon(true);
        // What finds no room is found again by the look every few seconds.
        thread = new ThreadPoolExecutor(
                1,
                1,
                1,
                TimeUnit.MINUTES,
                new LinkedBlockingQueue<>(MOST_WAITING),
                threads,
                new ThreadPoolExecutor.DiscardPolicy());
        thread.allowCoreThreadTimeOut(true);
    }

    void carry(Runnable errand) {
        thread.execute(() -> {
            try {
                errand.run();
            } catch (RuntimeException failure) {
                LOG.warn(
                        "Replies could not be sent ({}); it is tried again.",
                        failure.getClass().getName());
            }
        });
    }

    void carryAfterCommit(Runnable errand) {
        TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
            @Override
            public void afterCommit() {
                carry(errand);
            }
        });
    }
}
