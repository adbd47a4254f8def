package org.openward.bench;

import java.util.Collection;

/**
 * What one target did in one stretch of measuring; latencies are in microseconds, and so is the time that the server's
 * process ran on a processor, 0 where that cannot be seen.
 */
record Slice(long operations, long microseconds, long p50, long p95, long p99, long errors, long processor) {

    static Slice of(long operations, long nanoseconds, Collection<Long> latencies, long errors) {
        long[] each = latencies.stream().mapToLong(Long::longValue).toArray();
        return new Slice(
                operations,
                nanoseconds / 1000,
                Statistics.percentile(50, each),
                Statistics.percentile(95, each),
                Statistics.percentile(99, each),
                errors,
                0);
    }

    double perSecond() {
        return microseconds == 0 ? 0 : operations * 1_000_000.0 / microseconds;
    }

    /** The mean latency in milliseconds of so many connections, each of which sends when it has its answer. */
    double meanMilliseconds(int connections) {
        return operations == 0 ? 0 : connections * (microseconds / 1000.0) / operations;
    }

    double processorPerOperation() {
        return operations == 0 ? 0 : (double) processor / operations;
    }

    Slice with(long processorMicroseconds) {
        return new Slice(operations, microseconds, p50, p95, p99, errors, processorMicroseconds);
    }

    /** The same stretch, where each operation stands for several. */
    Slice times(long parts) {
        return new Slice(operations * parts, microseconds, p50, p95, p99, errors, processor);
    }
}
