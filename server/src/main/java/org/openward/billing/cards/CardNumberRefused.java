package org.openward.billing.cards;

import org.jspecify.annotations.Nullable;
import org.openward.fhir.Refusal;

/** The number of a payment card stands where it would be stored; the refusal does not say it again. */
public class CardNumberRefused extends Refusal {
    private static final long serialVersionUID = 1L;

    private CardNumberRefused(String where) {
        super(
                Kind.RULE,
                "X8",
                where
                        + " holds what looks like the number of a payment card, and such numbers are never stored. Give the number"
                        + " of the card slip or the payment provider's token instead. Nothing was stored.");
    }

    /**
     * Says where it stands.
     *
     * @param where the record or parameter, such as {@code Invoice}
     */
    static CardNumberRefused in(String where) {
        return new CardNumberRefused(where);
    }

    /** Lets a text through that holds none. */
    public static void requireNone(String where, @Nullable String text) {
        if (!CardNumbers.in(text).isEmpty()) {
            throw in(where);
        }
    }
}
