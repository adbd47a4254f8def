package org.openward.billing;

import org.jspecify.annotations.Nullable;

/** Asks for a bill over all waiting charges that match everything that is given; at least one of the three ids is. */
public record GenerateInvoice(
        @Nullable String patient, @Nullable String encounter, @Nullable String account, BillType type) {
    public GenerateInvoice {
        if (patient == null && encounter == null && account == null) {
            throw new MalformedBillingRequest("Say whose charges to bill: give patient, encounter or account.");
        }
    }
}
