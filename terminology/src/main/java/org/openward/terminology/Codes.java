package org.openward.terminology;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.hl7.fhir.r4.model.CodeSystem;
import org.hl7.fhir.r4.model.ValueSet.ConceptSetFilterComponent;

/** A code system that can be asked, wherever its codes are kept. */
public interface Codes {
    /** What is said of the code system as a whole: its address, version, name and properties; not necessarily its codes. */
    CodeSystem about();

    /** A code as the code system writes it, or, where case does not matter, in any case. */
    Optional<Concept> find(String code);

    /** Those of many codes that there are, each under the code that was asked for. */
    default Map<String, Concept> known(Collection<String> codes) {
        var known = new HashMap<String, Concept>();
        codes.forEach(code -> find(code).ifPresent(concept -> known.put(code, concept)));
        return known;
    }

    /** All of them, those above before those below. */
    Stream<Concept> all();

    /** Those right above a code. */
    Stream<Concept> parents(String code);

    /** Those right under a code. */
    Stream<Concept> children(String code);

    /** Those that a code has under it at any depth, without the code itself. */
    Stream<Concept> below(String code);

    /** Those that a code stands under, without the code itself. */
    Stream<Concept> above(String code);

    /** Whether a code that is not found does not exist; of a fragment, or of one that came without its codes, nobody knows. */
    default boolean isComplete() {
        return about().getContent() == CodeSystem.CodeSystemContentMode.COMPLETE;
    }

    /** The codes that a value set chooses by properties: by all of these. */
    default Stream<Concept> matching(List<ConceptSetFilterComponent> filters) {
        return all().filter(chosenBy(filters));
    }

    /** A code, if a value set chooses it by all of these. */
    default Optional<Concept> find(String code, List<ConceptSetFilterComponent> filters) {
        return find(code).filter(chosenBy(filters));
    }

    private Predicate<Concept> chosenBy(List<ConceptSetFilterComponent> filters) {
        return filters.stream().map(filter -> ConceptFilter.of(this, filter)).reduce(any -> true, Predicate::and);
    }

    /** Its address and, if it has one, its version. */
    default String canonical() {
        return about().hasVersion() ? about().getUrl() + "|" + about().getVersion() : about().getUrl();
    }
}
