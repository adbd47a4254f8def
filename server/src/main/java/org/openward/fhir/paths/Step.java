package org.openward.fhir.paths;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.hl7.fhir.instance.model.api.IIdType;
import org.hl7.fhir.r4.model.Base;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.Reference;
import org.jspecify.annotations.Nullable;
import org.openward.profiles.FhirTypes;

/** One step of a plain path. */
sealed interface Step {
    /** What these lead to, or nothing when only FHIRPath's engine can tell, or would refuse. */
    Optional<List<Base>> from(List<Base> values);

    /** Whether there is such a step at all. */
    default boolean isKnownTo(FhirTypes types) {
        return true;
    }

    /** Elements of that name. */
    record Child(String name) implements Step {
        @Override
        public Optional<List<Base>> from(List<Base> values) {
            var found = new ArrayList<Base>();
            for (var value : values) {
                var children = value.listChildrenByName(name, false);
                for (var child : children == null ? new Base[0] : children) {
                    if (child != null) {
                        found.add(child instanceof IIdType id ? bare(id) : child);
                    }
                }
            }
            return Optional.of(found);
        }

        private static Base bare(IIdType id) {
            return (Base) id.toUnqualifiedVersionless().withResourceType(null);
        }
    }

    /** Those of exactly that type, as the operator {@code as} takes them. */
    record Choice(String type) implements Step {
        @Override
        public Optional<List<Base>> from(List<Base> values) {
            return values.size() > 1
                    ? Optional.empty()
                    : Optional.of(values.stream()
                            .filter(value -> value.fhirType().equals(type))
                            .toList());
        }

        @Override
        public boolean isKnownTo(FhirTypes types) {
            return types.isA(type, type);
        }
    }

    /** Those of that type or one that specialises it, as the functions {@code as} and {@code ofType} take them. */
    record OfType(String type, boolean single, FhirTypes types) implements Step {
        @Override
        public Optional<List<Base>> from(List<Base> values) {
            return single && values.size() > 1
                    ? Optional.empty()
                    : Optional.of(values.stream().filter(this::fits).toList());
        }

        private boolean fits(Base value) {
            return value.fhirType().equals(type) || (!value.isPrimitive() && types.isA(value.fhirType(), type));
        }

        @Override
        public boolean isKnownTo(FhirTypes known) {
            return known.isA(type, type);
        }
    }

    /** References to resources of that type; one that only says an identifier may say the type, too. */
    record Target(String type) implements Step {
        @Override
        public Optional<List<Base>> from(List<Base> values) {
            var found = new ArrayList<Base>();
            for (var value : values) {
                var url = value instanceof Reference reference
                        ? reference.getReferenceElement_().getValue()
                        : "#";
                if (url != null && url.startsWith("#")) {
                    return Optional.empty();
                }
                if (type.equals(url == null ? said(value) : new IdType(url).getResourceType())) {
                    found.add(value);
                }
            }
            return Optional.of(found);
        }

        private static @Nullable String said(Base value) {
            return value instanceof Reference reference && reference.hasIdentifier() ? reference.getType() : null;
        }

        @Override
        public boolean isKnownTo(FhirTypes types) {
            return types.isA(type, "DomainResource") && !type.equals("DomainResource");
        }
    }
}
