package org.openward.billing;

import java.util.List;
import org.hl7.fhir.r4.model.ChargeItem;
import org.hl7.fhir.r4.model.Invoice;
import org.hl7.fhir.r4.model.Invoice.InvoiceStatus;
import org.openward.billing.HospitalClock.Moment;
import org.openward.billing.InvoiceTotals.Line;
import org.openward.billing.Ledger.Journal;
import org.openward.billing.events.InvoiceFinalized;
import org.openward.money.Money;
import org.openward.tenancy.Acting;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** The billing clerk's desk: gathers charges into a bill and issues it. */
@Service
public class BillingDesk {
    private final Charges charges;
    private final Invoices invoices;
    private final InvoiceRegister register;
    private final Ledger ledger;
    private final HospitalClock clock;
    private final Announcements announcements;

    BillingDesk(
            Charges charges,
            Invoices invoices,
            InvoiceRegister register,
            Ledger ledger,
            HospitalClock clock,
            Announcements announcements) {
        this.charges = charges;
        this.invoices = invoices;
        this.register = register;
        this.ledger = ledger;
        this.clock = clock;
        this.announcements = announcements;
    }

    /** A draft over all charges that wait for such a bill; none of them can stand on another bill from then on. */
    @Transactional
    public Invoice generate(GenerateInvoice wanted) {
        var waiting = charges.waitingFor(wanted);
        if (waiting.isEmpty()) {
            charges.checkKnown(wanted);
            throw InvoiceRefused.nothingToBill();
        }
        var lines = waiting.stream().map(Charges::lineOf).toList();
        var draft = invoices.draft(wanted, onlyPatientOf(waiting), lines);
        register.enter(idOf(draft), lines);
        waiting.forEach(charges::billed);
        return draft;
    }

    /** The draft becomes a binding bill with the next number. What it comes to is counted from its charges again. */
    @Transactional
    public Invoice finalizeInvoice(FinalizeInvoice command) {
        register.waitForTurn(command.invoice());
        var draft = invoices.read(command.invoice(), command.version());
        if (draft.getStatus() != InvoiceStatus.DRAFT) {
            throw InvoiceRefused.notADraft();
        }
        var lines = register.linesOf(command.invoice());
        if (lines.isEmpty()) {
            throw InvoiceRefused.notGenerated();
        }
        return issue(draft, lines, clock.now());
    }

    private Invoice issue(Invoice draft, List<Line> lines, Moment moment) {
        var id = idOf(draft);
        var patient = draft.getSubject().getReferenceElement().getIdPart();
        var total = InvoiceTotals.of(lines).gross();
        if (total.isPositive()) {
            ledger.post(Journal.ofIssue(id, patient, moment.day(), total));
        }
        var number = register.number(id, patient, total, moment.day());
        announcements.issued(announcement(id, number, patient, total, moment));
        return invoices.issue(draft, lines, number, moment);
    }

    private static InvoiceFinalized announcement(
            String invoice, String number, String patient, Money total, Moment moment) {
        return new InvoiceFinalized(
                Acting.tenant(),
                invoice,
                number,
                patient,
                total.amount(),
                total.currency().getCurrencyCode(),
                moment.day());
    }

    private static String onlyPatientOf(List<ChargeItem> waiting) {
        var patients = waiting.stream()
                .map(charge -> charge.getSubject().getReferenceElement().getIdPart())
                .distinct()
                .toList();
        if (patients.size() > 1) {
            throw InvoiceRefused.severalPatients();
        }
        return patients.get(0);
    }

    private static String idOf(Invoice invoice) {
        return invoice.getIdElement().getIdPart();
    }
}
