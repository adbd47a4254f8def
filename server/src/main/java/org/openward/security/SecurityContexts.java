package org.openward.security;

import ca.uhn.fhir.context.FhirContext;
import java.util.Optional;
import org.hl7.fhir.r4.model.Binary;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.Resource;
import org.jspecify.annotations.Nullable;
import org.openward.fhir.FhirStore;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;

/** The records that say who may see a Binary: a scan is as open as the record that its securityContext names (FHIR R4, Binary). */
@Component
class SecurityContexts {
    private final FhirContext fhir;
    private final ObjectProvider<FhirStore> records;

    SecurityContexts(FhirContext fhir, ObjectProvider<FhirStore> records) {
        this.fhir = fhir;
        this.records = records;
    }

    /** Nothing if the record is not here, or at another server. */
    Optional<Resource> of(Binary binary) {
        var named = new IdType(binary.getSecurityContext().getReference());
        if (named.isAbsolute() || !named.isIdPartValid() || !canDecide(named.getResourceType())) {
            return Optional.empty();
        }
        // By a search: a read that finds nothing would undo the transaction that it is asked in.
        return records
                .getObject()
                .search(
                        fhir.getResourceDefinition(named.getResourceType())
                                .getImplementingClass()
                                .asSubclass(Resource.class),
                        "_id=" + named.getIdPart())
                .stream()
                .findFirst()
                .map(Resource.class::cast);
    }

    /** Not another Binary, which might name the first one. */
    private boolean canDecide(@Nullable String type) {
        return type != null && !type.equals("Binary") && fhir.getResourceTypes().contains(type);
    }
}
