package org.openward.fhir.terminology;

import ca.uhn.fhir.rest.annotation.IdParam;
import ca.uhn.fhir.rest.annotation.Operation;
import ca.uhn.fhir.rest.api.server.RequestDetails;
import java.time.Clock;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.ValueSet;
import org.jspecify.annotations.Nullable;
import org.openward.fhir.FhirStore;
import org.openward.fhir.StandardOperations;
import org.openward.terminology.Expansion;
import org.openward.terminology.ExpansionRequest;
import org.openward.terminology.ExpansionRequest.Page;
import org.openward.terminology.ExpansionRequest.Wish;
import org.openward.terminology.Member;
import org.openward.terminology.Membership;
import org.openward.terminology.Versions;

/** {@code $expand} and {@code $validate-code} of value sets: stored ones, published ones, and those that come with the question. */
@StandardOperations
public class ValueSetAnswers {
    private static final String STANDARD = "http://hl7.org/fhir/OperationDefinition/";

    private final StoredDefinitions definitions;
    private final FhirStore records;
    private final Expansion expansion;

    ValueSetAnswers(StoredDefinitions definitions, FhirStore records, Clock clock) {
        this.definitions = definitions;
        this.records = records;
        this.expansion = new Expansion(definitions, clock);
    }

    @Operation(name = "$expand", typeName = "ValueSet", idempotent = true, canonicalUrl = STANDARD + "ValueSet-expand")
    public ValueSet expand(@IdParam(optional = true) @Nullable IdType id, RequestDetails request) {
        var asked = Inputs.of(request);
        var set = valueSet(id, asked);
        return UnansweredTerminology.unless(() -> expansion.of(set, wishes(asked)));
    }

    private static ExpansionRequest wishes(Inputs asked) {
        var wishes = EnumSet.noneOf(Wish.class);
        asked.truth("activeOnly").filter(yes -> yes).ifPresent(yes -> wishes.add(Wish.ACTIVE_ONLY));
        asked.truth("includeDesignations").filter(yes -> yes).ifPresent(yes -> wishes.add(Wish.DESIGNATIONS));
        asked.truth("includeDefinition").filter(yes -> yes).ifPresent(yes -> wishes.add(Wish.DEFINITION));
        asked.truth("excludeNotForUI").filter(yes -> yes).ifPresent(yes -> wishes.add(Wish.FOR_CHOOSING));
        var page =
                new Page(asked.number("offset").orElse(0), asked.number("count").orElse(null));
        return new ExpansionRequest(
                asked.text("filter").orElse(null),
                asked.text("displayLanguage").orElse(null),
                page,
                wishes,
                versions(asked),
                asked.texts("useSupplement"));
    }

    private static Versions versions(Inputs asked) {
        return new Versions(
                asked.texts("system-version"),
                asked.texts("force-system-version"),
                asked.texts("check-system-version"));
    }

    @Operation(
            name = "$validate-code",
            typeName = "ValueSet",
            idempotent = true,
            canonicalUrl = STANDARD + "ValueSet-validate-code")
    public Parameters validateCode(@IdParam(optional = true) @Nullable IdType id, RequestDetails request) {
        var asked = Inputs.of(request);
        var set = valueSet(id, asked);
        var membership = new Membership(definitions, versions(asked));
        return UnansweredTerminology.unless(() -> verdict(set, codings(asked), membership));
    }

    /** One of the codes of a concept is enough; the message is about the last. */
    private static Parameters verdict(ValueSet set, List<Coding> codings, Membership membership) {
        var verdicts =
                codings.stream().map(coding -> verdict(set, coding, membership)).toList();
        return verdicts.stream()
                .filter(CodeVerdict::isGood)
                .findFirst()
                .orElse(verdicts.get(verdicts.size() - 1))
                .parameters();
    }

    private static CodeVerdict verdict(ValueSet set, Coding coding, Membership membership) {
        var versioned = coding.hasVersion()
                ? new Membership(membership.definitions(), membership.versions().or(coding))
                : membership;
        return versioned
                .find(set, new Member.Key(coding.getSystem(), coding.getCode()))
                .map(member -> CodeVerdict.of(member, coding.getDisplay()))
                .orElseGet(() -> CodeVerdict.absent(
                        coding, "is not in the value set " + (set.hasUrl() ? set.getUrl() : "that was sent")));
    }

    private static List<Coding> codings(Inputs asked) {
        var concept = asked.value("codeableConcept", CodeableConcept.class);
        var single = asked.value("coding", Coding.class)
                .or(() -> asked.text("code").map(code -> new Coding()
                        .setCode(code)
                        .setSystem(asked.text("system").orElse(null))
                        .setVersion(asked.text("systemVersion").orElse(null))
                        .setDisplay(asked.text("display").orElse(null))));
        var codings = Stream.concat(concept.stream().flatMap(each -> each.getCoding().stream()), single.stream())
                .filter(Coding::hasCode)
                .collect(Collectors.toList());
        if (codings.isEmpty() || (concept.isPresent() && single.isPresent())) {
            throw UnansweredTerminology.unclear(
                    "Give one of: code with its system, coding with a code, codeableConcept with a coding.");
        }
        return codings;
    }

    private ValueSet valueSet(@Nullable IdType id, Inputs asked) {
        var sent = asked.resource("valueSet", ValueSet.class);
        var url = asked.text("url");
        if (Stream.of(Optional.ofNullable(id), sent, url)
                        .filter(Optional::isPresent)
                        .count()
                != 1) {
            throw UnansweredTerminology.unclear(
                    "Say which value set is meant: by its id in the address, by its url, or by sending it as valueSet.");
        }
        if (id != null) {
            return records.read(ValueSet.class, id.getIdPart());
        }
        return sent.orElseGet(() -> {
            var canonical = url.orElseThrow()
                    + asked.text("valueSetVersion")
                            .map(version -> "|" + version)
                            .orElse("");
            return definitions
                    .valueSet(canonical)
                    .orElseThrow(() -> UnansweredTerminology.notFound("There is no value set " + canonical + " here."));
        });
    }
}
