package org.openward.billing;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** How a bill is paid. */
enum PaymentMethod {
    CASH,
    CARD,
    CHEQUE,
    ONLINE;

    static Optional<PaymentMethod> of(String code) {
        return Arrays.stream(values())
                .filter(method -> method.code().equals(code))
                .findFirst();
    }

    String code() {
        return name().toLowerCase(Locale.ROOT);
    }
}
