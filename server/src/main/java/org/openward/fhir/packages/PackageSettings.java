package org.openward.fhir.packages;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * Where packages of implementation guides come from.
 *
 * @param folder whose archives are installed after each start, unless they are installed already
 * @param registry where a package that is not in the folder is fetched, with {@code {name}} and {@code {version}} in the address
 * @param size the largest archive, packed
 */
@ConfigurationProperties("openward.packages")
public record PackageSettings(@Nullable Path folder, @Nullable String registry, @DefaultValue("50MB") DataSize size) {
    public PackageSettings {
        if (registry != null && !(registry.contains("{name}") && registry.contains("{version}"))) {
            throw new IllegalArgumentException("The address of a registry contains {name} and {version}.");
        }
    }
}
