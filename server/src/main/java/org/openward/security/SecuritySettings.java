package org.openward.security;

import java.net.URI;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.security.web.util.matcher.IpAddressMatcher;
import org.springframework.validation.annotation.Validated;

/**
 * Whose tokens open the doors, and which doors stand open.
 *
 * @param issuer an external OpenID Connect issuer; without it the server issues its own tokens
 * @param openAddresses from where the OpenAPI page and the metrics may be read without a token, as CIDR ranges
 * @param allowedOrigins web origins whose pages may call the FHIR API from a browser
 */
@Validated
@ConfigurationProperties("openward.security")
record SecuritySettings(
        @Nullable URI issuer, @DefaultValue List<String> openAddresses, @DefaultValue List<String> allowedOrigins) {
    SecuritySettings {
        openAddresses.forEach(IpAddressMatcher::new);
    }
}
