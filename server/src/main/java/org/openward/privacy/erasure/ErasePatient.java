package org.openward.privacy.erasure;

import java.util.Locale;

/**
 * A patient wants to be forgotten, or the law wants it.
 *
 * @param legalBasis which right it rests on, in the words of the law
 * @param reason what approvers need to know; it stays, so it names nobody
 */
record ErasePatient(String patient, LegalBasis legalBasis, String reason) {
    private static final int SHORTEST_REASON = 10;
    private static final int LONGEST_REASON = 500;

    /** The grounds of article 17(1) GDPR. */
    enum LegalBasis {
        NO_LONGER_NECESSARY,
        CONSENT_WITHDRAWN,
        OBJECTION,
        UNLAWFUL_PROCESSING,
        LEGAL_OBLIGATION,
        CHILD_CONSENT;

        static LegalBasis of(String word) {
            for (var basis : values()) {
                if (basis.word().equals(word)) {
                    return basis;
                }
            }
            throw ErasureRefused.unknownBasis();
        }

        String word() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    ErasePatient {
        reason = reason.strip();
        if (reason.length() < SHORTEST_REASON || reason.length() > LONGEST_REASON) {
            throw ErasureRefused.withoutReason(SHORTEST_REASON, LONGEST_REASON);
        }
    }
}
