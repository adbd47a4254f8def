package org.openward.billing;

import ca.uhn.fhir.rest.annotation.IdParam;
import ca.uhn.fhir.rest.annotation.Operation;
import ca.uhn.fhir.rest.annotation.OperationParam;
import ca.uhn.fhir.rest.api.server.RequestDetails;
import org.hl7.fhir.r4.model.CodeType;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.Invoice;
import org.hl7.fhir.r4.model.Money;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.StringType;
import org.jspecify.annotations.Nullable;
import org.openward.fhir.FhirOperations;
import org.openward.fhir.Idempotency;
import org.openward.profiles.OperationNames;

/** The operations on Invoice, as FHIR clients call them. */
@FhirOperations
public class BillingOperations {
    private final BillingDesk billing;
    private final CashDesk cash;
    private final Idempotency idempotency;

    BillingOperations(BillingDesk billing, CashDesk cash, Idempotency idempotency) {
        this.billing = billing;
        this.cash = cash;
        this.idempotency = idempotency;
    }

    @Operation(
            name = "$generate",
            type = Invoice.class,
            canonicalUrl = OperationNames.CANONICAL + OperationNames.INVOICE_GENERATE)
    public Invoice generate(
            @OperationParam(name = "patient", max = 1) @Nullable Reference patient,
            @OperationParam(name = "encounter", max = 1) @Nullable Reference encounter,
            @OperationParam(name = "account", max = 1) @Nullable Reference account,
            @OperationParam(name = "billType", max = 1) @Nullable CodeType billType,
            RequestDetails request) {
        return idempotency.once(
                request, () -> billing.generate(BillingRequests.generate(patient, encounter, account, billType)));
    }

    @Operation(
            name = "$finalize",
            type = Invoice.class,
            canonicalUrl = OperationNames.CANONICAL + OperationNames.INVOICE_FINALIZE)
    public Invoice finalizeInvoice(@IdParam IdType invoice, RequestDetails request) {
        return idempotency.once(
                request,
                () -> billing.finalizeInvoice(
                        new FinalizeInvoice(invoice.getIdPart(), BillingRequests.version(request))));
    }

    @Operation(
            name = "$pay",
            type = Invoice.class,
            canonicalUrl = OperationNames.CANONICAL + OperationNames.INVOICE_PAY)
    public Parameters pay(
            @IdParam IdType invoice,
            @OperationParam(name = "amount", min = 1, max = 1) @Nullable Money amount,
            @OperationParam(name = "method", min = 1, max = 1) @Nullable CodeType method,
            @OperationParam(name = "reference", max = 1) @Nullable StringType reference,
            @OperationParam(name = "tendered", max = 1) @Nullable Money tendered,
            @OperationParam(name = "session", max = 1) @Nullable Reference session,
            RequestDetails request) {
        return idempotency.once(
                request,
                () -> BillingRequests.answer(cash.pay(new PayInvoice(
                        invoice.getIdPart(),
                        BillingRequests.version(request),
                        BillingRequests.amount("amount", amount),
                        BillingRequests.method(method),
                        BillingRequests.text(reference),
                        tendered == null ? null : BillingRequests.amount("tendered", tendered),
                        BillingRequests.session(session)))));
    }
}
