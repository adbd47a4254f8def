package org.openward.terminology;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.hl7.fhir.r4.model.CanonicalType;
import org.hl7.fhir.r4.model.CodeSystem.CodeSystemContentMode;
import org.hl7.fhir.r4.model.ValueSet;
import org.hl7.fhir.r4.model.ValueSet.ConceptReferenceComponent;
import org.hl7.fhir.r4.model.ValueSet.ConceptSetComponent;
import org.hl7.fhir.r4.model.ValueSet.ValueSetExpansionContainsComponent;
import org.jspecify.annotations.Nullable;

/**
 * Which codes a value set has: those of any include, each the codes of a system that are also in all value sets named beside it, but
 * for those of any exclude (FHIR R4, ValueSet.compose).
 */
final class Composition {
    static final int MOST = 100_000;

    private final Definitions definitions;
    private final Versions versions;
    private final Set<String> used = new LinkedHashSet<>();
    private final Set<String> open = new LinkedHashSet<>();
    private final Map<String, Map<Member.Key, Member>> seen = new HashMap<>();
    private final Effort effort = new Effort();
    private int counted;

    Composition(Definitions definitions, Versions versions) {
        this.definitions = definitions;
        this.versions = versions;
    }

    /** The code systems that were asked, with their versions. */
    Set<String> used() {
        return used;
    }

    /**
     * What somebody wants to see of a value set that is no more than one choice from a large code system, chosen and counted where its
     * codes are kept.
     */
    Optional<Page> page(ValueSet set, ExpansionRequest request) {
        var includes = set.getCompose().getInclude();
        if (includes.size() != 1 || set.getCompose().hasExclude() || !isOneChoice(includes.get(0))) {
            return Optional.empty();
        }
        var include = includes.get(0);
        var canonical = versions.canonical(include.getSystem(), Optional.ofNullable(include.getVersion()));
        return definitions
                .codes(canonical)
                .filter(Catalogue.class::isInstance)
                .map(codes -> page(include, (Catalogue) codes, Catalogue.Choice.of(set, include, request)));
    }

    private static boolean isOneChoice(ConceptSetComponent include) {
        return include.hasSystem() && !include.hasConcept() && !include.hasValueSet();
    }

    private Page page(ConceptSetComponent include, Catalogue codes, Catalogue.Choice choice) {
        effort.lookAt(include);
        used.add(codes.canonical());
        var limited = choice.atMost(MOST);
        var chosen = codes.chosen(limited);
        if (!limited.equals(choice) && chosen.total() - choice.page().offset() > MOST) {
            throw TerminologyFault.tooManyCodes(MOST);
        }
        return new Page(
                chosen.total(),
                chosen.concepts().stream()
                        .map(concept -> member(include, concept))
                        .toList());
    }

    /**
     * A part of a value set.
     *
     * @param total how many codes there are in all
     */
    record Page(int total, List<Member> members) {}

    Map<Member.Key, Member> members(ValueSet set) {
        var url = set.hasUrl() ? set.getUrl() : "";
        if (!url.isEmpty() && !open.add(url)) {
            throw TerminologyFault.namesItself(url);
        }
        var members = set.hasCompose()
                ? composed(set.getCompose())
                : listed(set.getExpansion().getContains());
        open.remove(url);
        return members;
    }

    private Map<Member.Key, Member> composed(ValueSet.ValueSetComposeComponent compose) {
        var members = new LinkedHashMap<Member.Key, Member>();
        compose.getInclude().forEach(include -> chosen(include).forEach(members::putIfAbsent));
        compose.getExclude()
                .forEach(exclude -> members.keySet().removeAll(chosen(exclude).keySet()));
        if (compose.hasInactive() && !compose.getInactive()) {
            members.values().removeIf(Member::inactive);
        }
        return members;
    }

    /** A value set that came with its codes and without saying how they were chosen. */
    private Map<Member.Key, Member> listed(List<ValueSetExpansionContainsComponent> contains) {
        var members = new LinkedHashMap<Member.Key, Member>();
        for (var each : contains) {
            count();
            if (each.hasCode() && !each.getAbstract()) {
                var member = new Member(each.copy().setContains(null), null, each.getDesignation());
                members.putIfAbsent(member.key(), member);
            }
            members.putAll(listed(each.getContains()));
        }
        return members;
    }

    private Map<Member.Key, Member> chosen(ConceptSetComponent set) {
        effort.lookAt(set);
        var others = set.getValueSet().stream()
                .map(CanonicalType::getValue)
                .distinct()
                .toList();
        if (!set.hasSystem() && others.isEmpty()) {
            throw TerminologyFault.invalid("An include or exclude of a value set needs a system or a value set.");
        }
        var members = set.hasSystem() ? ofSystem(set) : new LinkedHashMap<>(named(others.get(0)));
        others.forEach(other -> members.keySet().retainAll(named(other).keySet()));
        return members;
    }

    /** The members of another value set, found once however often it is named. */
    private Map<Member.Key, Member> named(String canonical) {
        var members = seen.get(canonical);
        if (members == null) {
            members = members(valueSet(canonical));
            seen.put(canonical, members);
        }
        return members;
    }

    /**
     * Whether the value set has a code, found without listing the others.
     *
     * @param wanted without a system if that is to be found, too
     */
    Optional<Member> find(ValueSet set, Member.Key wanted) {
        var url = set.hasUrl() ? set.getUrl() : "";
        if (!url.isEmpty() && !open.add(url)) {
            throw TerminologyFault.namesItself(url);
        }
        var found = set.hasCompose()
                ? find(set.getCompose(), wanted)
                : listed(set.getExpansion().getContains()).values().stream()
                        .filter(member -> isOf(wanted, member.contained().getSystem())
                                && wanted.code().equals(member.contained().getCode()))
                        .findFirst();
        open.remove(url);
        return found;
    }

    private Optional<Member> find(ValueSet.ValueSetComposeComponent compose, Member.Key wanted) {
        return compose.getInclude().stream()
                .flatMap(include -> find(include, wanted).stream())
                .filter(member -> compose.getExclude().stream()
                        .noneMatch(exclude -> find(exclude, member.key()).isPresent()))
                .filter(member -> !compose.hasInactive() || compose.getInactive() || !member.inactive())
                .findFirst();
    }

    private Optional<Member> find(ConceptSetComponent set, Member.Key wanted) {
        effort.lookAt(set);
        if (set.hasSystem() && !isOf(wanted, set.getSystem())) {
            return Optional.empty();
        }
        var member = set.hasSystem() ? findInSystem(set, wanted.code()) : Optional.<Member>empty();
        if (set.hasSystem() && member.isEmpty()) {
            return member;
        }
        for (var canonical : set.getValueSet()) {
            var there =
                    find(valueSet(canonical.getValue()), member.map(Member::key).orElse(wanted));
            if (there.isEmpty()) {
                return there;
            }
            member = member.or(() -> there);
        }
        return member;
    }

    private static boolean isOf(Member.Key wanted, @Nullable String system) {
        return wanted.system() == null || wanted.system().equals(system);
    }

    private Optional<Member> findInSystem(ConceptSetComponent set, String code) {
        var canonical = versions.canonical(set.getSystem(), Optional.ofNullable(set.getVersion()));
        var codes = definitions.codes(canonical);
        if (set.hasConcept()) {
            var those = set.getConcept().stream()
                    .filter(each -> code.equals(each.getCode()))
                    .toList();
            return named(set, those, codes.orElse(null)).findFirst();
        }
        var known = codes.filter(each -> each.about().getContent() != CodeSystemContentMode.NOTPRESENT)
                .orElseThrow(() -> TerminologyFault.unknownCodeSystem(canonical));
        return known.find(code, set.getFilter()).map(concept -> member(set, concept));
    }

    private ValueSet valueSet(String canonical) {
        return definitions.valueSet(canonical).orElseThrow(() -> TerminologyFault.unknownValueSet(canonical));
    }

    private Map<Member.Key, Member> ofSystem(ConceptSetComponent set) {
        var canonical = versions.canonical(set.getSystem(), Optional.ofNullable(set.getVersion()));
        var codes = definitions.codes(canonical);
        codes.ifPresent(known -> used.add(known.canonical()));
        var members = new LinkedHashMap<Member.Key, Member>();
        var chosen = set.hasConcept()
                ? named(set, set.getConcept(), codes.orElse(null))
                : filtered(set, codes.orElseThrow(() -> TerminologyFault.unknownCodeSystem(canonical)));
        chosen.forEach(member -> {
            count();
            members.putIfAbsent(member.key(), member);
        });
        return members;
    }

    /** All codes that are looked at on the way to the value set's own. */
    private void count() {
        if (++counted > MOST) {
            throw TerminologyFault.tooManyCodes(MOST);
        }
    }

    /** Codes named one by one, but for those that the code system is known not to have; nobody need know the code system. */
    private static Stream<Member> named(
            ConceptSetComponent set, List<ConceptReferenceComponent> those, @Nullable Codes codes) {
        var known = codes == null
                ? Map.<String, Concept>of()
                : codes.known(those.stream()
                        .filter(ConceptReferenceComponent::hasCode)
                        .map(ConceptReferenceComponent::getCode)
                        .distinct()
                        .toList());
        return those.stream()
                .filter(each ->
                        codes == null || !codes.isComplete() || (each.hasCode() && known.containsKey(each.getCode())))
                .map(each -> named(set, each, each.hasCode() ? known.get(each.getCode()) : null));
    }

    private static Member named(ConceptSetComponent set, ConceptReferenceComponent named, @Nullable Concept concept) {
        var contained = concept == null ? new ValueSetExpansionContainsComponent() : contained(concept);
        contained.setSystem(set.getSystem()).setVersion(set.getVersion()).setCode(named.getCode());
        if (named.hasDisplay()) {
            contained.setDisplay(named.getDisplay());
        }
        return new Member(contained, concept, named.getDesignation());
    }

    private static Stream<Member> filtered(ConceptSetComponent set, Codes codes) {
        if (codes.about().getContent() == CodeSystemContentMode.NOTPRESENT) {
            throw TerminologyFault.unknownCodeSystem(codes.canonical());
        }
        return codes.matching(set.getFilter()).map(concept -> member(set, concept));
    }

    private static Member member(ConceptSetComponent set, Concept concept) {
        return new Member(
                contained(concept).setSystem(set.getSystem()).setVersion(set.getVersion()), concept, List.of());
    }

    private static ValueSetExpansionContainsComponent contained(Concept concept) {
        var contained = new ValueSetExpansionContainsComponent()
                .setCode(concept.code())
                .setDisplay(concept.definition().getDisplay());
        if (concept.inactive()) {
            contained.setInactive(true);
        }
        if (concept.groupOnly()) {
            contained.setAbstract(true);
        }
        return contained;
    }
}
