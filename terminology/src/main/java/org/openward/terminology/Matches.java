package org.openward.terminology;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.ConceptMap;
import org.hl7.fhir.r4.model.ConceptMap.ConceptMapGroupComponent;
import org.hl7.fhir.r4.model.ConceptMap.ConceptMapGroupUnmappedComponent;
import org.hl7.fhir.r4.model.ConceptMap.OtherElementComponent;
import org.hl7.fhir.r4.model.ConceptMap.TargetElementComponent;
import org.hl7.fhir.r4.model.Enumerations.ConceptMapEquivalence;
import org.jspecify.annotations.Nullable;

/**
 * All that concept maps say a code is in another code system, however near: {@code $translate}. {@link Translation} is stricter and
 * gives the one code that may stand in a record.
 *
 * @param targetSystem the only code system that matches may be of
 * @param otherMaps how a map finds another, to which it leaves what it does not list
 */
public record Matches(@Nullable String targetSystem, Function<String, Optional<ConceptMap>> otherMaps) {
    /**
     * What a map says of a code.
     *
     * @param map the address of the map that says it
     * @param products what else the code becomes, by the map's attributes
     */
    public record Match(
            ConceptMapEquivalence equivalence,
            @Nullable Coding concept,
            @Nullable String map,
            List<OtherElementComponent> products) {
        /** Whether it is a translation, and not the statement that there is none. */
        public boolean isTranslation() {
            return concept != null
                    && equivalence != ConceptMapEquivalence.UNMATCHED
                    && equivalence != ConceptMapEquivalence.DISJOINT;
        }
    }

    /** From the map's source to its target. */
    public List<Match> of(ConceptMap map, Coding source) {
        return of(map, source, new HashSet<>()).toList();
    }

    /** From the map's target back to its source. */
    public List<Match> back(ConceptMap map, Coding target) {
        return map.getGroup().stream()
                .filter(group ->
                        isFor(target, group.getTarget(), group.getTargetVersion()) && isWanted(group.getSource()))
                .flatMap(group -> group.getElement().stream().flatMap(element -> element.getTarget().stream()
                        .filter(each -> target.getCode().equals(each.getCode()))
                        // What holds only together with another element does not hold for the code alone.
                        .filter(each -> !each.hasDependsOn() && !each.hasProduct())
                        .map(each -> new Match(
                                reversed(equivalence(each)),
                                new Coding(group.getSource(), element.getCode(), element.getDisplay()),
                                map.getUrl(),
                                List.of()))))
                .toList();
    }

    private Stream<Match> of(ConceptMap map, Coding source, Set<String> visited) {
        return map.getGroup().stream()
                .filter(group ->
                        isFor(source, group.getSource(), group.getSourceVersion()) && isWanted(group.getTarget()))
                .flatMap(group -> of(map, group, source, visited));
    }

    private Stream<Match> of(ConceptMap map, ConceptMapGroupComponent group, Coding source, Set<String> visited) {
        var listed = group.getElement().stream()
                .filter(element -> source.getCode().equals(element.getCode()))
                .toList();
        return listed.isEmpty()
                ? unlisted(map, group, source, visited)
                : listed.stream()
                        .flatMap(element -> element.getTarget().stream())
                        // What holds only together with another element does not hold for the code alone.
                        .filter(target -> !target.hasDependsOn())
                        .map(target -> match(map, group, target));
    }

    private static Match match(ConceptMap map, ConceptMapGroupComponent group, TargetElementComponent target) {
        var concept = target.hasCode()
                ? new Coding(group.getTarget(), target.getCode(), target.getDisplay())
                        .setVersion(group.getTargetVersion())
                : null;
        return new Match(equivalence(target), concept, map.getUrl(), target.getProduct());
    }

    private Stream<Match> unlisted(ConceptMap map, ConceptMapGroupComponent group, Coding source, Set<String> visited) {
        var unmapped = group.getUnmapped();
        if (unmapped.getMode() == null) {
            return Stream.empty();
        }
        return switch (unmapped.getMode()) {
            case PROVIDED -> Stream.of(fixed(map, group, source.getCode(), source.getDisplay()));
            case FIXED -> Stream.of(fixed(map, group, unmapped.getCode(), unmapped.getDisplay()));
            case OTHERMAP -> elsewhere(unmapped, source, visited);
            case NULL -> Stream.empty();
        };
    }

    private static Match fixed(ConceptMap map, ConceptMapGroupComponent group, String code, @Nullable String display) {
        var concept = new Coding(group.getTarget(), code, display);
        return new Match(ConceptMapEquivalence.INEXACT, concept, map.getUrl(), List.of());
    }

    private Stream<Match> elsewhere(ConceptMapGroupUnmappedComponent unmapped, Coding source, Set<String> visited) {
        return visited.add(unmapped.getUrl())
                ? otherMaps.apply(unmapped.getUrl()).stream().flatMap(other -> of(other, source, visited))
                : Stream.empty();
    }

    /** A part of a map that names no version is for all of them. */
    private static boolean isFor(Coding coding, @Nullable String system, @Nullable String version) {
        return (!coding.hasSystem() || coding.getSystem().equals(system))
                && (!coding.hasVersion()
                        || version == null
                        || coding.getVersion().equals(version));
    }

    private boolean isWanted(@Nullable String system) {
        return targetSystem == null || targetSystem.equals(system);
    }

    private static ConceptMapEquivalence equivalence(TargetElementComponent target) {
        return target.hasEquivalence() ? target.getEquivalence() : ConceptMapEquivalence.EQUIVALENT;
    }

    private static ConceptMapEquivalence reversed(ConceptMapEquivalence equivalence) {
        return switch (equivalence) {
            case WIDER -> ConceptMapEquivalence.NARROWER;
            case NARROWER -> ConceptMapEquivalence.WIDER;
            case SUBSUMES -> ConceptMapEquivalence.SPECIALIZES;
            case SPECIALIZES -> ConceptMapEquivalence.SUBSUMES;
            default -> equivalence;
        };
    }
}
