package org.openward.tariff;

import java.math.BigDecimal;
import java.util.Map;
import java.util.Optional;
import org.openward.tenancy.TenantId;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Who may change prices alone.
 *
 * @param approvalAbovePercent by the id of a tenant, the percentage above which a change of a price needs an approval; a tenant that is not
 *     named changes its prices without
 */
@ConfigurationProperties("openward.tariff")
public record TariffSettings(@DefaultValue Map<String, BigDecimal> approvalAbovePercent) {
    public TariffSettings {
        approvalAbovePercent = Map.copyOf(approvalAbovePercent);
        approvalAbovePercent.forEach((tenant, percent) -> {
            if (percent.signum() < 0) {
                throw new IllegalArgumentException(
                        "openward.tariff.approval-above-percent." + tenant + " must not be negative.");
            }
        });
    }

    Optional<BigDecimal> approvalAbove(TenantId tenant) {
        return Optional.ofNullable(approvalAbovePercent.get(tenant.value()));
    }
}
