package org.openward.fhir.terminology;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.jpa.api.dao.DaoRegistry;
import ca.uhn.fhir.jpa.rp.r4.ConceptMapResourceProvider;
import ca.uhn.fhir.rest.api.server.RequestDetails;
import jakarta.servlet.http.HttpServletRequest;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.hl7.fhir.instance.model.api.IBaseCoding;
import org.hl7.fhir.instance.model.api.IBaseDatatype;
import org.hl7.fhir.instance.model.api.IIdType;
import org.hl7.fhir.instance.model.api.IPrimitiveType;
import org.hl7.fhir.r4.model.BooleanType;
import org.hl7.fhir.r4.model.CodeType;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.ConceptMap;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.StringType;
import org.hl7.fhir.r4.model.Type;
import org.hl7.fhir.r4.model.UriType;
import org.jspecify.annotations.Nullable;
import org.openward.fhir.FhirStore;
import org.openward.fhir.sites.SiteDefinitions;
import org.openward.terminology.Matches;
import org.openward.terminology.Matches.Match;
import org.springframework.stereotype.Component;

/**
 * {@code $translate}, in place of HAPI's answer in the provider of the type: HAPI asks tables that lag behind the maps, and passes over
 * what a map says of codes that it does not list.
 */
@Component
public class ConceptMapAnswers extends ConceptMapResourceProvider {
    private final StoredDefinitions definitions;
    private final FhirStore records;
    private final SiteDefinitions sites;

    ConceptMapAnswers(
            FhirContext fhir,
            DaoRegistry stores,
            StoredDefinitions definitions,
            FhirStore records,
            SiteDefinitions sites) {
        this.definitions = definitions;
        this.records = records;
        this.sites = sites;
        setContext(fhir);
        setDao(stores.getResourceDao(ConceptMap.class));
    }

    @Override
    public Parameters translate(
            HttpServletRequest web,
            @Nullable IIdType id,
            @Nullable IPrimitiveType<String> url,
            @Nullable IPrimitiveType<String> mapVersion,
            @Nullable IPrimitiveType<String> system,
            @Nullable IPrimitiveType<String> version,
            @Nullable IPrimitiveType<String> source,
            @Nullable IPrimitiveType<String> sourceScope,
            @Nullable IPrimitiveType<String> code,
            @Nullable IBaseCoding coding,
            @Nullable IBaseDatatype concept,
            @Nullable IPrimitiveType<String> sourceCode,
            @Nullable IBaseCoding sourceCoding,
            @Nullable IBaseDatatype sourceConcept,
            @Nullable IPrimitiveType<String> target,
            @Nullable IPrimitiveType<String> targetScope,
            @Nullable IPrimitiveType<String> targetsystem,
            @Nullable IPrimitiveType<String> targetSystem,
            @Nullable IPrimitiveType<Boolean> reverse,
            RequestDetails request) {
        var codings = codings(
                either(code, sourceCode).map(each -> new Coding(text(system).orElse(null), each, null)
                        .setVersion(text(version).orElse(null))),
                Optional.ofNullable(coding == null ? sourceCoding : coding),
                Optional.ofNullable(concept == null ? sourceConcept : concept));
        var back = reverse != null && Boolean.TRUE.equals(reverse.getValue());
        var maps = id != null
                ? List.of(records.read(ConceptMap.class, id.getIdPart()))
                : text(url)
                        .map(address -> named(address, text(mapVersion)))
                        .orElseGet(() -> maps(codings, back, either(source, sourceScope), either(target, targetScope)));
        var matches = new Matches(
                either(targetsystem, targetSystem).orElse(null), other -> definitions.stored(ConceptMap.class, other));
        return shown(maps.stream()
                .flatMap(map -> codings.stream()
                        .flatMap(each -> (back ? matches.back(map, each) : matches.of(map, each)).stream()))
                .toList());
    }

    private List<ConceptMap> named(String url, Optional<String> version) {
        var canonical = url + version.map(each -> "|" + each).orElse("");
        return definitions.stored(ConceptMap.class, canonical).stream().toList();
    }

    /** Without an address, every map counts that knows the code's system, in the scope that is asked for. */
    private List<ConceptMap> maps(
            List<Coding> codings, boolean back, Optional<String> source, Optional<String> target) {
        Map<String, ConceptMap> maps = new LinkedHashMap<>();
        var parameter = back ? "target-system" : "source-system";
        codings.stream()
                .filter(Coding::hasSystem)
                .map(Coding::getSystem)
                .distinct()
                .flatMap(each -> sites.search(ConceptMap.class, parameter + "=" + FhirStore.literally(each)).stream())
                .filter(map ->
                        source.filter(scope -> !isScope(scope, map.getSource())).isEmpty())
                .filter(map ->
                        target.filter(scope -> !isScope(scope, map.getTarget())).isEmpty())
                .forEach(map -> maps.put(map.getIdElement().getIdPart(), map));
        return List.copyOf(maps.values());
    }

    private static boolean isScope(String wanted, @Nullable Type scope) {
        return scope != null && wanted.equals(scope.primitiveValue());
    }

    private static List<Coding> codings(
            Optional<Coding> code, Optional<IBaseCoding> coding, Optional<IBaseDatatype> concept) {
        if (Stream.of(code, coding, concept).filter(Optional::isPresent).count() != 1) {
            throw UnansweredTerminology.unclear("Give one of: code with its system, coding, codeableConcept.");
        }
        var codings = concept.map(each -> ((CodeableConcept) each).getCoding())
                .orElseGet(() -> List.of(code.orElseGet(() -> (Coding) coding.orElseThrow())));
        return codings.stream().filter(Coding::hasCode).collect(Collectors.toList());
    }

    private static Parameters shown(List<Match> matches) {
        var shown = new Parameters();
        var translated = matches.stream().anyMatch(Match::isTranslation);
        shown.addParameter("result", new BooleanType(translated));
        if (matches.isEmpty()) {
            shown.addParameter("message", new StringType("No concept map that is known here translates the code."));
        }
        for (var match : matches) {
            var part = shown.addParameter().setName("match");
            part.addPart()
                    .setName("equivalence")
                    .setValue(new CodeType(match.equivalence().toCode()));
            if (match.concept() != null) {
                part.addPart().setName("concept").setValue(match.concept());
            }
            for (var product : match.products()) {
                var also = part.addPart().setName("product");
                also.addPart().setName("element").setValue(new UriType(product.getProperty()));
                also.addPart()
                        .setName("concept")
                        .setValue(new Coding(product.getSystem(), product.getValue(), product.getDisplay()));
            }
            if (match.map() != null) {
                part.addPart().setName("source").setValue(new UriType(match.map()));
            }
        }
        return shown;
    }

    private static Optional<String> either(
            @Nullable IPrimitiveType<String> one, @Nullable IPrimitiveType<String> other) {
        if (one != null && other != null) {
            throw UnansweredTerminology.unclear("Give a parameter of $translate by its name in R4 or in R5, not both.");
        }
        return text(one == null ? other : one);
    }

    private static Optional<String> text(@Nullable IPrimitiveType<String> given) {
        return Optional.ofNullable(given).map(IPrimitiveType::getValue).filter(text -> !text.isBlank());
    }
}
