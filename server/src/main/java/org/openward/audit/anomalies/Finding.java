package org.openward.audit.anomalies;

import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/**
 * Something unusual that one person did on one day of the tenant.
 *
 * @param patient whose record it was, when it was one patient's
 * @param patients how many patients' records it was
 */
record Finding(Rule rule, String agent, LocalDate day, @Nullable String patient, long patients) {
    /** What is unusual. */
    enum Rule {
        BULK_VIEWING("bulk-viewing", "looked at the records of %d patients within an hour"),
        AFTER_HOURS("after-hours", "looked at the records of %d patients at night"),
        SAME_NAME("same-name", "looked at the record of somebody with the same name"),
        VIP("vip", "looked at a record under special protection");

        private final String code;
        private final String words;

        Rule(String code, String words) {
            this.code = code;
            this.words = words;
        }

        String code() {
            return code;
        }
    }

    String described() {
        return agent + " " + rule.words.formatted(patients) + ". Find out whether there was a reason.";
    }
}
