package org.openward.identity.patients;

import java.time.Duration;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How patients prove themselves who they are.
 *
 * @param verifiedBy the systems of identifiers by one of which they do; without any they need an invitation of the desk
 * @param code how long a code works that was sent to one
 */
@ConfigurationProperties("openward.accounts.patients")
public record PatientSettings(@DefaultValue List<String> verifiedBy, @DefaultValue("30m") Duration code) {
    public PatientSettings {
        verifiedBy = List.copyOf(verifiedBy);
        if (code.isNegative() || code.isZero()) {
            throw new IllegalArgumentException("openward.accounts.patients.code is a time that a code works.");
        }
    }

    /** Whether patients may come without an invitation. */
    public boolean isSelfService() {
        return !verifiedBy.isEmpty();
    }
}
