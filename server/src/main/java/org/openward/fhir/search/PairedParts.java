package org.openward.fhir.search;

import ca.uhn.fhir.interceptor.api.Hook;
import ca.uhn.fhir.interceptor.api.Interceptor;
import ca.uhn.fhir.interceptor.api.Pointcut;
import ca.uhn.fhir.jpa.searchparam.SearchParameterMap;
import ca.uhn.fhir.model.api.IQueryParameterType;
import ca.uhn.fhir.rest.param.CompositeParam;
import ca.uhn.fhir.rest.param.DateParam;
import ca.uhn.fhir.rest.param.TokenParam;
import ca.uhn.fhir.rest.server.exceptions.InvalidRequestException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.openward.fhir.FhirGuard;
import org.openward.fhir.search.tables.Paired;
import org.openward.fhir.search.tables.RepeatedElement;

/**
 * Lets a composite find records of which one element has both parts (decision 0049). HAPI looks for each part by itself, and finds a
 * blood pressure by its systolic code and its diastolic value.
 */
@FhirGuard
@Interceptor
class PairedParts {
    private static final int MOST_ALTERNATIVES = 50;

    @Hook(Pointcut.STORAGE_PRESEARCH_REGISTERED)
    public void pair(SearchParameterMap search) {
        search.entrySet().forEach(asked -> asked.getValue().replaceAll(alternatives -> bounded(alternatives).stream()
                .map(each -> paired(asked.getKey(), each))
                .collect(Collectors.toCollection(ArrayList::new))));
    }

    /** Each is a question of its own to the index and to the record. */
    private static List<IQueryParameterType> bounded(List<IQueryParameterType> alternatives) {
        if (alternatives.size() > MOST_ALTERNATIVES && alternatives.get(0) instanceof CompositeParam<?, ?>) {
            throw new InvalidRequestException(
                    "A composite parameter takes %d alternatives at most.".formatted(MOST_ALTERNATIVES));
        }
        return alternatives;
    }

    private static IQueryParameterType paired(String parameter, IQueryParameterType asked) {
        if (!(asked instanceof CompositeParam<?, ?> composite)) {
            return asked;
        }
        if (composite.getRightValue() instanceof DateParam date && !date.isEmpty()) {
            return new CompositeParam<>(composite.getLeftValue(), new Paired.Date(date));
        }
        return composite.getLeftValue() instanceof TokenParam first
                ? RepeatedElement.of(parameter)
                        .<IQueryParameterType>map(element ->
                                new CompositeParam<>(first, Paired.with(first, composite.getRightValue(), element)))
                        .orElse(asked)
                : asked;
    }
}
