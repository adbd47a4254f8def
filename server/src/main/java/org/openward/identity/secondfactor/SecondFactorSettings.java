package org.openward.identity.secondfactor;

import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Who must have a second factor, and how its secrets are kept.
 *
 * @param roles the roles whose people must have one
 * @param key 32 bytes in Base64 that encrypt the secrets; without it one is made in the data folder
 * @param name what authenticator apps call this server
 */
@ConfigurationProperties("openward.security.second-factor")
record SecondFactorSettings(
        @DefaultValue("ADM") Set<String> roles, @Nullable String key, @DefaultValue("OpenWard") String name) {
    @Override
    public String toString() {
        return "second factor for " + roles;
    }
}
