package org.openward.interfaceengine.families;

import ca.uhn.fhir.context.FhirContext;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.util.Optional;
import org.hl7.fhir.r4.model.DeviceDefinition;
import org.openward.fhir.FhirStore;
import org.openward.hl7v2.devices.Habits;
import org.openward.profiles.Definitions;
import org.openward.profiles.Extensions;
import org.openward.tenancy.Acting;
import org.openward.tenancy.TenantId;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/** What all analyzers of a family have in common, by the DeviceDefinition that describes it. */
@Component
public class Families {
    /** Another server's change of a description is seen after this long; this server's own at once. */
    private static final Duration LONGEST_STALE = Duration.ofSeconds(10);

    private static final String NAMES = FhirStore.literally("urn:ietf:rfc:3986") + "%7C";
    private static final String BY_ID = "DeviceDefinition/";

    private final FhirStore fhir;
    private final Definitions published;
    private final Cache<Key, Optional<Habits>> known = Caffeine.newBuilder()
            .maximumSize(1000)
            .expireAfterWrite(LONGEST_STALE)
            .build();

    Families(FhirStore fhir, FhirContext context) {
        this.fhir = fhir;
        this.published = new Definitions(context);
    }

    private record Key(TenantId tenant, String name) {}

    /**
     * What the description says, in the acting tenant: the hospital's own of that name, else the published one.
     *
     * @param name its canonical name, with a version or without, or DeviceDefinition/ and the id of one of the hospital's own
     */
    public Optional<Habits> find(String name) {
        return known.get(new Key(Acting.tenant(), name), key -> load(name));
    }

    /** A description was written: what was read holds only until the open transaction ends. */
    public void forget() {
        known.invalidateAll();
        if (TransactionSynchronizationManager.isSynchronizationActive()) {
            TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
                @Override
                public void afterCompletion(int status) {
                    known.invalidateAll();
                }
            });
        }
    }

    private Optional<Habits> load(String name) {
        if (name.startsWith(BY_ID)) {
            // A definition that says nothing of messages may have been named for other reasons.
            return fhir.find(DeviceDefinition.class, name.substring(BY_ID.length()))
                    .map(family -> habits(family).orElse(Habits.NONE));
        }
        var parts = name.split("\\|", 2);
        return fhir.search(DeviceDefinition.class, "identifier=" + NAMES + FhirStore.literally(parts[0])).stream()
                .findFirst()
                .or(() -> published.family(parts[0]))
                .flatMap(Families::habits)
                .filter(habits -> parts.length == 1
                        || habits.one(Extensions.ANALYZER_VERSION)
                                .filter(parts[1]::equals)
                                .isPresent());
    }

    private static Optional<Habits> habits(DeviceDefinition family) {
        return Optional.ofNullable(family.getExtensionByUrl(Extensions.ANALYZER))
                .map(Habits::of);
    }
}
