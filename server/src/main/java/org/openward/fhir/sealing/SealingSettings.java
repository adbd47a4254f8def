package org.openward.fhir.sealing;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Which identity numbers the database holds encrypted only.
 *
 * @param systems identifier systems, such as that of the national identity number; none turns it off
 * @param keyFile where the keys are; without it in the data folder
 * @param settling how long all servers of one database have to hear of a change before one acts on it
 */
@ConfigurationProperties("openward.field-encryption")
public record SealingSettings(
        @DefaultValue Set<String> systems, @Nullable Path keyFile, @DefaultValue("5s") Duration settling) {
    private static final Pattern SYSTEM = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*:[^\\s\"\\\\|,<>%]{1,180}");
    private static final String OWN = "https://openward.org/";

    /** Refuses what is no identifier system, and systems whose numbers this server gives and looks for itself. */
    public SealingSettings {
        systems = Set.copyOf(systems);
        for (var system : systems) {
            if (!SYSTEM.matcher(system).matches()) {
                throw new IllegalArgumentException(
                        "openward.field-encryption.systems has something that is no identifier system: " + system);
            }
            if (system.startsWith(OWN)) {
                throw new IllegalArgumentException("openward.field-encryption.systems: " + system
                        + " is a number of this server's own. Leave it out: its series are kept in clear.");
            }
        }
        if (settling.isNegative()) {
            throw new IllegalArgumentException("openward.field-encryption.settling is not negative.");
        }
    }
}
