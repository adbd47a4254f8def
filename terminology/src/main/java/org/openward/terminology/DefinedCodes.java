package org.openward.terminology;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.hl7.fhir.r4.model.CodeSystem;
import org.hl7.fhir.r4.model.CodeSystem.ConceptDefinitionComponent;
import org.jspecify.annotations.Nullable;

/** The codes that stand in a {@link CodeSystem} itself. */
public final class DefinedCodes implements Codes {
    private static final String STANDARD_PROPERTY = "http://hl7.org/fhir/concept-properties#";
    private static final Set<String> NO_LONGER_USED = Set.of("retired", "inactive", "withdrawn");

    private final CodeSystem definition;
    private final Map<String, Concept> concepts = new LinkedHashMap<>();
    private final Map<String, Set<String>> parents = new HashMap<>();
    private final Map<String, Set<String>> children = new HashMap<>();

    public DefinedCodes(CodeSystem definition) {
        this.definition = definition;
        add(definition.getConcept(), null);
        concepts.values().forEach(this::relate);
    }

    private void add(List<ConceptDefinitionComponent> nested, @Nullable String parent) {
        for (var concept : nested) {
            concepts.putIfAbsent(
                    key(concept.getCode()),
                    new Concept(concept, is(concept, "inactive"), is(concept, "notSelectable")));
            if (parent != null) {
                relate(parent, concept.getCode());
            }
            add(concept.getConcept(), concept.getCode());
        }
    }

    /** Some code systems say by properties what stands under what. */
    private void relate(Concept concept) {
        concept.values(property("parent")).forEach(parent -> relate(parent, concept.code()));
        concept.values(property("child")).forEach(child -> relate(concept.code(), child));
    }

    private void relate(String parent, String child) {
        parents.computeIfAbsent(key(child), any -> new LinkedHashSet<>()).add(key(parent));
        children.computeIfAbsent(key(parent), any -> new LinkedHashSet<>()).add(key(child));
    }

    private boolean is(ConceptDefinitionComponent concept, String property) {
        var said = new Concept(concept, false, false);
        return said.values(property(property)).anyMatch("true"::equals)
                || (property.equals("inactive")
                        && said.values(property("status")).anyMatch(NO_LONGER_USED::contains));
    }

    /** What the code system itself calls one of FHIR's properties. */
    private String property(String standard) {
        return definition.getProperty().stream()
                .filter(each -> (STANDARD_PROPERTY + standard).equals(each.getUri()))
                .map(CodeSystem.PropertyComponent::getCode)
                .findFirst()
                .orElse(standard);
    }

    private String key(String code) {
        return definition.hasCaseSensitive() && !definition.getCaseSensitive() ? code.toLowerCase(Locale.ROOT) : code;
    }

    @Override
    public CodeSystem about() {
        return definition;
    }

    @Override
    public Optional<Concept> find(String code) {
        return Optional.ofNullable(concepts.get(key(code)));
    }

    @Override
    public Stream<Concept> all() {
        return concepts.values().stream();
    }

    @Override
    public Stream<Concept> parents(String code) {
        return parents.getOrDefault(key(code), Set.of()).stream()
                .map(concepts::get)
                .filter(Objects::nonNull);
    }

    @Override
    public Stream<Concept> children(String code) {
        return children.getOrDefault(key(code), Set.of()).stream()
                .map(concepts::get)
                .filter(Objects::nonNull);
    }

    @Override
    public Stream<Concept> below(String code) {
        return reachable(children, code);
    }

    @Override
    public Stream<Concept> above(String code) {
        return reachable(parents, code);
    }

    private Stream<Concept> reachable(Map<String, Set<String>> next, String code) {
        var seen = new LinkedHashSet<String>();
        var waiting = new ArrayDeque<Collection<String>>();
        waiting.add(next.getOrDefault(key(code), Set.of()));
        while (!waiting.isEmpty()) {
            waiting.poll().stream()
                    .filter(seen::add)
                    .map(each -> next.getOrDefault(each, Set.of()))
                    .forEach(waiting::add);
        }
        seen.remove(key(code));
        return seen.stream().map(concepts::get).filter(Objects::nonNull);
    }
}
