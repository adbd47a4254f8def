package org.openward.terminology;

import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.ConceptMap;
import org.hl7.fhir.r4.model.ConceptMap.ConceptMapGroupComponent;
import org.hl7.fhir.r4.model.ConceptMap.ConceptMapGroupUnmappedComponent;
import org.hl7.fhir.r4.model.ConceptMap.ConceptMapGroupUnmappedMode;
import org.hl7.fhir.r4.model.ConceptMap.SourceElementComponent;
import org.hl7.fhir.r4.model.ConceptMap.TargetElementComponent;
import org.hl7.fhir.r4.model.Enumerations.ConceptMapEquivalence;

/**
 * What a local code, of an analyzer or a site, means in a standard code system, read from one {@link ConceptMap}.
 *
 * <p>A target counts when it says no more than the source does: {@code equal}, {@code equivalent}, then {@code wider} or
 * {@code subsumes}. A narrower or merely related target, or one that depends on another property, is a guess and does
 * not count, nor do two different targets of the same rank. Codes are compared exactly, upper and lower case included.
 */
public final class Translation {
    private static final List<Set<ConceptMapEquivalence>> RANKS = List.of(
            Set.of(ConceptMapEquivalence.EQUAL),
            Set.of(ConceptMapEquivalence.EQUIVALENT),
            Set.of(ConceptMapEquivalence.WIDER, ConceptMapEquivalence.SUBSUMES));

    private final ConceptMap map;
    private final Function<String, Optional<ConceptMap>> otherMaps;

    /** A map that stands alone: a code left to another map has no translation. */
    public Translation(ConceptMap map) {
        this(map, url -> Optional.empty());
    }

    /** A map that may leave unmapped codes to others, which are found by their canonical URL. */
    public Translation(ConceptMap map, Function<String, Optional<ConceptMap>> otherMaps) {
        this.map = map;
        this.otherMaps = otherMaps;
    }

    /** The standard code for a local code, whatever source system the map's groups name. */
    public Optional<Coding> of(String code) {
        return of(new Coding().setCode(code));
    }

    /** The standard code for a coding; a group that names another source system is passed over. */
    public Optional<Coding> of(Coding source) {
        return translate(map, source, new HashSet<>());
    }

    /** Whether the map itself lists the code, be it only to say that it has no translation. */
    public boolean lists(String code) {
        return map.getGroup().stream()
                .anyMatch(group -> element(group, code).findAny().isPresent());
    }

    /** Every local code that this map lists, or one that it leaves unmapped codes to, in their order. */
    public List<String> sources() {
        Set<String> sources = new LinkedHashSet<>();
        gather(map, sources, new HashSet<>());
        return List.copyOf(sources);
    }

    private void gather(ConceptMap current, Set<String> sources, Set<String> visited) {
        if (!visited.add(current.getUrl())) {
            return;
        }
        for (ConceptMapGroupComponent group : current.getGroup()) {
            group.getElement().stream().map(SourceElementComponent::getCode).forEach(sources::add);
            ConceptMapGroupUnmappedComponent unmapped = group.getUnmapped();
            if (unmapped.getMode() == ConceptMapGroupUnmappedMode.OTHERMAP) {
                otherMaps.apply(unmapped.getUrl()).ifPresent(other -> gather(other, sources, visited));
            }
        }
    }

    private Optional<Coding> translate(ConceptMap current, Coding source, Set<String> visited) {
        List<ConceptMapGroupComponent> groups = current.getGroup().stream()
                .filter(group -> speaksOf(group, source))
                .toList();
        List<ConceptMapGroupComponent> listing = groups.stream()
                .filter(group -> element(group, source.getCode()).findAny().isPresent())
                .toList();
        if (!listing.isEmpty()) {
            return best(listing, source.getCode());
        }
        visited.add(current.getUrl());
        return groups.stream()
                .flatMap(group -> unmapped(group, source, visited).stream())
                .findFirst();
    }

    private static boolean speaksOf(ConceptMapGroupComponent group, Coding source) {
        return !source.hasSystem() || !group.hasSource() || group.getSource().equals(source.getSystem());
    }

    private static Stream<SourceElementComponent> element(ConceptMapGroupComponent group, String code) {
        return group.getElement().stream().filter(element -> code.equals(element.getCode()));
    }

    private static Optional<Coding> best(List<ConceptMapGroupComponent> groups, String code) {
        for (Set<ConceptMapEquivalence> rank : RANKS) {
            List<Coding> targets =
                    groups.stream().flatMap(group -> targets(group, code, rank)).toList();
            if (!targets.isEmpty()) {
                return onlyOne(targets);
            }
        }
        return Optional.empty();
    }

    private static Stream<Coding> targets(
            ConceptMapGroupComponent group, String code, Set<ConceptMapEquivalence> rank) {
        return element(group, code)
                .flatMap(element -> element.getTarget().stream())
                .filter(TargetElementComponent::hasCode)
                .filter(target -> !target.hasDependsOn())
                .filter(target -> rank.contains(target.getEquivalence()))
                .map(target -> coding(group.getTarget(), target.getCode(), target.getDisplay()));
    }

    private static Optional<Coding> onlyOne(List<Coding> targets) {
        Coding first = targets.get(0);
        boolean agree = targets.stream()
                .allMatch(other -> other.getCode().equals(first.getCode())
                        && String.valueOf(other.getSystem()).equals(String.valueOf(first.getSystem())));
        return agree ? Optional.of(first) : Optional.empty();
    }

    private Optional<Coding> unmapped(ConceptMapGroupComponent group, Coding source, Set<String> visited) {
        ConceptMapGroupUnmappedComponent unmapped = group.getUnmapped();
        if (unmapped.getMode() == null) {
            return Optional.empty();
        }
        return switch (unmapped.getMode()) {
            case PROVIDED -> Optional.of(coding(group.getTarget(), source.getCode(), source.getDisplay()));
            case FIXED -> Optional.of(coding(group.getTarget(), unmapped.getCode(), unmapped.getDisplay()));
            case OTHERMAP -> elsewhere(unmapped.getUrl(), source, visited);
            case NULL -> Optional.empty();
        };
    }

    private Optional<Coding> elsewhere(String url, Coding source, Set<String> visited) {
        return visited.contains(url)
                ? Optional.empty()
                : otherMaps.apply(url).flatMap(other -> translate(other, source, visited));
    }

    private static Coding coding(String system, String code, String display) {
        return new Coding().setSystem(system).setCode(code).setDisplay(display);
    }
}
