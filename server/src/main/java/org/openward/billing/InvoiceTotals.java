package org.openward.billing;

import java.util.List;
import org.openward.money.Money;

/** What an invoice comes to: exactly the sum of its lines, in their one currency. */
record InvoiceTotals(Money net, Money gross) {
    static InvoiceTotals of(List<Line> lines) {
        var currencies =
                lines.stream().map(line -> line.amount().currency()).distinct().toList();
        if (currencies.size() != 1) {
            throw currencies.isEmpty() ? InvoiceRefused.nothingToBill() : InvoiceRefused.severalCurrencies();
        }
        var sum = lines.stream().map(Line::amount).reduce(Money.zero(currencies.get(0)), Money::plus);
        return new InvoiceTotals(sum, sum);
    }

    /**
     * One charge on an invoice.
     *
     * @param charge id of the ChargeItem
     */
    record Line(String charge, Money amount) {}
}
