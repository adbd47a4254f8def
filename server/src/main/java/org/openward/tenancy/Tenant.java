package org.openward.tenancy;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Currency;

/**
 * One clinic or hospital group: its partition in the FHIR store, its clock and its money.
 *
 * @param partition the number of its partition in the FHIR store; 0 is the default tenant
 * @param timeZone decides which day it is: a payment at 23:59 belongs to the day that ends at its midnight
 */
public record Tenant(TenantId id, String name, int partition, ZoneId timeZone, Currency currency) {
    /** The tenant's calendar day at that moment. */
    public LocalDate dayOf(Instant moment) {
        return LocalDate.ofInstant(moment, timeZone);
    }
}
