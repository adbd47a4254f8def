package org.openward.fhir.terminology;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.jpa.api.dao.DaoRegistry;
import ca.uhn.fhir.jpa.rp.r4.CodeSystemResourceProvider;
import ca.uhn.fhir.rest.api.server.RequestDetails;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.hl7.fhir.instance.model.api.IBaseCoding;
import org.hl7.fhir.instance.model.api.IBaseDatatype;
import org.hl7.fhir.instance.model.api.IIdType;
import org.hl7.fhir.instance.model.api.IPrimitiveType;
import org.hl7.fhir.r4.model.CodeSystem;
import org.hl7.fhir.r4.model.CodeType;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Parameters;
import org.jspecify.annotations.Nullable;
import org.openward.fhir.FhirStore;
import org.openward.terminology.Codes;
import org.openward.terminology.Concept;
import org.springframework.stereotype.Component;

/** {@code $lookup}, {@code $subsumes} and {@code $validate-code} of code systems, in place of HAPI's answers in the provider of the type. */
@Component
public class CodeSystemAnswers extends CodeSystemResourceProvider {
    private final StoredDefinitions definitions;
    private final FhirStore records;

    CodeSystemAnswers(FhirContext fhir, DaoRegistry stores, StoredDefinitions definitions, FhirStore records) {
        this.definitions = definitions;
        this.records = records;
        setContext(fhir);
        setDao(stores.getResourceDao(CodeSystem.class));
    }

    @Override
    public Parameters lookup(
            HttpServletRequest web,
            @Nullable IPrimitiveType<String> code,
            @Nullable IPrimitiveType<String> system,
            @Nullable IBaseCoding coding,
            @Nullable IPrimitiveType<String> version,
            @Nullable IPrimitiveType<String> language,
            @Nullable List<IPrimitiveType<String>> properties,
            RequestDetails request) {
        var wanted = coding(coding, code, system, version);
        var codes = codes(wanted);
        var concept = codes.find(wanted.getCode()).orElseThrow(() -> unknown(wanted));
        var wantedProperties = properties == null
                ? List.<String>of()
                : properties.stream().map(IPrimitiveType::getValue).toList();
        return new ConceptCard(codes, concept).shown(text(language).orElse(null), wantedProperties);
    }

    @Override
    public Parameters subsumes(
            HttpServletRequest web,
            @Nullable IPrimitiveType<String> codeA,
            @Nullable IPrimitiveType<String> codeB,
            @Nullable IPrimitiveType<String> system,
            @Nullable IBaseCoding codingA,
            @Nullable IBaseCoding codingB,
            @Nullable IPrimitiveType<String> version,
            RequestDetails request) {
        var one = coding(codingA, codeA, system, version);
        var other = coding(codingB, codeB, system, version);
        if (!Objects.equals(one.getSystem(), other.getSystem())) {
            throw UnansweredTerminology.unclear("Two codes can be compared only within one code system.");
        }
        var codes = codes(one);
        return new Parameters()
                .addParameter(
                        "outcome",
                        new CodeType(compared(
                                codes,
                                codes.find(one.getCode()).orElseThrow(() -> unknown(one)),
                                codes.find(other.getCode()).orElseThrow(() -> unknown(other)))));
    }

    private static String compared(Codes codes, Concept one, Concept other) {
        if (one.code().equals(other.code())) {
            return "equivalent";
        }
        if (isAbove(codes, one, other)) {
            return "subsumes";
        }
        return isAbove(codes, other, one) ? "subsumed-by" : "not-subsumed";
    }

    private static boolean isAbove(Codes codes, Concept one, Concept other) {
        return codes.above(other.code()).anyMatch(each -> each.code().equals(one.code()));
    }

    @Override
    public Parameters validateCode(
            HttpServletRequest web,
            @Nullable IIdType id,
            @Nullable IPrimitiveType<String> url,
            @Nullable IPrimitiveType<String> version,
            @Nullable IPrimitiveType<String> code,
            @Nullable IPrimitiveType<String> display,
            @Nullable IBaseCoding coding,
            @Nullable IBaseDatatype concept,
            RequestDetails request) {
        var addressed = id == null
                ? Optional.<Codes>empty()
                : Optional.of(definitions.codes(records.read(CodeSystem.class, id.getIdPart())));
        var about = addressed.isEmpty()
                ? text(url)
                : addressed.map(codes -> codes.about().getUrl());
        var codings = concept instanceof CodeableConcept several
                ? several.getCoding()
                : List.of(
                        coding instanceof Coding single
                                ? single
                                : new Coding(
                                                about.orElse(null),
                                                text(code).orElse(null),
                                                text(display).orElse(null))
                                        .setVersion(text(version).orElse(null)));
        var verdicts = codings.stream()
                .filter(Coding::hasCode)
                .filter(each -> addressed.isPresent() || each.hasSystem())
                .filter(each ->
                        about.filter(system -> !system.equals(each.getSystem())).isEmpty())
                .map(each -> verdict(each, addressed.or(() -> definitions.codes(canonical(each)))))
                .toList();
        if (verdicts.isEmpty()) {
            throw UnansweredTerminology.unclear("Give a code of the code system that the url names.");
        }
        return verdicts.stream()
                .filter(CodeVerdict::isGood)
                .findFirst()
                .orElse(verdicts.get(0))
                .parameters();
    }

    private static CodeVerdict verdict(Coding coding, Optional<Codes> codes) {
        if (codes.isEmpty()) {
            return CodeVerdict.absent(coding, "cannot be checked: the code system is not known here");
        }
        return codes.get()
                .find(coding.getCode())
                .map(concept -> CodeVerdict.of(codes.get(), concept, coding.getDisplay()))
                .orElseGet(() -> CodeVerdict.absent(
                        coding, codes.get().isComplete() ? "does not exist" : "is not in the part that is known here"));
    }

    private Codes codes(Coding coding) {
        return definitions
                .codes(canonical(coding))
                .orElseThrow(() -> UnansweredTerminology.notFound(
                        "The code system %s is not known here.".formatted(canonical(coding))));
    }

    private static UnansweredTerminology unknown(Coding coding) {
        return UnansweredTerminology.notFound(
                "The code system %s has no code %s.".formatted(coding.getSystem(), coding.getCode()));
    }

    private static String canonical(Coding coding) {
        return coding.hasVersion() ? coding.getSystem() + "|" + coding.getVersion() : coding.getSystem();
    }

    private static Coding coding(
            @Nullable IBaseCoding coding,
            @Nullable IPrimitiveType<String> code,
            @Nullable IPrimitiveType<String> system,
            @Nullable IPrimitiveType<String> version) {
        var wanted = coding instanceof Coding given
                ? given
                : new Coding(text(system).orElse(null), text(code).orElse(null), null)
                        .setVersion(text(version).orElse(null));
        if (!wanted.hasSystem() || !wanted.hasCode()) {
            throw UnansweredTerminology.unclear("Give a code and its system, or a coding with both.");
        }
        return wanted;
    }

    private static Optional<String> text(@Nullable IPrimitiveType<String> given) {
        return Optional.ofNullable(given).map(IPrimitiveType::getValue).filter(text -> !text.isBlank());
    }
}
