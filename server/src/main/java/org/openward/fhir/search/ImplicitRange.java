package org.openward.fhir.search;

import java.math.BigDecimal;

/**
 * The numbers that a searched number stands for (FHIR R4, 3.1.1.4.6 and 3.1.1.4.13): 100 are all that round to it, 100.00 those
 * that round to it with two decimals. What is written with an exponent counts as the specification's own example does: 1e2 is 95 to 105.
 *
 * @param low the lowest of them
 * @param high the first that is too high
 */
record ImplicitRange(BigDecimal low, BigDecimal high) {
    private static final BigDecimal HALF = new BigDecimal("0.5");

    static ImplicitRange of(BigDecimal number) {
        var lastDigit = number.scale() >= 0 ? -number.scale() : -number.scale() - 1;
        var half = HALF.scaleByPowerOfTen(lastDigit);
        return new ImplicitRange(number.subtract(half), number.add(half));
    }
}
