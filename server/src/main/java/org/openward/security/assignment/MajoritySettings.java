package org.openward.security.assignment;

import java.util.Map;
import org.openward.tenancy.TenantId;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * From which age on somebody decides alone.
 *
 * @param majority the age in years by the id of a tenant, where it is not 18
 */
@ConfigurationProperties("openward.accounts")
record MajoritySettings(@DefaultValue Map<String, Integer> majority) {
    private static final int USUAL = 18;
    private static final int OLDEST = 30;

    MajoritySettings {
        majority = Map.copyOf(majority);
        if (majority.values().stream().anyMatch(age -> age < 0 || age > OLDEST)) {
            throw new IllegalArgumentException(
                    "openward.accounts.majority is an age in years from 0 to " + OLDEST + ".");
        }
    }

    int of(TenantId tenant) {
        return majority.getOrDefault(tenant.value(), USUAL);
    }
}
