package org.openward.tariff;

import java.math.BigDecimal;
import org.hl7.fhir.r4.model.Base;
import org.hl7.fhir.r4.model.ChargeItemDefinition;
import org.jspecify.annotations.Nullable;

/**
 * Which changes of the price list somebody else must approve: all that bring a price into use, take one out of it or let it count for other
 * services or days, and of the mere changes of an amount those that are large.
 */
final class PriceChangePolicy {
    private static final BigDecimal HUNDRED = BigDecimal.valueOf(100);

    private final BigDecimal percent;

    /** Changes of an amount of up to so many percent are small. */
    PriceChangePolicy(BigDecimal percent) {
        this.percent = percent;
    }

    boolean needsApproval(@Nullable ChargeItemDefinition before, @Nullable ChargeItemDefinition after) {
        var old = before == null ? null : PriceListEntry.of(before).orElse(null);
        var now = after == null ? null : PriceListEntry.of(after).orElse(null);
        if (old == null && now == null) {
            return false;
        }
        var sameServices = before != null && after != null && Base.compareDeep(before.getCode(), after.getCode(), true);
        return old == null || now == null || !sameServices || !sameDays(old, now) || isLarge(old.price(), now.price());
    }

    private static boolean sameDays(PriceListEntry old, PriceListEntry now) {
        return old.from().equals(now.from()) && old.until().equals(now.until());
    }

    private boolean isLarge(Price old, Price now) {
        if (!old.amount().currency().equals(now.amount().currency())) {
            return true;
        }
        var change = now.amount().amount().subtract(old.amount().amount()).abs();
        return change.multiply(HUNDRED).compareTo(old.amount().amount().multiply(percent)) > 0;
    }
}
