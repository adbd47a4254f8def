package org.openward.fhir.sites;

import java.util.List;
import java.util.function.Supplier;
import org.hl7.fhir.r4.model.MetadataResource;
import org.jspecify.annotations.Nullable;
import org.openward.fhir.FhirStore;
import org.openward.tenancy.Acting;
import org.openward.tenancy.Caller;
import org.openward.tenancy.TenantId;
import org.springframework.stereotype.Component;

/** Finds definitions by what they are called: the tenant's own, and those of the default tenant for whoever has none. */
@Component
public class SiteDefinitions {
    private final FhirStore records;

    SiteDefinitions(FhirStore records) {
        this.records = records;
    }

    /** What the tenant has itself; where it has nothing, what counts for all. */
    public <T extends MetadataResource> List<T> search(Class<T> type, String query) {
        var own = records.search(type, query);
        return own.isEmpty()
                        && SitePartitions.OF_THE_SITE.contains(type.getSimpleName())
                        && !TenantId.DEFAULT.equals(Acting.tenant())
                ? countingForAll(() -> records.search(type, query))
                : own;
    }

    /** Asks as if no tenant had definitions of its own: for answers that are remembered whoever asked. */
    public static <T extends @Nullable Object> T countingForAll(Supplier<T> question) {
        return Acting.as(Caller.server(TenantId.DEFAULT, "definitions"), question);
    }
}
