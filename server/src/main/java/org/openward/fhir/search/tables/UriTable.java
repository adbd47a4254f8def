package org.openward.fhir.search.tables;

import ca.uhn.fhir.jpa.dao.predicate.SearchFilterParser.CompareOperation;
import ca.uhn.fhir.jpa.search.builder.models.MissingQueryParameterPredicateParams;
import ca.uhn.fhir.jpa.search.builder.predicate.UriPredicateBuilder;
import ca.uhn.fhir.jpa.search.builder.sql.SearchQueryBuilder;
import ca.uhn.fhir.model.api.IQueryParameterType;
import ca.uhn.fhir.rest.api.server.RequestDetails;
import ca.uhn.fhir.rest.param.UriParam;
import ca.uhn.fhir.rest.param.UriParamQualifierEnum;
import com.healthmarketscience.sqlbuilder.Condition;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Addresses. HAPI knows how to look into one, but does so in {@code _filter} only, and takes an underscore for any letter. */
class UriTable extends UriPredicateBuilder {
    UriTable(SearchQueryBuilder search) {
        super(search);
    }

    @Override
    public Condition addPredicate(
            List<? extends IQueryParameterType> asked,
            String parameter,
            @Nullable CompareOperation operation,
            RequestDetails request) {
        return super.addPredicate(
                asked.stream().map(UriTable::literally).toList(),
                parameter,
                isForPart(asked) ? CompareOperation.co : operation,
                request);
    }

    private static boolean isForPart(List<? extends IQueryParameterType> asked) {
        return asked.stream().allMatch(each -> isWith(UriParamQualifierEnum.CONTAINS, each));
    }

    private static boolean isWith(UriParamQualifierEnum qualifier, IQueryParameterType asked) {
        return asked instanceof UriParam uri && uri.getQualifier() == qualifier;
    }

    private static IQueryParameterType literally(IQueryParameterType asked) {
        if (!(asked instanceof UriParam uri)
                || uri.getValue() == null
                || !(isWith(UriParamQualifierEnum.CONTAINS, uri) || isWith(UriParamQualifierEnum.BELOW, uri))) {
            return asked;
        }
        var pattern = new UriParam(LikePattern.literallyButPercent(uri.getValue()));
        pattern.setQualifier(uri.getQualifier());
        return pattern;
    }

    @Override
    public Condition createPredicateParamMissingValue(MissingQueryParameterPredicateParams asked) {
        return MissingRows.ofTenant(asked, super::createPredicateParamMissingValue);
    }
}
