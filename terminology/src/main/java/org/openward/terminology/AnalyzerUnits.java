package org.openward.terminology;

import java.util.List;
import java.util.Optional;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.ConceptMap;
import org.openward.profiles.Definitions;
import org.openward.profiles.Systems;

/**
 * The UCUM unit that an analyzer means by what it writes in its messages.
 *
 * <p>Maps of spellings are asked before UCUM itself, because some spellings are a unit of UCUM that no laboratory means:
 * {@code K/uL} would be kelvin per microlitre. What a map lists as unmatched stays without a unit.
 */
public final class AnalyzerUnits {
    /** Id of the published map of common spellings. */
    public static final String COMMON_SPELLINGS = "analyzer-units";

    private final Ucum ucum;
    private final List<Translation> spellings;

    /** The maps in the order in which they are asked: the analyzer's own first, then {@link #common}. */
    public AnalyzerUnits(Ucum ucum, List<Translation> spellings) {
        this.ucum = ucum;
        this.spellings = List.copyOf(spellings);
    }

    /** The published map of common spellings. */
    public static Translation common(Definitions definitions) {
        return new Translation(definitions.named(ConceptMap.class, COMMON_SPELLINGS));
    }

    /** The unit with its code, and how people write it as display; empty when it is unknown or could be two. */
    public Optional<Coding> of(String spelling) {
        String written = spelling.strip();
        return spellings.stream()
                .filter(map -> map.lists(written))
                .findFirst()
                .map(map -> map.of(written).map(Coding::getCode))
                .orElseGet(() -> Optional.of(written))
                .filter(ucum::isUnit)
                .map(this::unit);
    }

    /** Whether the code is a unit of UCUM as it stands. */
    public boolean isUcum(String code) {
        return ucum.isUnit(code);
    }

    private Coding unit(String code) {
        return new Coding().setSystem(Systems.UCUM).setCode(code).setDisplay(ucum.display(code));
    }
}
