package org.openward.money;

import java.math.BigDecimal;
import java.util.Currency;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** Adding up a bill of fifty lines. */
@State(Scope.Thread)
public class MoneyBenchmark {
    private static final int LINES = 50;

    private final Currency rupees = Currency.getInstance("INR");
    private final Money price = new Money(new BigDecimal("349.50"), rupees);
    private final BigDecimal quantity = new BigDecimal("1.5");

    @Benchmark
    public Money addsUpABill() {
        Money total = Money.zero(rupees);
        for (int line = 0; line < LINES; line++) {
            total = total.plus(price.times(quantity));
        }
        return total;
    }
}
