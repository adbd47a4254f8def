package org.openward.bench;

import java.util.Arrays;

/** The few sums that turn measurements into figures. */
final class Statistics {
    private Statistics() {}

    /** The middle value, or the mean of the two in the middle. */
    static double median(double... values) {
        if (values.length == 0) {
            throw new IllegalArgumentException("There is no median of nothing.");
        }
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    /** The smallest value that at least so many per cent of the values do not exceed; 0 of nothing. */
    static long percentile(int percent, long... values) {
        if (values.length == 0) {
            return 0;
        }
        long[] sorted = values.clone();
        Arrays.sort(sorted);
        int rank = (int) Math.ceil(percent / 100.0 * sorted.length);
        return sorted[Math.max(rank, 1) - 1];
    }
}
