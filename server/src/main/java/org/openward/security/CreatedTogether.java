package org.openward.security;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Bundle.BundleEntryComponent;
import org.hl7.fhir.r4.model.Bundle.BundleType;
import org.hl7.fhir.r4.model.Bundle.HTTPVerb;
import org.hl7.fhir.r4.model.Resource;

/**
 * The records that a transaction creates, by the names that others of its entries call them by ({@code urn:uuid:...}). Not one that is
 * created on a condition, which may turn out to be another, nor a name that is said of two.
 */
record CreatedTogether(Map<String, Resource> byName) {
    static final CreatedTogether NOTHING = new CreatedTogether(Map.of());

    /** Nothing in a batch, whose entries know nothing of each other. */
    static CreatedTogether in(Bundle transaction) {
        if (transaction.getType() != BundleType.TRANSACTION) {
            return NOTHING;
        }
        var named = transaction.getEntry().stream()
                .flatMap(entry -> names(entry).distinct())
                .collect(Collectors.groupingBy(name -> name, Collectors.counting()));
        var created = new HashMap<String, Resource>();
        transaction.getEntry().stream()
                .filter(CreatedTogether::isCreated)
                .filter(entry -> entry.getFullUrl().startsWith("urn:"))
                .filter(entry -> Long.valueOf(1).equals(named.get(entry.getFullUrl())))
                .forEach(entry -> created.put(entry.getFullUrl(), entry.getResource()));
        return new CreatedTogether(created);
    }

    private static Stream<String> names(BundleEntryComponent entry) {
        var id = entry.hasResource() ? entry.getResource().getIdElement().getValue() : null;
        return Stream.of(Optional.ofNullable(entry.getFullUrl()), Optional.ofNullable(id))
                .flatMap(Optional::stream);
    }

    private static boolean isCreated(BundleEntryComponent entry) {
        return entry.hasFullUrl()
                && entry.hasResource()
                && entry.getRequest().getMethod() == HTTPVerb.POST
                && !entry.getRequest().hasIfNoneExist();
    }

    Optional<Resource> find(String name) {
        return Optional.ofNullable(byName.get(name));
    }
}
