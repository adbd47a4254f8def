package org.openward.billing.events;

import java.math.BigDecimal;
import java.time.LocalDate;
import org.openward.tenancy.TenantId;

/**
 * An invoice was issued and cannot be changed any more.
 *
 * @param invoice id of the Invoice
 * @param patient id of the Patient
 * @param currency ISO 4217 code of the total
 * @param day the tenant's day on which it was issued
 */
public record InvoiceFinalized(
        TenantId tenant,
        String invoice,
        String number,
        String patient,
        BigDecimal total,
        String currency,
        LocalDate day) {}
