package org.openward.billing;

import java.util.List;
import org.hl7.fhir.r4.model.Invoice;
import org.hl7.fhir.r4.model.Invoice.InvoicePriceComponentType;
import org.hl7.fhir.r4.model.Invoice.InvoiceStatus;
import org.jspecify.annotations.Nullable;
import org.openward.billing.HospitalClock.Moment;
import org.openward.billing.InvoiceTotals.Line;
import org.openward.fhir.FhirStore;
import org.openward.profiles.Profiles;
import org.openward.profiles.Systems;
import org.springframework.stereotype.Component;

/** The acting tenant's invoices, kept as FHIR Invoices. */
@Component
class Invoices {
    private final FhirStore store;

    Invoices(FhirStore store) {
        this.store = store;
    }

    /**
     * The current version.
     *
     * @param expected the version that the caller saw; refused as stale when it is another one
     */
    Invoice read(String id, @Nullable String expected) {
        var invoice = store.read(Invoice.class, id);
        if (expected != null && !expected.equals(invoice.getMeta().getVersionId())) {
            throw InvoiceRefused.stale();
        }
        return invoice;
    }

    Invoice draft(GenerateInvoice wanted, String patient, List<Line> lines) {
        var invoice = new Invoice().setStatus(InvoiceStatus.DRAFT);
        invoice.getMeta().addProfile(Profiles.INVOICE);
        invoice.getType()
                .addCoding()
                .setSystem(Systems.BILL_TYPE)
                .setCode(wanted.type().name());
        invoice.getSubject().setReference("Patient/" + patient);
        if (wanted.account() != null) {
            invoice.getAccount().setReference("Account/" + wanted.account());
        }
        return store.create(filled(invoice, lines));
    }

    Invoice issue(Invoice draft, List<Line> lines, String number, Moment moment) {
        draft.addIdentifier().setSystem(Systems.INVOICE_NUMBER).setValue(number);
        draft.setDateElement(moment.dateTime());
        var owed = InvoiceTotals.of(lines).gross();
        return store.update(
                filled(draft, lines).setStatus(owed.isZero() ? InvoiceStatus.BALANCED : InvoiceStatus.ISSUED));
    }

    Invoice balance(Invoice issued) {
        return store.update(issued.setStatus(InvoiceStatus.BALANCED));
    }

    private static Invoice filled(Invoice invoice, List<Line> lines) {
        invoice.setLineItem(null).setTotalPriceComponent(null);
        for (var line : lines) {
            invoice.addLineItem(lineItem(invoice.getLineItem().size() + 1, line));
        }
        var totals = InvoiceTotals.of(lines);
        invoice.addTotalPriceComponent().setType(InvoicePriceComponentType.BASE).setAmount(Amounts.fhir(totals.net()));
        return invoice.setTotalNet(Amounts.fhir(totals.net())).setTotalGross(Amounts.fhir(totals.gross()));
    }

    private static Invoice.InvoiceLineItemComponent lineItem(int sequence, Line line) {
        var item = new Invoice.InvoiceLineItemComponent()
                .setSequence(sequence)
                .setChargeItem(new org.hl7.fhir.r4.model.Reference("ChargeItem/" + line.charge()));
        item.addPriceComponent().setType(InvoicePriceComponentType.BASE).setAmount(Amounts.fhir(line.amount()));
        return item;
    }
}
