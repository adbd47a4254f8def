package org.openward.interfaceengine.changes;

import ca.uhn.fhir.context.BaseRuntimeChildDefinition;
import ca.uhn.fhir.context.BaseRuntimeElementCompositeDefinition;
import ca.uhn.fhir.context.FhirContext;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.hl7.fhir.instance.model.api.IBase;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.r4.model.Address;
import org.hl7.fhir.r4.model.BackboneElement;
import org.hl7.fhir.r4.model.ContactPoint;
import org.hl7.fhir.r4.model.DomainResource;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.Period;

/**
 * The next version of a record: what a message says replaces what is stored, what it leaves out stays, and what it erases is
 * empty. Identifiers are added, since others may have given some, and numbers and addresses replace those of their kind.
 */
final class NextVersion {
    private static final Set<String> NOT_SAID = Set.of("id", "meta", "text", "implicitRules", "contained");
    private static final String IDENTIFIER = "identifier";

    private final FhirContext fhir;

    NextVersion(FhirContext fhir) {
        this.fhir = fhir;
    }

    /**
     * @param presumed names of elements that stay as they are when nothing else is new
     */
    DomainResource of(DomainResource stored, DomainResource said, Set<String> erased, Set<String> presumed) {
        if (!presumed.isEmpty()) {
            var sure = said.copy();
            presumed.forEach(name -> erase(sure, List.of(name)));
            var version = of(stored, sure, erased);
            if (version.equalsDeep(stored)) {
                return version;
            }
        }
        return of(stored, said, erased);
    }

    /**
     * @param said is used up
     * @param erased names of elements, such as {@code birthDate} or {@code period.end}
     */
    DomainResource of(DomainResource stored, DomainResource said, Set<String> erased) {
        var next = stored.copy();
        erased.forEach(path -> erase(next, List.of(path.split("\\."))));
        take(said, next);
        label(said, next);
        return next;
    }

    /** What was confidential once stays so until a person says otherwise. */
    private static void label(DomainResource said, DomainResource next) {
        said.getMeta().getSecurity().stream()
                .filter(label -> next.getMeta().getSecurity(label.getSystem(), label.getCode()) == null)
                .forEach(next.getMeta()::addSecurity);
    }

    private void take(IBase said, IBase next) {
        for (var child : definition(next).getChildren()) {
            var values = child.getAccessor().getValues(said).stream()
                    .filter(value -> !value.isEmpty())
                    .toList();
            if (!values.isEmpty() && !NOT_SAID.contains(child.getElementName())) {
                take(child, values, next);
            }
        }
    }

    private void take(BaseRuntimeChildDefinition child, List<IBase> values, IBase next) {
        var before = child.getAccessor().getValues(next);
        if (child.getElementName().equals(IDENTIFIER) && child.getMax() != 1) {
            values.stream()
                    .map(Identifier.class::cast)
                    .filter(said -> before.stream().noneMatch(known -> isSame(said, (Identifier) known)))
                    .map(Identifier::copy)
                    .toList()
                    .forEach(added -> child.getMutator().addValue(next, added));
        } else if (child.getMax() == 1 && isGroup(values.get(0)) && !before.isEmpty()) {
            take(values.get(0), before.get(0));
        } else {
            var others = ofOtherKinds(before, values);
            child.getMutator().setValue(next, null);
            values.forEach(value -> child.getMutator().addValue(next, value));
            others.forEach(value -> child.getMutator().addValue(next, value));
        }
    }

    /** A message that tells of a telephone at home says nothing about an address of mail, or about a telephone at work. */
    private static List<IBase> ofOtherKinds(List<IBase> before, List<IBase> said) {
        var kinds = said.stream().map(NextVersion::kind).collect(Collectors.toSet());
        return kinds.contains(Optional.empty())
                ? List.of()
                : before.stream()
                        .filter(known -> kind(known).isPresent() && !kinds.contains(kind(known)))
                        .toList();
    }

    private static Optional<String> kind(IBase value) {
        if (value instanceof ContactPoint point && point.hasSystem()) {
            return Optional.of(point.getSystem() + " " + point.getUse());
        }
        return value instanceof Address address && address.hasUse()
                ? Optional.of(address.getUse().toCode())
                : Optional.empty();
    }

    private void erase(IBase from, List<String> path) {
        var definition = definition(from);
        var child = definition.getChildByName(path.get(0));
        var found = child == null ? definition.getChildByName(path.get(0) + "[x]") : child;
        if (found == null) {
            throw new IllegalArgumentException("There is no element " + path.get(0));
        }
        if (path.size() == 1) {
            found.getMutator().setValue(from, null);
        } else {
            found.getAccessor().getValues(from).forEach(part -> erase(part, path.subList(1, path.size())));
        }
    }

    private BaseRuntimeElementCompositeDefinition<?> definition(IBase element) {
        return element instanceof IBaseResource resource
                ? fhir.getResourceDefinition(resource)
                : (BaseRuntimeElementCompositeDefinition<?>)
                        Objects.requireNonNull(fhir.getElementDefinition(element.getClass()));
    }

    private static boolean isGroup(IBase value) {
        return value instanceof BackboneElement || value instanceof Period;
    }

    private static boolean isSame(Identifier said, Identifier known) {
        return Objects.equals(said.getSystem(), known.getSystem()) && Objects.equals(said.getValue(), known.getValue());
    }
}
