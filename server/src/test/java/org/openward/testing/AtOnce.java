package org.openward.testing;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.IntFunction;

/** Many people who do the same thing at the same moment. */
public final class AtOnce {
    private static final int LONGEST_SECONDS = 120;

    private AtOnce() {}

    /** What each of them got, a result or a failure, in the order of their numbers. */
    public static <T> List<Outcome<T>> all(int people, IntFunction<Callable<T>> task) throws InterruptedException {
        var start = new CountDownLatch(1);
        var pool = Executors.newFixedThreadPool(people);
        try {
            var futures = new ArrayList<Future<T>>();
            for (int person = 0; person < people; person++) {
                var work = task.apply(person);
                futures.add(pool.submit(() -> {
                    start.await();
                    return work.call();
                }));
            }
            start.countDown();
            var outcomes = new ArrayList<Outcome<T>>();
            for (var future : futures) {
                outcomes.add(outcome(future));
            }
            return outcomes;
        } finally {
            pool.shutdownNow();
        }
    }

    private static <T> Outcome<T> outcome(Future<T> future) throws InterruptedException {
        try {
            return new Outcome<>(List.of(future.get(LONGEST_SECONDS, TimeUnit.SECONDS)), List.of());
        } catch (ExecutionException failed) {
            return new Outcome<>(List.of(), List.of(failed.getCause()));
        } catch (TimeoutException stuck) {
            throw new AssertionError("Somebody waits for ever.", stuck);
        }
    }

    /** Either one result or one failure. */
    public record Outcome<T>(List<T> result, List<Throwable> failure) {
        public boolean succeeded() {
            return failure.isEmpty();
        }
    }
}
