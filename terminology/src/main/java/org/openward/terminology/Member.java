package org.openward.terminology;

import java.util.List;
import java.util.stream.Stream;
import org.apache.commons.lang3.StringUtils;
import org.hl7.fhir.r4.model.ValueSet.ConceptReferenceDesignationComponent;
import org.hl7.fhir.r4.model.ValueSet.ValueSetExpansionContainsComponent;
import org.jspecify.annotations.Nullable;

/**
 * A code that a value set has.
 *
 * @param contained as an expansion shows it, in the code system's own language
 * @param concept what the code system says of it, where that is known here
 * @param designations what the value set itself calls it in other languages
 */
public record Member(
        ValueSetExpansionContainsComponent contained,
        @Nullable Concept concept,
        List<ConceptReferenceDesignationComponent> designations) {

    /** What makes two codes one. */
    public record Key(@Nullable String system, String code) {}

    Key key() {
        return new Key(contained.getSystem(), contained.getCode());
    }

    /** What else it is called: by the value set, by the code system and by what is added to that. */
    List<ConceptReferenceDesignationComponent> names(List<Codes> supplements) {
        if (concept == null) {
            return designations;
        }
        var added = supplements.stream()
                .filter(each -> StringUtils.substringBefore(each.about().getSupplements(), "|")
                        .equals(contained.getSystem()))
                .flatMap(each -> each.find(concept.code()).stream())
                .flatMap(each -> each.names().stream());
        return Stream.of(designations.stream(), concept.names().stream(), added)
                .flatMap(each -> each)
                .toList();
    }

    /** Whether it is called so, here or in the code system, in upper or lower case. */
    public boolean isCalled(String name) {
        return name.equalsIgnoreCase(contained.getDisplay())
                || designations.stream().anyMatch(each -> name.equalsIgnoreCase(each.getValue()))
                || (concept != null && concept.isCalled(name));
    }

    boolean inactive() {
        return contained.getInactive();
    }
}
