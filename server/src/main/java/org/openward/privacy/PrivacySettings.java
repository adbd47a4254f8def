package org.openward.privacy;

import java.util.Set;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How patients' privacy is kept.
 *
 * @param consentsRecordedOnly tenants that store Consents without keeping to them, since another system does
 */
@ConfigurationProperties("openward.privacy")
public record PrivacySettings(@DefaultValue Set<String> consentsRecordedOnly) {
    public PrivacySettings {
        consentsRecordedOnly = Set.copyOf(consentsRecordedOnly);
    }
}
