package org.openward.security.masks;

import java.util.Set;
import org.hl7.fhir.r4.model.Base;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.Property;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.ResourceFactory;

/** Leaves of a record what its reader may see, and says in its meta that it is not the whole. */
public final class Masking {
    private static final String SYSTEM = "http://terminology.hl7.org/CodeSystem/v3-ObservationValue";
    private static final String SUBSETTED = "SUBSETTED";
    private static final String IDENTIFIER = "identifier";
    private static final Set<String> ALWAYS = Set.of("id", "meta");

    private Masking() {}

    /** A new record with nothing but what the mask keeps. */
    public static Resource masked(Resource record, Mask mask) {
        var type = record.fhirType();
        var left = ResourceFactory.createResource(type);
        left.setId(record.getIdElement());
        left.setMeta(record.getMeta().copy());
        for (var property : record.children()) {
            var whole = mask.keeps(type, plain(property));
            var kinds = kinds(property, type, mask);
            property.getValues().stream()
                    .filter(value -> whole || isOneOf(kinds, value))
                    .filter(value -> !ALWAYS.contains(property.getName()))
                    .forEach(value -> left.setProperty(property.getName(), value));
        }
        if (left.getMeta().getTag(SYSTEM, SUBSETTED) == null) {
            left.getMeta().addTag(new Coding(SYSTEM, SUBSETTED, null));
        }
        return left;
    }

    /** Whether the mask takes something away from it. */
    public static boolean hides(Resource record, Mask mask) {
        var type = record.fhirType();
        return record.children().stream()
                .filter(property -> !ALWAYS.contains(property.getName()) && !mask.keeps(type, plain(property)))
                .flatMap(property ->
                        property.getValues().stream().filter(value -> !isOneOf(kinds(property, type, mask), value)))
                .findAny()
                .isPresent();
    }

    private static Set<String> kinds(Property property, String type, Mask mask) {
        return property.getName().equals(IDENTIFIER) ? mask.keptIdentifiers(type) : Set.of();
    }

    private static String plain(Property property) {
        return property.getName().replace("[x]", "");
    }

    private static boolean isOneOf(Set<String> kinds, Base value) {
        return value instanceof Identifier identifier
                && identifier.getType().getCoding().stream().anyMatch(kind -> kinds.contains(kind.getCode()));
    }
}
