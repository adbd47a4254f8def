package org.openward.fhir.rows;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.context.RuntimeSearchParam;
import ca.uhn.fhir.jpa.searchparam.MatchUrlService;
import ca.uhn.fhir.model.api.IQueryParameterType;
import ca.uhn.fhir.rest.api.RestSearchParameterTypeEnum;
import ca.uhn.fhir.rest.param.ReferenceParam;
import ca.uhn.fhir.rest.param.StringParam;
import ca.uhn.fhir.rest.param.TokenParam;
import ca.uhn.fhir.rest.param.TokenParamModifier;
import ca.uhn.fhir.rest.param.UriParam;
import ca.uhn.fhir.rest.server.util.ISearchParamRegistry;
import ca.uhn.fhir.rest.server.util.ISearchParamRegistry.SearchParamLookupContextEnum;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.commons.lang3.StringUtils;
import org.hl7.fhir.instance.model.api.IAnyResource;
import org.hl7.fhir.r4.model.IdType;
import org.openward.fhir.rows.RowLimit.HasCode;
import org.openward.fhir.rows.RowLimit.HasLabel;
import org.openward.fhir.rows.RowLimit.IsAmong;
import org.openward.fhir.rows.RowLimit.Label;
import org.openward.fhir.rows.RowLimit.Records;
import org.openward.fhir.rows.RowLimit.RefersTo;
import org.springframework.stereotype.Component;

/**
 * What a condition of a search asks, said of the rows themselves: there it can stand beside others of which a record meets one or another,
 * which no search can ask. It finds what the search would find, or is not said at all.
 */
@Component
public class RowConditions {
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9.-]{1,64}");

    /** A reference to a record of any type would be a question for each type. */
    private static final int MOST_TARGETS = 10;

    private final MatchUrlService searches;
    private final ISearchParamRegistry searchParameters;
    private final FhirContext context;

    RowConditions(MatchUrlService searches, ISearchParamRegistry searchParameters, FhirContext context) {
        this.searches = searches;
        this.searchParameters = searchParameters;
        this.context = context;
    }

    /** The rows of a type that meet all conditions of one of the lists, be there none; nothing where that cannot be said. */
    public Optional<RowLimit> meetingOne(String type, List<List<String>> lists) {
        return all(lists.stream().map(list -> meetingAll(type, list)).toList()).map(RowLimit.AnyOf::new);
    }

    private Optional<RowLimit> meetingAll(String type, List<String> conditions) {
        return all(conditions.stream().map(each -> of(type, each)).toList()).map(RowLimit.AllOf::new);
    }

    /**
     * The same for rows of a type; nothing where it asks for more than codes, labels, ids and references, or for something else than that
     * they are there or, of codes and labels, are not.
     *
     * @param condition as in a URL, such as {@code category=laboratory}
     */
    Optional<RowLimit> of(String type, String condition) {
        var asked = searches.translateMatchUrl(type + "?" + condition, context.getResourceDefinition(type));
        if (asked.size() != 1) {
            // Such as _lastUpdated, or a word that is no condition at all.
            return Optional.empty();
        }
        var only = asked.entrySet().iterator().next();
        return all(only.getValue().stream()
                        .map(alternatives -> oneOf(type, only.getKey(), alternatives))
                        .toList())
                .map(RowLimit.AllOf::new);
    }

    private static Optional<List<RowLimit>> all(List<Optional<RowLimit>> parts) {
        return parts.stream().anyMatch(Optional::isEmpty)
                ? Optional.empty()
                : Optional.of(parts.stream().flatMap(Optional::stream).toList());
    }

    private Optional<RowLimit> oneOf(String type, String parameter, List<IQueryParameterType> alternatives) {
        return all(alternatives.stream().map(each -> of(type, parameter, each)).toList())
                .map(RowLimit.AnyOf::new)
                .map(any -> alternatives.stream().anyMatch(RowConditions::isUnwanted) ? new RowLimit.Not(any) : any);
    }

    private static boolean isUnwanted(IQueryParameterType asked) {
        return asked instanceof TokenParam token && token.getModifier() == TokenParamModifier.NOT;
    }

    private Optional<RowLimit> of(String type, String parameter, IQueryParameterType asked) {
        if (asked.getMissing() != null) {
            return Optional.empty();
        }
        return switch (parameter) {
            case IAnyResource.SP_RES_ID -> Optional.of(asked)
                    .filter(StringParam.class::isInstance)
                    .map(StringParam.class::cast)
                    .flatMap(id -> itself(type, id));
            case "_tag" -> label(Label.TAG, asked);
            case "_security" -> label(Label.SECURITY, asked);
            case "_profile" -> profile(asked);
            default -> Optional.ofNullable(
                            searchParameters.getActiveSearchParam(type, parameter, SearchParamLookupContextEnum.SEARCH))
                    .flatMap(known -> asked instanceof TokenParam token ? code(known, token) : reference(known, asked));
        };
    }

    private static Optional<RowLimit> itself(String type, StringParam asked) {
        return Optional.of(asked)
                .filter(id -> id.getQueryParameterQualifier() == null)
                .map(id -> new IdType(id.getValue()))
                .filter(id -> !id.isAbsolute() && id.hasIdPart())
                .filter(id -> !id.hasResourceType() || id.getResourceType().equals(type))
                .map(id -> new IsAmong(Records.one(type, id.getIdPart())));
    }

    private static Optional<RowLimit> label(Label kind, IQueryParameterType asked) {
        return Optional.of(asked)
                .filter(TokenParam.class::isInstance)
                .map(TokenParam.class::cast)
                .filter(token -> isPlain(token) && !"".equals(token.getSystem()))
                .map(token -> new HasLabel(kind, token.getSystem(), token.getValue()));
    }

    private static Optional<RowLimit> profile(IQueryParameterType asked) {
        return Optional.of(asked)
                .filter(UriParam.class::isInstance)
                .map(UriParam.class::cast)
                .filter(uri -> uri.getQualifier() == null && !uri.getValue().contains("|"))
                .map(uri -> new HasLabel(Label.PROFILE, null, uri.getValue()));
    }

    /** A number may stand in the index sealed, in several forms. */
    private static Optional<RowLimit> code(RuntimeSearchParam known, TokenParam asked) {
        return known.getParamType() == RestSearchParameterTypeEnum.TOKEN && !mayHoldNumbers(known) && isPlain(asked)
                ? Optional.of(new HasCode(
                        known.getName(),
                        List.of(
                                asked.getSystem() == null
                                        ? asked.getValue()
                                        : asked.getSystem() + "|" + asked.getValue())))
                : Optional.empty();
    }

    private static boolean mayHoldNumbers(RuntimeSearchParam parameter) {
        return parameter.getPath() == null || parameter.getPath().contains("dentifier");
    }

    /** By one code, and a bar stands nowhere but between system and code. */
    private static boolean isPlain(TokenParam asked) {
        return (asked.getModifier() == null || asked.getModifier() == TokenParamModifier.NOT)
                && StringUtils.isNotBlank(asked.getValue())
                && !asked.getValue().contains("|")
                && (asked.getSystem() == null || !asked.getSystem().contains("|"));
    }

    private static Optional<RowLimit> reference(RuntimeSearchParam known, IQueryParameterType asked) {
        return Optional.of(asked)
                .filter(ReferenceParam.class::isInstance)
                .map(ReferenceParam.class::cast)
                .filter(one -> !one.hasChain() && !one.isMdmExpand() && one.getBaseUrl() == null)
                .filter(one ->
                        one.getIdPart() != null && ID.matcher(one.getIdPart()).matches())
                .flatMap(one -> to(known, one));
    }

    private static Optional<RowLimit> to(RuntimeSearchParam known, ReferenceParam asked) {
        var targets = targets(known);
        if (targets.isEmpty() || (asked.hasResourceType() && !targets.contains(asked.getResourceType()))) {
            return Optional.empty();
        }
        var named = asked.hasResourceType() ? Stream.of(asked.getResourceType()) : targets.stream();
        List<RowLimit> ways = named.<RowLimit>map(
                        target -> new RefersTo(List.of(known.getName()), Records.one(target, asked.getIdPart())))
                .toList();
        return ways.size() > MOST_TARGETS ? Optional.empty() : Optional.of(new RowLimit.AnyOf(ways));
    }

    private static Set<String> targets(RuntimeSearchParam known) {
        return known.getParamType() == RestSearchParameterTypeEnum.REFERENCE ? known.getTargets() : Set.of();
    }
}
