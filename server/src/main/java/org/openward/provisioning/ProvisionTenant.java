package org.openward.provisioning;

import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.Currency;
import org.openward.tenancy.TenantId;
import org.openward.tenancy.TenantPath;

/** A clinic or hospital group that is to work on this server. */
record ProvisionTenant(TenantId id, String name, ZoneId timeZone, Currency currency) {
    private static final int LONGEST_NAME = 200;

    /** Refuses what is no tenant. */
    static ProvisionTenant of(String id, String name, String timeZone, String currency) {
        if (!TenantPath.namesTenant(id)) {
            throw TenantRefused.malformed(
                    "id",
                    "2 to 32 lower-case letters, digits and hyphens, beginning with a letter, and no word of the API");
        }
        if (name.isBlank() || name.strip().length() > LONGEST_NAME) {
            throw TenantRefused.malformed("name", "1 to " + LONGEST_NAME + " characters");
        }
        return new ProvisionTenant(new TenantId(id), name.strip(), zone(timeZone), money(currency));
    }

    private static ZoneId zone(String name) {
        try {
            return ZoneId.of(name);
        } catch (DateTimeException unknown) {
            throw TenantRefused.malformed("timeZone", "a zone such as Asia/Kolkata");
        }
    }

    private static Currency money(String code) {
        try {
            return Currency.getInstance(code);
        } catch (IllegalArgumentException unknown) {
            throw TenantRefused.malformed("currency", "an ISO 4217 code such as INR");
        }
    }
}
