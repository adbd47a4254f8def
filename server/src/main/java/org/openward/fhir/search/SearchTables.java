package org.openward.fhir.search;

import ca.uhn.fhir.interceptor.model.RequestPartitionId;
import ca.uhn.fhir.jpa.dao.predicate.SearchFilterParser.CompareOperation;
import ca.uhn.fhir.jpa.search.builder.QueryStack;
import ca.uhn.fhir.jpa.search.builder.models.MissingQueryParameterPredicateParams;
import ca.uhn.fhir.jpa.search.builder.predicate.BaseQuantityPredicateBuilder;
import ca.uhn.fhir.jpa.search.builder.predicate.CoordsPredicateBuilder;
import ca.uhn.fhir.jpa.search.builder.predicate.DatePredicateBuilder;
import ca.uhn.fhir.jpa.search.builder.predicate.NumberPredicateBuilder;
import ca.uhn.fhir.jpa.search.builder.predicate.QuantityPredicateBuilder;
import ca.uhn.fhir.jpa.search.builder.predicate.ResourceLinkPredicateBuilder;
import ca.uhn.fhir.jpa.search.builder.predicate.StringPredicateBuilder;
import ca.uhn.fhir.jpa.search.builder.predicate.TokenPredicateBuilder;
import ca.uhn.fhir.jpa.search.builder.predicate.UriPredicateBuilder;
import ca.uhn.fhir.jpa.search.builder.sql.SearchQueryBuilder;
import ca.uhn.fhir.jpa.search.builder.sql.SqlObjectFactory;
import ca.uhn.fhir.jpa.util.QueryParameterUtils;
import ca.uhn.fhir.model.api.IQueryParameterType;
import ca.uhn.fhir.rest.api.server.RequestDetails;
import ca.uhn.fhir.rest.param.DateParam;
import ca.uhn.fhir.rest.param.QuantityParam;
import ca.uhn.fhir.rest.param.UriParam;
import ca.uhn.fhir.rest.param.UriParamQualifierEnum;
import com.healthmarketscience.sqlbuilder.ComboCondition;
import com.healthmarketscience.sqlbuilder.Condition;
import jakarta.persistence.criteria.CriteriaBuilder;
import java.math.BigDecimal;
import java.util.List;
import java.util.Objects;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.config.AutowireCapableBeanFactory;

/**
 * Corrects the conditions of HAPI's search tables. {@code :missing} fails in a partitioned store, because HAPI asks for the
 * partition of a table that the statement does not join; a number is searched as if it were known to the last digit, and a quantity in
 * the unit asked for only; alternatives of dates are all compared like the first; and {@code :contains} of an address finds nothing.
 */
abstract class SearchTables extends SqlObjectFactory {
    private final AutowireCapableBeanFactory beans;
    private final SearchedUnits searchedUnits = new SearchedUnits();

    SearchTables(AutowireCapableBeanFactory beans) {
        this.beans = beans;
    }

    private <T> T wired(T table) {
        beans.autowireBean(table);
        return table;
    }

    /** The tenant is a condition of the record itself, since there may be no row of the index to ask. */
    private static Condition ofTenant(
            MissingQueryParameterPredicateParams asked,
            Function<MissingQueryParameterPredicateParams, Condition> condition) {
        var records = asked.getResourceTablePredicateBuilder();
        return records.combineWithRequestPartitionIdPredicate(
                asked.getRequestPartitionId(),
                condition.apply(new MissingQueryParameterPredicateParams(
                        records, asked.isMissing(), asked.getParamName(), RequestPartitionId.allPartitions())));
    }

    /** A number that is asked for, or not to be, is a range. */
    private static Condition inRange(
            @Nullable CompareOperation operation,
            BigDecimal number,
            BiFunction<@Nullable CompareOperation, BigDecimal, Condition> compared) {
        var range = ImplicitRange.of(number);
        return switch (Objects.requireNonNullElse(operation, CompareOperation.eq)) {
            case eq -> ComboCondition.and(
                    compared.apply(CompareOperation.ge, range.low()),
                    compared.apply(CompareOperation.lt, range.high()));
            case ne -> ComboCondition.or(
                    compared.apply(CompareOperation.lt, range.low()),
                    compared.apply(CompareOperation.ge, range.high()));
                // Of a number that has no extent, starting after is being greater.
            case sa -> compared.apply(CompareOperation.gt, number);
            case eb -> compared.apply(CompareOperation.lt, number);
            default -> compared.apply(operation, number);
        };
    }

    @Override
    public NumberPredicateBuilder numberIndexTable(SearchQueryBuilder search) {
        return wired(new NumberPredicateBuilder(search) {
            @Override
            public Condition createPredicateNumeric(
                    String type,
                    String parameter,
                    @Nullable CompareOperation operation,
                    BigDecimal number,
                    RequestPartitionId partition,
                    IQueryParameterType asked) {
                return inRange(
                        operation,
                        number,
                        (compared, limit) ->
                                super.createPredicateNumeric(type, parameter, compared, limit, partition, asked));
            }

            @Override
            public Condition createPredicateParamMissingValue(MissingQueryParameterPredicateParams asked) {
                return ofTenant(asked, super::createPredicateParamMissingValue);
            }
        });
    }

    @Override
    public QuantityPredicateBuilder quantityIndexTable(SearchQueryBuilder search) {
        return wired(new QuantityPredicateBuilder(search) {
            @Override
            public Condition createPredicateQuantity(
                    QuantityParam asked,
                    String type,
                    String parameter,
                    CriteriaBuilder criteria,
                    BaseQuantityPredicateBuilder from,
                    @Nullable CompareOperation operation,
                    RequestPartitionId partition) {
                if (asked.getValue() == null) {
                    return super.createPredicateQuantity(asked, type, parameter, criteria, from, operation, partition);
                }
                var prefix = asked.getPrefix();
                var wanted = operation != null || prefix == null ? operation : QueryParameterUtils.toOperation(prefix);
                var alternatives = searchedUnits.of(asked, wanted).stream()
                        .map(unit -> inRange(
                                wanted,
                                asked.getValue(),
                                (compared, limit) -> super.createPredicateQuantity(
                                        new QuantityParam(
                                                prefix,
                                                searchedUnits.converted(limit, asked, unit),
                                                asked.getSystem(),
                                                unit),
                                        type,
                                        parameter,
                                        criteria,
                                        from,
                                        compared,
                                        partition)))
                        .toList();
                return alternatives.size() == 1 ? alternatives.get(0) : ComboCondition.or(alternatives.toArray());
            }

            @Override
            public Condition createPredicateParamMissingValue(MissingQueryParameterPredicateParams asked) {
                return ofTenant(asked, super::createPredicateParamMissingValue);
            }
        });
    }

    @Override
    public StringPredicateBuilder stringIndexTable(SearchQueryBuilder search) {
        return wired(new StringPredicateBuilder(search) {
            @Override
            public Condition createPredicateParamMissingValue(MissingQueryParameterPredicateParams asked) {
                return ofTenant(asked, super::createPredicateParamMissingValue);
            }
        });
    }

    @Override
    public TokenPredicateBuilder tokenIndexTable(SearchQueryBuilder search) {
        return wired(new TokenPredicateBuilder(search) {
            @Override
            public Condition createPredicateParamMissingValue(MissingQueryParameterPredicateParams asked) {
                return ofTenant(asked, super::createPredicateParamMissingValue);
            }
        });
    }

    @Override
    public DatePredicateBuilder dateIndexTable(SearchQueryBuilder search) {
        return wired(new DatePredicateBuilder(search) {
            /** HAPI compares all alternatives as the first one is to be compared. */
            @Override
            public Condition createPredicateDateWithoutIdentityPredicate(
                    IQueryParameterType asked, @Nullable CompareOperation operation) {
                return super.createPredicateDateWithoutIdentityPredicate(
                        asked,
                        asked instanceof DateParam date
                                ? QueryParameterUtils.toOperation(date.getPrefix())
                                : operation);
            }

            @Override
            public Condition createPredicateParamMissingValue(MissingQueryParameterPredicateParams asked) {
                return ofTenant(asked, super::createPredicateParamMissingValue);
            }
        });
    }

    @Override
    public UriPredicateBuilder uriIndexTable(SearchQueryBuilder search) {
        return wired(new UriPredicateBuilder(search) {
            /** HAPI knows how to look into an address, but does so in {@code _filter} only. */
            @Override
            public Condition addPredicate(
                    List<? extends IQueryParameterType> asked,
                    String parameter,
                    @Nullable CompareOperation operation,
                    RequestDetails request) {
                return super.addPredicate(
                        asked, parameter, isForPart(asked) ? CompareOperation.co : operation, request);
            }

            @Override
            public Condition createPredicateParamMissingValue(MissingQueryParameterPredicateParams asked) {
                return ofTenant(asked, super::createPredicateParamMissingValue);
            }
        });
    }

    private static boolean isForPart(List<? extends IQueryParameterType> asked) {
        return asked.stream()
                .allMatch(each -> each instanceof UriParam uri && uri.getQualifier() == UriParamQualifierEnum.CONTAINS);
    }

    @Override
    public CoordsPredicateBuilder coordsPredicateBuilder(SearchQueryBuilder search) {
        return wired(new CoordsPredicateBuilder(search) {
            @Override
            public Condition createPredicateParamMissingValue(MissingQueryParameterPredicateParams asked) {
                return ofTenant(asked, super::createPredicateParamMissingValue);
            }
        });
    }

    @Override
    public ResourceLinkPredicateBuilder resourceLinkIndexTable(QueryStack questions, SearchQueryBuilder search) {
        return wired(new ResourceLinkPredicateBuilder(questions, search) {
            @Override
            public Condition createPredicateParamMissingValue(MissingQueryParameterPredicateParams asked) {
                return ofTenant(asked, super::createPredicateParamMissingValue);
            }
        });
    }
}
