package org.openward.fhir.terminology;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.hl7.fhir.r4.model.BooleanType;
import org.hl7.fhir.r4.model.CodeType;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.Parameters.ParametersParameterComponent;
import org.hl7.fhir.r4.model.StringType;
import org.hl7.fhir.r4.model.Type;
import org.hl7.fhir.r4.model.ValueSet.ConceptReferenceDesignationComponent;
import org.jspecify.annotations.Nullable;
import org.openward.terminology.Codes;
import org.openward.terminology.Concept;

/** What {@code $lookup} says of a code. */
record ConceptCard(Codes codes, Concept concept) {
    /**
     * @param properties which ones are wanted; all if it names none
     */
    Parameters shown(@Nullable String language, List<String> properties) {
        var card = new Parameters();
        var about = codes.about();
        var name = Stream.of(about.getTitle(), about.getName(), about.getUrl())
                .filter(Objects::nonNull)
                .findFirst();
        card.addParameter("name", new StringType(name.orElseThrow()));
        if (about.hasVersion()) {
            card.addParameter("version", new StringType(about.getVersion()));
        }
        card.addParameter("display", new StringType(display(language)));
        card.addParameter("abstract", new BooleanType(concept.groupOnly()));
        concept.names().forEach(each -> addDesignation(card, each));
        addProperty(card, properties, "inactive", new BooleanType(concept.inactive()));
        if (concept.definition().hasDefinition()) {
            addProperty(
                    card,
                    properties,
                    "definition",
                    new StringType(concept.definition().getDefinition()));
        }
        codes.parents(concept.code())
                .forEach(parent -> addProperty(card, properties, "parent", new CodeType(parent.code())));
        codes.children(concept.code())
                .forEach(child -> addProperty(card, properties, "child", new CodeType(child.code())));
        concept.definition().getProperty().stream()
                .filter(each -> !List.of("inactive", "parent", "child").contains(each.getCode()))
                .forEach(each -> addProperty(card, properties, each.getCode(), each.getValue()));
        return card;
    }

    /** A code without a display has another name or is called by itself: the answer of a lookup always has a display. */
    private String display(@Nullable String language) {
        return Optional.ofNullable(language)
                .flatMap(concept::nameIn)
                .or(() -> Optional.ofNullable(concept.definition().getDisplay()))
                .or(() -> concept.names().stream()
                        .map(ConceptReferenceDesignationComponent::getValue)
                        .findFirst())
                .orElse(concept.code());
    }

    private static void addDesignation(Parameters card, ConceptReferenceDesignationComponent name) {
        var designation = card.addParameter().setName("designation");
        if (name.hasLanguage()) {
            addPart(designation, "language", new CodeType(name.getLanguage()));
        }
        if (name.hasUse()) {
            addPart(designation, "use", name.getUse());
        }
        addPart(designation, "value", new StringType(name.getValue()));
    }

    private static void addProperty(Parameters card, List<String> wanted, String code, Type value) {
        if (wanted.isEmpty() || wanted.contains(code) || wanted.contains("*")) {
            var property = card.addParameter().setName("property");
            addPart(property, "code", new CodeType(code));
            addPart(property, "value", value);
        }
    }

    private static void addPart(ParametersParameterComponent parent, String name, Type value) {
        parent.addPart().setName(name).setValue(value);
    }
}
