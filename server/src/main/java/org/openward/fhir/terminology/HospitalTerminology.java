package org.openward.fhir.terminology;

import ca.uhn.fhir.context.support.ConceptValidationOptions;
import ca.uhn.fhir.context.support.ValidationSupportContext;
import ca.uhn.fhir.context.support.ValueSetExpansionOptions;
import ca.uhn.fhir.jpa.term.TermReadSvcImpl;
import ca.uhn.fhir.util.FhirVersionIndependentConcept;
import jakarta.annotation.Priority;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.apache.commons.lang3.StringUtils;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.r4.model.CodeSystem;
import org.hl7.fhir.r4.model.CodeSystem.CodeSystemContentMode;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.ValueSet;
import org.jspecify.annotations.Nullable;
import org.openward.fhir.sites.SiteDefinitions;
import org.openward.terminology.Codes;
import org.openward.terminology.Concept;
import org.openward.terminology.Definitions;
import org.openward.terminology.Expansion;
import org.openward.terminology.ExpansionRequest;
import org.openward.terminology.ExpansionRequest.Page;
import org.openward.terminology.ImplicitValueSets;
import org.openward.terminology.Member;
import org.openward.terminology.Membership;
import org.openward.terminology.TerminologyFault;
import org.openward.terminology.Versions;
import org.springframework.stereotype.Component;

/** What HAPI's validation and its searches within searches ask of terminology, answered as the operations answer it. */
@Component
@Priority(1)
class HospitalTerminology extends TermReadSvcImpl {
    private final StoredDefinitions definitions;
    private final Definitions counting;
    private final Expansion expansion;

    HospitalTerminology(StoredDefinitions definitions, Clock clock) {
        this.definitions = definitions;
        this.counting = new DefinitionsForAll(definitions);
        this.expansion = new Expansion(counting, clock);
    }

    /** Nothing is kept here; HAPI would read every definition that there is to forget what it noted on them. */
    @Override
    public void invalidateCaches() {}

    @Override
    public boolean isCodeSystemSupported(ValidationSupportContext context, @Nullable String system) {
        return StringUtils.isNotBlank(system)
                && definitions
                        .stored(CodeSystem.class, system)
                        .map(definitions::codes)
                        .filter(each -> each.about().getContent() != CodeSystemContentMode.NOTPRESENT)
                        .isPresent();
    }

    @Override
    public boolean isValueSetSupported(ValidationSupportContext context, @Nullable String url) {
        return StringUtils.isNotBlank(url)
                && (SiteDefinitions.countingForAll(() -> definitions.stored(ValueSet.class, url))
                                .isPresent()
                        || ImplicitValueSets.of(url).isPresent());
    }

    @Override
    public ValueSet expandValueSet(@Nullable ValueSetExpansionOptions options, String url) {
        return expandValueSet(options, valueSet(url));
    }

    @Override
    public ValueSet expandValueSet(@Nullable ValueSetExpansionOptions options, ValueSet set) {
        var request = options == null
                ? ExpansionRequest.WHOLE
                : new ExpansionRequest(
                        options.getFilter(),
                        options.getTheDisplayLanguage(),
                        new Page(options.getOffset(), options.getCount()),
                        Set.of(),
                        Versions.AS_NAMED,
                        List.of());
        var expanded = UnansweredTerminology.unless(() -> expansion.of(set, request));
        if (options != null
                && options.getCount() == CodesInSearches.MOST
                && expanded.getExpansion().getTotal() > CodesInSearches.MOST) {
            throw CodesInSearches.tooMany();
        }
        return expanded;
    }

    @Override
    public List<FhirVersionIndependentConcept> findCodesAbove(String system, String code) {
        return withThose(system, code, Codes::above);
    }

    @Override
    public List<FhirVersionIndependentConcept> findCodesBelow(String system, String code) {
        return withThose(system, code, Codes::below);
    }

    private List<FhirVersionIndependentConcept> withThose(
            String system, String code, BiFunction<Codes, String, Stream<Concept>> others) {
        var found = definitions.codes(system).stream()
                .flatMap(codes -> others.apply(codes, code))
                .map(Concept::code);
        var named = Stream.concat(Stream.of(code), found)
                .limit(CodesInSearches.MOST + 1L)
                .map(each -> new FhirVersionIndependentConcept(system, each))
                .toList();
        if (named.size() > CodesInSearches.MOST) {
            throw CodesInSearches.tooMany();
        }
        return named;
    }

    @Override
    public @Nullable CodeValidationResult validateCode(
            ValidationSupportContext context,
            ConceptValidationOptions options,
            @Nullable String system,
            String code,
            @Nullable String display,
            @Nullable String valueSetUrl) {
        var wanted = new Coding(system, code, display);
        if (StringUtils.isNotBlank(valueSetUrl)) {
            return inValueSet(wanted, valueSet(valueSetUrl));
        }
        return definitions
                .codes(StringUtils.defaultString(system))
                .flatMap(codes -> codes.find(code)
                        .map(concept -> CodeVerdict.of(codes, concept, display))
                        .or(() -> codes.isComplete()
                                ? Optional.of(CodeVerdict.absent(wanted, "does not exist"))
                                : Optional.empty()))
                .map(HospitalTerminology::result)
                .orElse(null);
    }

    @Override
    public @Nullable CodeValidationResult validateCodeInValueSet(
            ValidationSupportContext context,
            ConceptValidationOptions options,
            @Nullable String system,
            String code,
            @Nullable String display,
            IBaseResource set) {
        return inValueSet(new Coding(system, code, display), (ValueSet) set);
    }

    /** Nothing where the value set is made of what is not known here: somebody else may know it. */
    private @Nullable CodeValidationResult inValueSet(Coding wanted, ValueSet set) {
        try {
            return result(new Membership(counting, Versions.AS_NAMED)
                    .find(set, new Member.Key(wanted.getSystem(), wanted.getCode()))
                    .map(member -> CodeVerdict.of(member, wanted.getDisplay()))
                    .orElseGet(() -> CodeVerdict.absent(wanted, "is not in the value set " + set.getUrl())));
        } catch (TerminologyFault unknown) {
            return null;
        }
    }

    /** A code under a wrong name is still the code. */
    private static CodeValidationResult result(CodeVerdict verdict) {
        var result = new CodeValidationResult();
        verdict.message().ifPresent(result::setMessage);
        if (verdict.code().hasDisplay() || verdict.isGood()) {
            result.setCode(verdict.code().getCode()).setDisplay(verdict.code().getDisplay());
        }
        if (!verdict.isGood()) {
            result.setSeverity(verdict.code().hasDisplay() ? IssueSeverity.WARNING : IssueSeverity.ERROR);
        }
        return result;
    }

    private ValueSet valueSet(String url) {
        return counting.valueSet(url)
                .orElseThrow(() -> UnansweredTerminology.notFound("There is no value set " + url + " here."));
    }
}
