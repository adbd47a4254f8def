package org.openward.billing;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.Currency;
import java.util.List;
import java.util.Optional;
import org.openward.billing.InvoiceTotals.Line;
import org.openward.money.Money;
import org.openward.numbering.NumberSeries;
import org.openward.numbering.Series;
import org.openward.privacy.erasure.ErasedPerson;
import org.openward.privacy.erasure.PersonalTraces;
import org.openward.tenancy.Acting;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The acting tenant's book of invoices: which charges stand on each, the numbers given out, and what is paid. */
@Component
class InvoiceRegister implements PersonalTraces {
    private final JdbcClient jdbc;
    private final NumberSeries numbers;

    InvoiceRegister(JdbcClient jdbc, NumberSeries numbers) {
        this.jdbc = jdbc;
        this.numbers = numbers;
    }

    /** Who still owes something is not forgotten. */
    @Override
    public Optional<String> hindrance(ErasedPerson person) {
        return jdbc.sql(
                        """
                        select min(number) from openward.invoice_balance
                        where tenant_id = :tenant and patient_id = any (:patients) and paid < total
                        """)
                .param("tenant", Acting.tenant().value())
                .param("patients", person.patients().toArray(String[]::new))
                .query(String.class)
                .optional()
                .map(number -> "Invoice " + number + " is not paid. Take the payment or write it off first.");
    }

    /** Refused when one of the charges stands on another invoice already. */
    void enter(String invoice, List<Line> lines) {
        try {
            for (int index = 0; index < lines.size(); index++) {
                enter(invoice, index + 1, lines.get(index));
            }
        } catch (DuplicateKeyException billedElsewhere) {
            throw InvoiceRefused.chargeBilledMeanwhile();
        }
    }

    List<Line> linesOf(String invoice) {
        return jdbc.sql(
                        """
                        select charge_item_id, amount, currency from openward.invoice_line
                        where tenant_id = :tenant and invoice_id = :invoice and not cancelled
                        order by line
                        """)
                .param("tenant", Acting.tenant().value())
                .param("invoice", invoice)
                .query((row, number) -> new Line(row.getString("charge_item_id"), money(row, "amount")))
                .list();
    }

    /** Whoever issues the same invoice at the same time waits here until this transaction ends. */
    void waitForTurn(String invoice) {
        jdbc.sql("select pg_advisory_xact_lock(hashtextextended(:invoice, 0))")
                .param("invoice", Acting.tenant() + "/Invoice/" + invoice)
                .query((row, number) -> invoice)
                .single();
    }

    /** Gives the invoice its number. All other invoices of the tenant wait for this transaction, so it comes last. */
    String number(String invoice, String patient, Money total, LocalDate day) {
        var number = numbers.nextGapless(Series.INVOICE, day);
        jdbc.sql(
                        """
                        insert into openward.invoice_balance
                            (tenant_id, invoice_id, number, patient_id, issued_on, currency, total)
                        values (:tenant, :invoice, :number, :patient, :day, :currency, :total)
                        """)
                .param("tenant", Acting.tenant().value())
                .param("invoice", invoice)
                .param("number", number)
                .param("patient", patient)
                .param("day", day)
                .param("currency", total.currency().getCurrencyCode())
                .param("total", total.amount())
                .update();
        return number;
    }

    /** Empty when the invoice was never issued. Whoever pays the same invoice waits until this transaction ends. */
    Optional<Balance> lockBalance(String invoice) {
        return jdbc.sql(
                        """
                        select patient_id, currency, total, paid from openward.invoice_balance
                        where tenant_id = :tenant and invoice_id = :invoice
                        for update
                        """)
                .param("tenant", Acting.tenant().value())
                .param("invoice", invoice)
                .query((row, number) ->
                        new Balance(row.getString("patient_id"), money(row, "total"), money(row, "paid")))
                .optional();
    }

    void paid(String invoice, Balance balance) {
        jdbc.sql(
                        """
                        update openward.invoice_balance set paid = :paid
                        where tenant_id = :tenant and invoice_id = :invoice
                        """)
                .param("paid", balance.paid().amount())
                .param("tenant", Acting.tenant().value())
                .param("invoice", invoice)
                .update();
    }

    private void enter(String invoice, int number, Line line) {
        jdbc.sql(
                        """
                        insert into openward.invoice_line
                            (tenant_id, invoice_id, line, charge_item_id, amount, currency)
                        values (:tenant, :invoice, :line, :charge, :amount, :currency)
                        """)
                .param("tenant", Acting.tenant().value())
                .param("invoice", invoice)
                .param("line", number)
                .param("charge", line.charge())
                .param("amount", line.amount().amount())
                .param("currency", line.amount().currency().getCurrencyCode())
                .update();
    }

    private static Money money(ResultSet row, String column) throws SQLException {
        return new Money(row.getBigDecimal(column), Currency.getInstance(row.getString("currency")));
    }

    /**
     * How much of an issued invoice is paid.
     *
     * @param patient id of the Patient whose invoice it is
     */
    record Balance(String patient, Money total, Money paid) {
        Money owed() {
            return total.minus(paid);
        }

        /** The balance after a payment, which never takes more than is owed. */
        Balance afterPaying(Money amount) {
            if (!amount.currency().equals(total.currency())) {
                throw PaymentRefused.wrongCurrency(total.currency());
            }
            if (!amount.isPositive()) {
                throw PaymentRefused.notPositive();
            }
            if (amount.isMoreThan(owed())) {
                throw PaymentRefused.moreThanOwed(owed());
            }
            return new Balance(patient, total, paid.plus(amount));
        }
    }
}
