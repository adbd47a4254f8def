package org.openward.fhir.search.tables;

import ca.uhn.fhir.interceptor.model.RequestPartitionId;
import ca.uhn.fhir.jpa.dao.predicate.SearchFilterParser.CompareOperation;
import ca.uhn.fhir.jpa.search.builder.QueryStack;
import ca.uhn.fhir.jpa.search.builder.models.MissingQueryParameterPredicateParams;
import ca.uhn.fhir.jpa.search.builder.predicate.ResourceLinkPredicateBuilder;
import ca.uhn.fhir.jpa.search.builder.sql.SearchQueryBuilder;
import ca.uhn.fhir.jpa.util.QueryParameterUtils;
import ca.uhn.fhir.model.api.IQueryParameterType;
import ca.uhn.fhir.model.primitive.IdDt;
import ca.uhn.fhir.rest.api.server.RequestDetails;
import ca.uhn.fhir.rest.param.ReferenceParam;
import ca.uhn.fhir.rest.param.TokenParam;
import ca.uhn.fhir.rest.server.exceptions.InvalidRequestException;
import ca.uhn.fhir.rest.server.util.ISearchParamRegistry;
import ca.uhn.fhir.rest.server.util.ISearchParamRegistry.SearchParamLookupContextEnum;
import com.healthmarketscience.sqlbuilder.ComboCondition;
import com.healthmarketscience.sqlbuilder.Condition;
import com.healthmarketscience.sqlbuilder.dbspec.basic.DbColumn;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.commons.lang3.StringUtils;
import org.jspecify.annotations.Nullable;
import org.openward.fhir.paths.IdentifierAddress;
import org.openward.fhir.rows.LinkedRows;
import org.openward.fhir.sealing.KnownNumber;
import org.openward.fhir.sealing.SearchTokens;

/**
 * References. HAPI takes this server's own address for another server's, and does not know the modifier {@code :identifier} for
 * references that say by an identifier whom they mean.
 */
class LinkTable extends ResourceLinkPredicateBuilder {
    private static final String IDENTIFIER = "identifier";

    private final SearchQueryBuilder search;
    private final ISearchParamRegistry searchParameters;
    private final SearchTokens tokens;

    LinkTable(
            QueryStack questions,
            SearchQueryBuilder search,
            ISearchParamRegistry searchParameters,
            SearchTokens tokens) {
        super(questions, search);
        this.tokens = tokens;
        this.search = search;
        this.searchParameters = searchParameters;
    }

    @Override
    public @Nullable Condition createPredicate(
            @Nullable RequestDetails request,
            String type,
            String parameter,
            List<String> qualifiers,
            List<? extends IQueryParameterType> given,
            @Nullable CompareOperation operation,
            RequestPartitionId partition) {
        var asked = given.stream().map(each -> chained(type, parameter, each)).toList();
        if (asked.stream().allMatch(LinkTable::isByIdentifier)) {
            return identified(type, parameter, qualifiers, asked, partition);
        }
        var base = request == null ? null : request.getFhirServerBase();
        var here = asked.stream()
                .flatMap(each -> Stream.concat(Stream.of(each), here(each, base)))
                .toList();
        var links = super.createPredicate(request, type, parameter, qualifiers, once(here), operation, partition);
        return asked.stream().anyMatch(LinkTable::isChain)
                ? QueryParameterUtils.toAndPredicate(
                        links, new LinkedRows(search, targets(type, parameter, asked), target()))
                : links;
    }

    private static boolean isChain(IQueryParameterType asked) {
        return asked instanceof ReferenceParam reference && reference.hasChain();
    }

    /** Behind {@code _has} HAPI takes what stands at the end of a chain for the address of a record, and a part of it for a type. */
    private IQueryParameterType chained(String type, String parameter, IQueryParameterType asked) {
        return asked instanceof ReferenceParam reference
                        && reference.hasChain()
                        && reference.hasResourceType()
                        && reference.getResourceType().equals(new IdDt(reference.getValue()).getResourceType())
                        && !declared(type, parameter).contains(reference.getResourceType())
                ? new ReferenceParam("", reference.getChain(), reference.getValue())
                : asked;
    }

    /** The types that the chain may lead to. */
    private List<String> targets(String type, String parameter, List<? extends IQueryParameterType> asked) {
        return asked.stream()
                .filter(ReferenceParam.class::isInstance)
                .map(ReferenceParam.class::cast)
                .flatMap(each ->
                        each.hasResourceType() ? Stream.of(each.getResourceType()) : declared(type, parameter).stream())
                .distinct()
                .toList();
    }

    private Collection<String> declared(String type, String parameter) {
        var known = searchParameters.getActiveSearchParam(type, parameter, SearchParamLookupContextEnum.SEARCH);
        return known == null || known.getTargets().isEmpty() ? getFhirContext().getResourceTypes() : known.getTargets();
    }

    private DbColumn target() {
        var columns = getJoinColumnsForTarget();
        return columns[columns.length - 1];
    }

    private static boolean isByIdentifier(IQueryParameterType asked) {
        return asked instanceof ReferenceParam reference
                && !reference.hasChain()
                && IDENTIFIER.equals(reference.getResourceType());
    }

    /** A record of this server and tenant by its address; there may also be references that were stored by that address. */
    private static Stream<IQueryParameterType> here(IQueryParameterType asked, @Nullable String base) {
        return asked instanceof ReferenceParam reference
                        && !reference.hasChain()
                        && base != null
                        && base.equals(reference.getBaseUrl())
                ? Stream.of(new ReferenceParam(reference.getResourceType() + "/" + reference.getIdPart()))
                : Stream.empty();
    }

    /** Who asks for an id without a type asks for those of all types; HAPI finds such a record twice, and refuses the search. */
    private static List<IQueryParameterType> once(List<IQueryParameterType> asked) {
        var ofAnyType = asked.stream()
                .filter(each -> isLocal(each) && !((ReferenceParam) each).hasResourceType())
                .map(each -> ((ReferenceParam) each).getIdPart())
                .collect(Collectors.toSet());
        return asked.stream()
                .filter(each -> !isLocal(each)
                        || !((ReferenceParam) each).hasResourceType()
                        || !ofAnyType.contains(((ReferenceParam) each).getIdPart()))
                .toList();
    }

    private static boolean isLocal(IQueryParameterType asked) {
        return asked instanceof ReferenceParam reference && !reference.hasChain() && reference.getBaseUrl() == null;
    }

    private Condition identified(
            String type,
            String parameter,
            List<String> qualifiers,
            List<? extends IQueryParameterType> asked,
            RequestPartitionId partition) {
        var tenant = Objects.requireNonNullElse(partition.getFirstPartitionIdOrNull(), 0);
        var addresses = asked.stream()
                .flatMap(each -> addresses(identifier(parameter, (ReferenceParam) each), tenant))
                .map(search::generatePlaceholder)
                .toList();
        var isOneOfThem =
                QueryParameterUtils.toEqualToOrInPredicate(getTable().addColumn("TARGET_RESOURCE_URL"), addresses);
        return combineWithRequestPartitionIdPredicate(
                search.getRequestPartitionId(),
                ComboCondition.and(
                        createPredicateSourcePaths(createResourceLinkPaths(type, parameter, qualifiers)), isOneOfThem));
    }

    private TokenParam identifier(String parameter, ReferenceParam asked) {
        var token = new TokenParam();
        token.setValueAsQueryToken(getFhirContext(), parameter, null, asked.getValue());
        if (StringUtils.isAllEmpty(token.getSystem(), token.getValue())) {
            throw new InvalidRequestException(
                    "After " + parameter + ":identifier an identifier is missing, as system|value.");
        }
        return token;
    }

    /** More than one, when the number may be sealed. */
    private Stream<String> addresses(TokenParam asked, int tenant) {
        var value = StringUtils.trimToNull(asked.getValue());
        if (value == null) {
            return Stream.of(IdentifierAddress.of(asked.getSystem(), null));
        }
        var named = tokens.searched(tenant, asked.getSystem(), value).stream();
        var sealed = asked.getSystem() == null
                ? tokens.searchedInSealedSystems(tenant, value).stream().map(KnownNumber::value)
                : Stream.<String>empty();
        return Stream.concat(named, sealed).map(form -> IdentifierAddress.of(asked.getSystem(), form));
    }

    @Override
    public Condition createPredicateParamMissingValue(MissingQueryParameterPredicateParams asked) {
        return MissingRows.ofTenant(asked, super::createPredicateParamMissingValue);
    }
}
