package org.openward.privacy.retention;

import ca.uhn.fhir.context.FhirContext;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How long records are kept; for ever where no rule speaks of them.
 *
 * @param rules by a name of their own, under which figures and reports tell of them
 */
@ConfigurationProperties("openward.retention")
record RetentionSettings(@DefaultValue Map<String, Rule> rules) {
    /**
     * Money, people, approvals, consents and proofs are kept, corrected or erased, and never simply old. A Binary has no age of its own: it goes with
     * the record whose content it is.
     */
    private static final Set<String> KEPT = Set.of(
            "Account",
            "AuditEvent",
            "Binary",
            "ChargeItem",
            "Claim",
            "ClaimResponse",
            "Consent",
            "ExplanationOfBenefit",
            "Flag",
            "Invoice",
            "Organization",
            "Patient",
            "PaymentNotice",
            "PaymentReconciliation",
            "Practitioner",
            "PractitionerRole",
            "Provenance",
            "Task");

    private static final Duration SHORTEST = Duration.ofDays(1);

    RetentionSettings {
        rules = Map.copyOf(rules);
        rules.forEach((name, rule) -> {
            var setting = "openward.retention.rules." + name;
            if (!FhirContext.forR4Cached().getResourceTypes().contains(String.valueOf(rule.type()))) {
                throw new IllegalArgumentException(setting + ".type: " + rule.type() + " is no type of FHIR R4.");
            }
            if (KEPT.contains(rule.type())) {
                throw new IllegalArgumentException(
                        setting + ": a " + rule.type() + " is never removed for its age. Leave the rule out.");
            }
            if (rule.olderThan() == null || rule.olderThan().compareTo(SHORTEST) < 0) {
                throw new IllegalArgumentException(setting + ".older-than must be a day or more.");
            }
        });
    }

    /**
     * What is removed.
     *
     * @param type of the records
     * @param search which of them, as a FHIR search such as {@code status=draft}; all of the type if it is left out
     * @param olderThan how long ago they were changed for the last time
     */
    record Rule(String type, @Nullable String search, Duration olderThan) {}
}
