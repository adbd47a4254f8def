package org.openward.terminology;

import java.time.Clock;
import java.util.Arrays;
import java.util.Collection;
import java.util.Date;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.apache.commons.lang3.StringUtils;
import org.hl7.fhir.r4.model.BooleanType;
import org.hl7.fhir.r4.model.CanonicalType;
import org.hl7.fhir.r4.model.CodeType;
import org.hl7.fhir.r4.model.IntegerType;
import org.hl7.fhir.r4.model.StringType;
import org.hl7.fhir.r4.model.Type;
import org.hl7.fhir.r4.model.UriType;
import org.hl7.fhir.r4.model.ValueSet;
import org.hl7.fhir.r4.model.ValueSet.ConceptReferenceDesignationComponent;
import org.hl7.fhir.r4.model.ValueSet.ValueSetExpansionComponent;
import org.hl7.fhir.r4.model.ValueSet.ValueSetExpansionContainsComponent;
import org.openward.terminology.ExpansionRequest.Wish;

/** The codes of a value set, written out: {@code $expand}. The list is flat. */
public final class Expansion {
    private static final String NEEDS_SUPPLEMENT = "http://hl7.org/fhir/StructureDefinition/valueset-supplement";

    private final Definitions definitions;
    private final Clock clock;

    public Expansion(Definitions definitions, Clock clock) {
        this.definitions = definitions;
        this.clock = clock;
    }

    /**
     * The codes that somebody wants to see of a value set.
     *
     * @return the value set with its expansion, and with its definition only if that was wished for
     * @throws TerminologyFault where something that it is made of is not known, or too much
     */
    public ValueSet of(ValueSet set, ExpansionRequest request) {
        var supplements = supplements(set, request);
        var composition = new Composition(definitions, request.versions());
        var shown = supplements.isEmpty() ? composition.page(set, request) : Optional.<Composition.Page>empty();
        var page = shown.map(found -> new Found(found.total(), named(found.members(), supplements)))
                .orElseGet(() -> found(composition.members(set).values(), supplements, request));
        var expanded = set.copy();
        if (!request.wishes().contains(Wish.DEFINITION)) {
            expanded.setCompose(null);
        }
        var expansion = new ValueSetExpansionComponent()
                .setIdentifier("urn:uuid:" + UUID.randomUUID())
                .setTimestamp(Date.from(clock.instant()))
                .setTotal(page.total());
        says(expansion, request);
        composition.used().forEach(canonical -> says(expansion, "version", new UriType(canonical)));
        if (request.page().count() != null || request.page().offset() > 0) {
            expansion.setOffset(request.page().offset());
        }
        page.page().forEach(named -> expansion.addContains(named.shown(request)));
        return expanded.setExpansion(expansion);
    }

    private record Found(int total, List<Named> page) {}

    private static Found found(Collection<Member> members, List<Codes> supplements, ExpansionRequest request) {
        var wanted = named(members, supplements).stream()
                .filter(named -> !request.wishes().contains(Wish.ACTIVE_ONLY)
                        || !named.member().inactive())
                .filter(named -> !request.wishes().contains(Wish.FOR_CHOOSING)
                        || !named.member().contained().getAbstract())
                .filter(named -> named.has(words(request)))
                .toList();
        return new Found(
                wanted.size(),
                wanted.stream()
                        .skip(request.page().offset())
                        .limit(Objects.requireNonNullElse(request.page().count(), Integer.MAX_VALUE))
                        .toList());
    }

    private static List<Named> named(Collection<Member> members, List<Codes> supplements) {
        return members.stream()
                .map(member -> new Named(member, member.names(supplements)))
                .toList();
    }

    private List<Codes> supplements(ValueSet set, ExpansionRequest request) {
        var needed = set.getExtensionsByUrl(NEEDS_SUPPLEMENT).stream()
                .map(extension -> extension.getValue().primitiveValue());
        return Stream.concat(needed, request.supplements().stream())
                .distinct()
                .map(canonical -> definitions
                        .supplement(canonical)
                        .orElseThrow(() -> TerminologyFault.unknownSupplement(canonical)))
                .toList();
    }

    private static List<String> words(ExpansionRequest request) {
        return Arrays.stream(StringUtils.split(StringUtils.defaultString(request.filter())))
                .map(word -> word.toLowerCase(Locale.ROOT))
                .toList();
    }

    private static void says(ValueSetExpansionComponent expansion, ExpansionRequest request) {
        if (request.filter() != null) {
            says(expansion, "filter", new StringType(request.filter()));
        }
        if (request.language() != null) {
            says(expansion, "displayLanguage", new CodeType(request.language()));
        }
        if (request.page().count() != null) {
            says(expansion, "count", new IntegerType(request.page().count()));
        }
        if (request.page().offset() > 0) {
            says(expansion, "offset", new IntegerType(request.page().offset()));
        }
        if (request.wishes().contains(Wish.ACTIVE_ONLY)) {
            says(expansion, "activeOnly", new BooleanType(true));
        }
        request.supplements().forEach(canonical -> says(expansion, "useSupplement", new CanonicalType(canonical)));
    }

    private static void says(ValueSetExpansionComponent expansion, String name, Type value) {
        expansion.addParameter().setName(name).setValue(value);
    }

    /** A code with all its names. */
    private record Named(Member member, List<ConceptReferenceDesignationComponent> names) {
        boolean has(List<String> words) {
            return words.stream().allMatch(word -> Stream.concat(
                            Stream.of(
                                    member.contained().getCode(),
                                    member.contained().getDisplay()),
                            names.stream().map(ConceptReferenceDesignationComponent::getValue))
                    .filter(Objects::nonNull)
                    .anyMatch(name -> name.toLowerCase(Locale.ROOT).contains(word)));
        }

        ValueSetExpansionContainsComponent shown(ExpansionRequest request) {
            var shown = member.contained().copy();
            if (request.language() != null) {
                Concept.inLanguage(names, request.language()).ifPresent(shown::setDisplay);
            }
            shown.setDesignation(request.wishes().contains(Wish.DESIGNATIONS) ? names : null);
            return shown;
        }
    }
}
