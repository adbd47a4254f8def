package org.openward.billing;

import org.hl7.fhir.r4.model.Invoice;
import org.hl7.fhir.r4.model.PaymentReconciliation;
import org.openward.billing.Ledger.Journal;
import org.openward.billing.events.PaymentReceived;
import org.openward.money.Money;
import org.openward.tenancy.Acting;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** The cashier's desk: takes money for issued invoices, never more than is owed. */
@Service
public class CashDesk {
    private final Invoices invoices;
    private final Payments payments;
    private final InvoiceRegister register;
    private final Ledger ledger;
    private final HospitalClock clock;
    private final Announcements announcements;

    CashDesk(
            Invoices invoices,
            Payments payments,
            InvoiceRegister register,
            Ledger ledger,
            HospitalClock clock,
            Announcements announcements) {
        this.invoices = invoices;
        this.payments = payments;
        this.register = register;
        this.ledger = ledger;
        this.clock = clock;
        this.announcements = announcements;
    }

    /** Takes the payment and posts it; with the last of it the invoice is balanced. */
    @Transactional
    public PaymentTaken pay(PayInvoice command) {
        var before = register.lockBalance(command.invoice());
        var invoice = invoices.read(command.invoice(), command.version());
        var balance = before.orElseThrow(PaymentRefused::notIssued).afterPaying(command.amount());
        register.paid(command.invoice(), balance);

        var moment = clock.now();
        var payment = payments.record(command, moment);
        var id = payment.getIdElement().getIdPart();
        ledger.post(Journal.ofPayment(command, id, balance.patient(), moment.day()));
        announcements.paid(new PaymentReceived(
                Acting.tenant(),
                id,
                command.invoice(),
                balance.patient(),
                command.amount().amount(),
                command.amount().currency().getCurrencyCode(),
                command.method().code(),
                moment.day()));
        return new PaymentTaken(payment, balance.owed(), balance.owed().isZero() ? invoices.balance(invoice) : invoice);
    }

    /** The payment as recorded, what is still owed, and the invoice after it. */
    public record PaymentTaken(PaymentReconciliation payment, Money balance, Invoice invoice) {}
}
