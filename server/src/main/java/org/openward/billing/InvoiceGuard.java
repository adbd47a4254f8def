package org.openward.billing;

import ca.uhn.fhir.interceptor.api.Hook;
import ca.uhn.fhir.interceptor.api.Interceptor;
import ca.uhn.fhir.interceptor.api.Pointcut;
import ca.uhn.fhir.rest.api.server.RequestDetails;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.r4.model.Base;
import org.hl7.fhir.r4.model.Invoice;
import org.hl7.fhir.r4.model.Invoice.InvoiceStatus;
import org.hl7.fhir.r4.model.PaymentReconciliation;
import org.openward.fhir.DeskRequest;
import org.openward.fhir.FhirGuard;
import org.openward.profiles.Systems;

/** Keeps plain writes from issuing, numbering, changing or deleting bills, and from inventing or changing payments. */
@FhirGuard
@Interceptor
public class InvoiceGuard {
    @Hook(Pointcut.STORAGE_PRESTORAGE_RESOURCE_CREATED)
    public void creating(IBaseResource resource, RequestDetails request) {
        refusePayment(resource, request);
        if (resource instanceof Invoice invoice && !DeskRequest.isDesk(request)) {
            refuseUnlessDraft(invoice);
        }
    }

    @Hook(Pointcut.STORAGE_PRESTORAGE_RESOURCE_UPDATED)
    public void updating(IBaseResource before, IBaseResource after, RequestDetails request) {
        refusePayment(after, request);
        if (after instanceof Invoice invoice && before instanceof Invoice stored && !DeskRequest.isDesk(request)) {
            if (stored.getStatus() != InvoiceStatus.DRAFT) {
                throw InvoiceRefused.issuedIsFinal();
            }
            refuseUnlessDraft(invoice);
            refuseOtherContents(stored, invoice);
        }
    }

    @Hook(Pointcut.STORAGE_PRESTORAGE_RESOURCE_DELETED)
    public void deleting(IBaseResource resource, RequestDetails request) {
        refusePayment(resource, request);
        if (resource instanceof Invoice && !DeskRequest.isDesk(request)) {
            throw InvoiceRefused.neverDeleted();
        }
    }

    private static void refusePayment(IBaseResource resource, RequestDetails request) {
        if (resource instanceof PaymentReconciliation && !DeskRequest.isDesk(request)) {
            throw PaymentRefused.takenOnlyByOperation();
        }
    }

    private static void refuseUnlessDraft(Invoice invoice) {
        var numbered = invoice.getIdentifier().stream()
                .anyMatch(identifier -> Systems.INVOICE_NUMBER.equals(identifier.getSystem()));
        if (numbered || invoice.getStatus() != InvoiceStatus.DRAFT) {
            throw InvoiceRefused.issuedOnlyByOperation();
        }
    }

    private static void refuseOtherContents(Invoice stored, Invoice invoice) {
        var same = Base.compareDeep(stored.getSubject(), invoice.getSubject(), true)
                && Base.compareDeep(stored.getType(), invoice.getType(), true)
                && Base.compareDeep(stored.getLineItem(), invoice.getLineItem(), true)
                && Base.compareDeep(stored.getTotalPriceComponent(), invoice.getTotalPriceComponent(), true)
                && Base.compareDeep(stored.getTotalNet(), invoice.getTotalNet(), true)
                && Base.compareDeep(stored.getTotalGross(), invoice.getTotalGross(), true);
        if (!same) {
            throw InvoiceRefused.contentsAreCounted();
        }
    }
}
