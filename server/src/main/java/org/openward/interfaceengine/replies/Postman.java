package org.openward.interfaceengine.replies;

import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.concurrent.CustomizableThreadFactory;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/** Carries replies to a few senders at a time, so that nobody who files or receives messages waits for a slow one. */
final class Postman {
    private static final Logger LOG = LoggerFactory.getLogger(Postman.class);
    private static final int MOST_WAITING = 10_000;
    private static final int AT_ONCE = 4;

    private final ThreadPoolExecutor threads;

    Postman() {
        var names = new CustomizableThreadFactory("feed-reply-");
        names.setDaemon(true);
        // What finds no room is found again by the look every few seconds.
        threads = new ThreadPoolExecutor(
                AT_ONCE,
                AT_ONCE,
                1,
                TimeUnit.MINUTES,
                new LinkedBlockingQueue<>(MOST_WAITING),
                names,
                new ThreadPoolExecutor.DiscardPolicy());
        threads.allowCoreThreadTimeOut(true);
    }

    void carry(Runnable errand) {
        threads.execute(() -> {
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
