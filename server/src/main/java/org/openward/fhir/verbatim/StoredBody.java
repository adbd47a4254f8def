package org.openward.fhir.verbatim;

import java.util.Optional;
import org.hl7.fhir.instance.model.api.IBaseResource;

/** The stored JSON behind a resource that was not read into its elements. */
public final class StoredBody {
    private static final String KEY = StoredBody.class.getName();

    private StoredBody() {}

    /**
     * The JSON object as it is stored, without id and meta. Empty when the resource has its elements itself; otherwise it
     * has none but id and meta.
     */
    public static Optional<String> of(IBaseResource resource) {
        return Optional.ofNullable((String) resource.getUserData(KEY));
    }

    static void keep(IBaseResource resource, String json) {
        resource.setUserData(KEY, json);
    }
}
