package org.openward.database;

import java.time.ZoneId;
import java.util.Currency;
import java.util.Map;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The settings of the default tenant, taken when its row is first written; the register of tenants decides afterwards.
 *
 * @param name what the hospital calls itself
 * @param timeZone decides which day it is in the hospital
 * @param currency of its prices
 */
@ConfigurationProperties("openward.tenant")
record FirstTenantSettings(
        @DefaultValue("Hospital") String name,
        @DefaultValue("UTC") ZoneId timeZone,
        @DefaultValue("INR") Currency currency) {
    /** As the migrations ask for them. */
    Map<String, String> facts() {
        return Map.of(
                "tenantName", name.replace("'", "''"),
                "tenantTimeZone", timeZone.getId(),
                "tenantCurrency", currency.getCurrencyCode());
    }
}
