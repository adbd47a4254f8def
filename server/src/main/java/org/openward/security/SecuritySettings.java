package org.openward.security;

import java.net.URI;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.security.web.util.matcher.IpAddressMatcher;
import org.springframework.validation.annotation.Validated;

/**
 * Whose tokens open the doors, and which doors stand open.
 *
 * @param issuer an external OpenID Connect issuer; without it the server issues its own tokens
 * @param audience what the claim {@code aud} of tokens for this server holds, one of these
 * @param openAddresses from where the OpenAPI page and the metrics may be read without a token, as CIDR ranges
 * @param allowedOrigins web origins whose pages may call the FHIR API from a browser
 */
@Validated
@ConfigurationProperties("openward.security")
record SecuritySettings(
        @Nullable URI issuer,
        @DefaultValue Set<String> audience,
        @DefaultValue List<String> openAddresses,
        @DefaultValue List<String> allowedOrigins) {
    private static final URI EMBEDDED = URI.create("embedded");

    SecuritySettings {
        if (issuer != null && !issuer.equals(EMBEDDED) && audience.isEmpty()) {
            throw new IllegalArgumentException("Say in openward.security.audience which of the tokens of " + issuer
                    + " are for this server: it issues them for others too.");
        }
        openAddresses.forEach(IpAddressMatcher::new);
    }
}
