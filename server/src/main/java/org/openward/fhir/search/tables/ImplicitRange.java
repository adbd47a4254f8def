package org.openward.fhir.search.tables;

import ca.uhn.fhir.rest.server.exceptions.InvalidRequestException;
import java.math.BigDecimal;
import java.util.function.UnaryOperator;

/**
 * The numbers that a searched number stands for (FHIR R4, 3.1.1.4.6 and 3.1.1.4.13): 100 are all that round to it, 100.00 those
 * that round to it with two decimals. What is written with an exponent counts as the specification's own example does: 1e2 is 95 to 105.
 *
 * @param low the lowest of them
 * @param high the first that is too high
 */
record ImplicitRange(BigDecimal low, BigDecimal high) {
    private static final BigDecimal HALF = new BigDecimal("0.5");

    /** Nothing that is measured has more digits, and no database looks for it. */
    private static final int DIGITS = 400;

    /**
     * The range of a number as it is written.
     *
     * @throws InvalidRequestException for a number of hundreds of digits
     */
    static ImplicitRange of(BigDecimal number) {
        if (number.precision() > DIGITS || Math.abs((long) number.scale()) > DIGITS) {
            throw new InvalidRequestException("A searched number is too large or too small. Round it.");
        }
        var lastDigit = number.scale() >= 0 ? -number.scale() : -number.scale() - 1;
        var half = HALF.scaleByPowerOfTen(lastDigit);
        return new ImplicitRange(number.subtract(half), number.add(half));
    }

    /** With a tenth of that number to both sides, as FHIR recommends for what is approximately the same. */
    ImplicitRange withTenthOf(BigDecimal number) {
        var tenth = number.abs().scaleByPowerOfTen(-1);
        return new ImplicitRange(low.min(number.subtract(tenth)), high.max(number.add(tenth)));
    }

    ImplicitRange in(UnaryOperator<BigDecimal> unit) {
        return new ImplicitRange(unit.apply(low), unit.apply(high));
    }
}
