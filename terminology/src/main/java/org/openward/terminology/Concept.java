package org.openward.terminology;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.hl7.fhir.r4.model.CodeSystem.ConceptDefinitionComponent;
import org.hl7.fhir.r4.model.CodeSystem.ConceptPropertyComponent;
import org.hl7.fhir.r4.model.ValueSet.ConceptReferenceDesignationComponent;
import org.jspecify.annotations.Nullable;

/**
 * A code and what its code system says of it.
 *
 * @param inactive no longer to be used in new records
 * @param groupOnly there to arrange others, not to be chosen itself
 */
public record Concept(ConceptDefinitionComponent definition, boolean inactive, boolean groupOnly) {
    public String code() {
        return definition.getCode();
    }

    /** The name in a language, or else in another form of the same language. */
    static Optional<String> inLanguage(List<ConceptReferenceDesignationComponent> names, String language) {
        var spoken = names.stream()
                .filter(each -> language(each.getLanguage()).equals(language(language)))
                .toList();
        return spoken.stream()
                .filter(each -> language.equalsIgnoreCase(each.getLanguage()))
                .findFirst()
                .or(() -> spoken.stream().findFirst())
                .map(ConceptReferenceDesignationComponent::getValue);
    }

    /** The language of {@code de-CH} is {@code de}. */
    private static String language(@Nullable String tag) {
        return tag == null ? "" : tag.split("-", 2)[0].toLowerCase(Locale.ROOT);
    }

    /** What it is called besides its display. */
    public List<ConceptReferenceDesignationComponent> names() {
        return definition.getDesignation().stream()
                .map(each -> new ConceptReferenceDesignationComponent()
                        .setLanguage(each.getLanguage())
                        .setUse(each.hasUse() ? each.getUse() : null)
                        .setValue(each.getValue()))
                .toList();
    }

    /** The name in a language, or else in another form of the same language. */
    public Optional<String> nameIn(String language) {
        return inLanguage(names(), language);
    }

    /** Whether it is called so, in upper or lower case. */
    public boolean isCalled(String name) {
        return name.equalsIgnoreCase(definition.getDisplay())
                || names().stream().anyMatch(each -> name.equalsIgnoreCase(each.getValue()));
    }

    Stream<String> values(String property) {
        return definition.getProperty().stream()
                .filter(each -> property.equals(each.getCode()) && each.hasValue())
                .map(Concept::text);
    }

    private static String text(ConceptPropertyComponent property) {
        return property.hasValueCoding()
                ? property.getValueCoding().getCode()
                : property.getValue().primitiveValue();
    }
}
