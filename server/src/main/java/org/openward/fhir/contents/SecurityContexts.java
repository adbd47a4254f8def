package org.openward.fhir.contents;

import ca.uhn.fhir.context.FhirContext;
import com.google.common.collect.Lists;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.hl7.fhir.r4.model.Binary;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.Resource;
import org.jspecify.annotations.Nullable;
import org.openward.fhir.FhirStore;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;

/** The records that say who may see a Binary: a scan is as open as the record that its securityContext names (FHIR R4, Binary). */
@Component
public class SecurityContexts {
    private static final int AT_ONCE = 500;

    private final FhirContext fhir;
    private final ObjectProvider<FhirStore> records;

    SecurityContexts(FhirContext fhir, ObjectProvider<FhirStore> records) {
        this.fhir = fhir;
        this.records = records;
    }

    /** The record that says who may see each of those Binaries, as far as there is one here. */
    public Map<Binary, Resource> speakingFor(Collection<Binary> binaries) {
        var found = of(binaries);
        var speaking = new HashMap<Binary, Resource>();
        binaries.forEach(binary -> of(binary, found).ifPresent(record -> speaking.put(binary, record)));
        return speaking;
    }

    /** The record that a Binary names, among those that were found; nothing if it is not here, or at another server. */
    public static Optional<Resource> of(Binary binary, Map<String, Resource> found) {
        return Optional.ofNullable(found.get(name(named(binary))));
    }

    /** The records that some Binaries name, in one search for each type or, of very many, in a few; those that are not here are not among them. */
    public Map<String, Resource> of(Collection<Binary> binaries) {
        Map<String, Set<String>> ids = binaries.stream()
                .map(SecurityContexts::named)
                .filter(named -> !named.isAbsolute() && named.isIdPartValid() && canDecide(named.getResourceType()))
                .collect(Collectors.groupingBy(
                        IdType::getResourceType,
                        Collectors.mapping(IdType::getIdPart, Collectors.toCollection(TreeSet::new))));
        var found = new HashMap<String, Resource>();
        ids.forEach((type, wanted) -> Lists.partition(List.copyOf(wanted), AT_ONCE).stream()
                .flatMap(some -> search(type, some).stream())
                .forEach(record -> found.put(name(record.getIdElement()), record)));
        return found;
    }

    /** By a search: a read that finds nothing would undo the transaction that it is asked in. */
    private Collection<? extends Resource> search(String type, List<String> ids) {
        var wanted = fhir.getResourceDefinition(type).getImplementingClass().asSubclass(Resource.class);
        return records.getObject().search(wanted, "_id=" + String.join(",", ids));
    }

    private static IdType named(Binary binary) {
        return new IdType(binary.getSecurityContext().getReference());
    }

    private static String name(IdType id) {
        return id.getResourceType() + "/" + id.getIdPart();
    }

    /** Not another Binary, which might name the first one. */
    private boolean canDecide(@Nullable String type) {
        return type != null && !type.equals("Binary") && fhir.getResourceTypes().contains(type);
    }
}
