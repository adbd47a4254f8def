package org.openward.fhir.search.oracle;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.context.support.DefaultProfileValidationSupport;
import ca.uhn.fhir.fhirpath.IFhirPath;
import ca.uhn.fhir.fhirpath.IFhirPathEvaluationContext;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.hl7.fhir.instance.model.api.IBase;
import org.hl7.fhir.instance.model.api.IIdType;
import org.hl7.fhir.r4.model.Base;
import org.hl7.fhir.r4.model.SearchParameter;

/** The search parameters of FHIR R4, and what their expressions find in a record. */
public final class Definitions {
    private static final Set<String> OF_ALL_TYPES = Set.of("_id", "_lastUpdated");
    private static final Pattern UNION = Pattern.compile(" \\| (?![^(]*\\))");

    private final Map<String, SearchParameter> parameters;
    private final Map<String, IFhirPath.IParsedExpression> parsed = new HashMap<>();
    private final IFhirPath paths;

    public Definitions() {
        var context = FhirContext.forR4();
        var standard = new DefaultProfileValidationSupport(context);
        context.setValidationSupport(standard);
        parameters = Optional.ofNullable(standard.<SearchParameter>fetchAllSearchParameters()).orElseThrow().stream()
                .filter(SearchParameter::hasExpression)
                .collect(Collectors.toMap(SearchParameter::getUrl, each -> each, (one, same) -> one));
        paths = context.newFhirPath();
        paths.setEvaluationContext(new IFhirPathEvaluationContext() {
            /** A record of the right type, which is all that the expressions ask of it. */
            @Override
            public IBase resolveReference(IIdType id, IBase from) {
                return context.getResourceDefinition(id.getResourceType()).newInstance();
            }
        });
    }

    public List<SearchParameter> of(String type) {
        return parameters.values().stream()
                .filter(parameter -> OF_ALL_TYPES.contains(parameter.getCode())
                        || parameter.getBase().stream()
                                .anyMatch(base -> base.getCode().equals(type)))
                .sorted((one, other) -> one.getCode().compareTo(other.getCode()))
                .toList();
    }

    public SearchParameter parameter(String url) {
        return Optional.ofNullable(parameters.get(url)).orElseThrow();
    }

    /** Of each path of a union by itself: HAPI's own union compares quantities, for which it wants a service of units. */
    public List<Base> values(Base focus, String expression) {
        return Stream.of(UNION.split(expression))
                .map(path -> parsed.computeIfAbsent(path, this::parse))
                .flatMap(path -> paths.evaluate(focus, path, Base.class).stream())
                .toList();
    }

    private IFhirPath.IParsedExpression parse(String expression) {
        try {
            return paths.parse(expression);
        } catch (Exception wrong) {
            throw new IllegalArgumentException(expression, wrong);
        }
    }
}
