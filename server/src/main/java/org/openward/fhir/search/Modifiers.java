package org.openward.fhir.search;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.context.RuntimeSearchParam;
import ca.uhn.fhir.rest.api.Constants;
import ca.uhn.fhir.rest.api.RestSearchParameterTypeEnum;
import ca.uhn.fhir.rest.server.exceptions.InvalidRequestException;
import ca.uhn.fhir.rest.server.util.ISearchParamRegistry;
import ca.uhn.fhir.rest.server.util.ISearchParamRegistry.SearchParamLookupContextEnum;
import java.util.Collection;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;

/**
 * Which modifiers a search parameter has here (FHIR R4, 3.1.1.4.4), also at the end of a chain. HAPI leaves out most that it does not
 * know, and finds what was not asked for.
 */
@Component
class Modifiers {
    private static final String OF_ALL = "missing";
    private static final String REVERSE_CHAIN = "_has:";

    /** Each link multiplies the questions by the types that it may lead to. */
    private static final int LONGEST_CHAIN = 5;

    private static final Map<RestSearchParameterTypeEnum, Set<String>> BY_TYPE = Map.of(
            RestSearchParameterTypeEnum.STRING, Set.of("exact", "contains"),
            RestSearchParameterTypeEnum.TOKEN, Set.of("text", "not", "in", "not-in", "above", "below", "of-type"),
            RestSearchParameterTypeEnum.URI, Set.of("above", "below", "contains"),
            RestSearchParameterTypeEnum.REFERENCE, Set.of("identifier"),
            RestSearchParameterTypeEnum.DATE, Set.of(),
            RestSearchParameterTypeEnum.NUMBER, Set.of(),
            RestSearchParameterTypeEnum.QUANTITY, Set.of(),
            RestSearchParameterTypeEnum.COMPOSITE, Set.of());

    private static final Map<String, Set<String>> OF_EVERY_RECORD = Map.of(
            "_id", Set.of("not"),
            "_include", Set.of("iterate", "recurse"),
            "_revinclude", Set.of("iterate", "recurse"),
            "_lastUpdated", Set.of(),
            "_tag", Set.of("not"),
            "_security", Set.of("not"),
            "_profile", Set.of("below"),
            "_source", Set.of("above", "below", "contains", OF_ALL));

    /** They stand beside the conditions of a conditional delete. */
    private static final Set<String> AS_IT_IS_DELETED = Set.of("_cascade", "_expunge");

    private final FhirContext context;
    private final ISearchParamRegistry searchParameters;

    Modifiers(FhirContext context, ISearchParamRegistry searchParameters) {
        this.context = context;
        this.searchParameters = searchParameters;
    }

    /**
     * Refuses the name of a search's parameter, with all that stands behind it, if a modifier in it is none, or if it begins as those of every
     * search do and is none of them: HAPI would leave it out. Whether there is any other parameter is not asked here.
     */
    void require(String type, String name) {
        if (name.startsWith(Constants.PARAM_FILTER)) {
            throw new InvalidRequestException(
                    "_filter is off on this server. Ask by the search parameters of the type.");
        }
        var types = Set.of(type);
        var rest = name;
        for (var links = 0; ; links++) {
            var dot = rest.indexOf('.');
            if (rest.startsWith(REVERSE_CHAIN)) {
                var parts = rest.substring(REVERSE_CHAIN.length()).split(":", 3);
                if (parts.length < 3 || !context.getResourceTypes().contains(parts[0])) {
                    throw new InvalidRequestException(
                            "_has names a type, its reference to this one and a search parameter of it, as in _has:Observation:patient:code.");
                }
                types = Set.of(parts[0]);
                rest = parts[2];
            } else if (dot > 0) {
                types = targets(types, rest.substring(0, dot));
                rest = rest.substring(dot + 1);
            } else {
                requireLast(types, rest);
                return;
            }
            if (links == LONGEST_CHAIN) {
                throw new InvalidRequestException("A chain in a search has at most " + LONGEST_CHAIN + " links.");
            }
        }
    }

    /** The types that one link of a chain leads to. */
    private Set<String> targets(Collection<String> types, String link) {
        var colon = link.indexOf(':');
        if (colon > 0) {
            var type = link.substring(colon + 1);
            if (!context.getResourceTypes().contains(type)) {
                throw unknown(link.substring(0, colon), type);
            }
            return Set.of(type);
        }
        return parameters(types, link)
                .flatMap(parameter ->
                        parameter.hasTargets() ? parameter.getTargets().stream() : context.getResourceTypes().stream())
                .collect(Collectors.toSet());
    }

    private void requireLast(Collection<String> types, String name) {
        var colon = name.indexOf(':');
        var plain = colon > 0 ? name.substring(0, colon) : name;
        if (plain.startsWith("_") && !SearchedParameters.isOfEverySearch(plain) && !AS_IT_IS_DELETED.contains(plain)) {
            throw new InvalidRequestException(
                    "The search parameter " + plain
                            + " is not known on this server. Search without it, or with Prefer: handling=lenient to have it left out.");
        }
        if (colon <= 0) {
            return;
        }
        var modifier = name.substring(colon + 1);
        var known = OF_EVERY_RECORD.get(plain);
        var isUnknown = plain.startsWith("_")
                ? known != null && !known.contains(modifier)
                : !parameters(types, plain).allMatch(parameter -> isKnown(parameter.getParamType(), modifier));
        if (isUnknown) {
            throw unknown(plain, modifier);
        }
    }

    private static InvalidRequestException unknown(String parameter, String modifier) {
        return new InvalidRequestException("The search parameter " + parameter + " has no modifier :" + modifier
                + " on this server. Search without it.");
    }

    private Stream<RuntimeSearchParam> parameters(Collection<String> types, String name) {
        return types.stream()
                .map(type -> searchParameters.getActiveSearchParam(type, name, SearchParamLookupContextEnum.SEARCH))
                .filter(Objects::nonNull);
    }

    private boolean isKnown(RestSearchParameterTypeEnum type, String modifier) {
        var known = BY_TYPE.get(type);
        return known == null
                || modifier.equals(OF_ALL)
                || known.contains(modifier)
                || (type == RestSearchParameterTypeEnum.REFERENCE
                        && context.getResourceTypes().contains(modifier));
    }
}
