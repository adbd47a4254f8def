package org.openward.identity.registration;

import java.util.Set;
import org.openward.security.ScopePolicy;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What apps may be registered for.
 *
 * @param scopes the widest scopes that an app can ask for
 * @param waiting how many registrations one asker may have that nobody has decided about
 */
@ConfigurationProperties("openward.registration")
record RegistrationSettings(
        @DefaultValue({
                    "openid",
                    "fhirUser",
                    "launch",
                    "launch/patient",
                    "launch/encounter",
                    "offline_access",
                    "online_access",
                    "patient/*.cruds",
                    "user/*.cruds",
                    "system/*.rs"
                })
                Set<String> scopes,
        @DefaultValue("20") int waiting) {
    RegistrationSettings {
        scopes = Set.copyOf(scopes);
        scopes.forEach(ScopePolicy::checkRegistrable);
        if (waiting < 1) {
            throw new IllegalArgumentException("openward.registration.waiting is at least 1.");
        }
    }
}
