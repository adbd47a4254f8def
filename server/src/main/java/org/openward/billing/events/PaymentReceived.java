package org.openward.billing.events;

import java.math.BigDecimal;
import java.time.LocalDate;
import org.openward.tenancy.TenantId;

/**
 * A payment was taken for an invoice.
 *
 * @param payment id of the PaymentReconciliation
 * @param invoice id of the Invoice
 * @param patient id of the Patient
 * @param currency ISO 4217 code of the amount
 * @param method code of the method of payment, such as cash
 * @param day the tenant's day on which it was taken
 */
public record PaymentReceived(
        TenantId tenant,
        String payment,
        String invoice,
        String patient,
        BigDecimal amount,
        String currency,
        String method,
        LocalDate day) {}
