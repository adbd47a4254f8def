package org.openward.terminology.release;

import java.util.Arrays;

/** Many numbers in little room; all are added before the first is asked for. */
final class Numbers {
    private static final int MOST = 20_000_000;

    private long[] numbers = new long[1024];
    private int count;
    private boolean isSorted;

    void add(long number) {
        if (count == MOST) {
            throw new BadRelease("The language reference sets have more than %,d rows.".formatted(MOST));
        }
        if (count == numbers.length) {
            numbers = Arrays.copyOf(numbers, count + (count >> 1));
        }
        numbers[count++] = number;
        isSorted = false;
    }

    boolean has(long number) {
        if (!isSorted) {
            Arrays.sort(numbers, 0, count);
            isSorted = true;
        }
        return Arrays.binarySearch(numbers, 0, count, number) >= 0;
    }
}
