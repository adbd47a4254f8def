package org.openward.fhir.search.tables;

import ca.uhn.fhir.jpa.search.builder.QueryStack;
import ca.uhn.fhir.jpa.search.builder.predicate.CoordsPredicateBuilder;
import ca.uhn.fhir.jpa.search.builder.predicate.DatePredicateBuilder;
import ca.uhn.fhir.jpa.search.builder.predicate.NumberPredicateBuilder;
import ca.uhn.fhir.jpa.search.builder.predicate.QuantityPredicateBuilder;
import ca.uhn.fhir.jpa.search.builder.predicate.ResourceIdPredicateBuilder;
import ca.uhn.fhir.jpa.search.builder.predicate.ResourceLinkForHasParameterPredicateBuilder;
import ca.uhn.fhir.jpa.search.builder.predicate.ResourceLinkPredicateBuilder;
import ca.uhn.fhir.jpa.search.builder.predicate.StringPredicateBuilder;
import ca.uhn.fhir.jpa.search.builder.predicate.TokenPredicateBuilder;
import ca.uhn.fhir.jpa.search.builder.predicate.UriPredicateBuilder;
import ca.uhn.fhir.jpa.search.builder.sql.SearchQueryBuilder;
import ca.uhn.fhir.jpa.search.builder.sql.SqlObjectFactory;
import ca.uhn.fhir.rest.server.util.ISearchParamRegistry;
import java.time.Clock;
import org.openward.fhir.rows.BackLinkTable;
import org.openward.fhir.sealing.AskedNumbers;
import org.openward.fhir.sealing.SearchTokens;
import org.springframework.beans.factory.config.AutowireCapableBeanFactory;

/** The tables that HAPI searches in, with what is corrected in each. */
public abstract class SearchTables extends SqlObjectFactory {
    private final AutowireCapableBeanFactory beans;
    private final Clock clock;
    private final SearchedUnits units = new SearchedUnits();

    /** Tables for one server. */
    protected SearchTables(AutowireCapableBeanFactory beans, Clock clock) {
        this.beans = beans;
        this.clock = clock;
    }

    private <T> T wired(T table) {
        beans.autowireBean(table);
        return table;
    }

    @Override
    public NumberPredicateBuilder numberIndexTable(SearchQueryBuilder search) {
        return wired(new NumberTable(search));
    }

    @Override
    public QuantityPredicateBuilder quantityIndexTable(SearchQueryBuilder search) {
        return wired(new QuantityTable(search, units));
    }

    @Override
    public StringPredicateBuilder stringIndexTable(SearchQueryBuilder search) {
        return wired(new StringTable(search));
    }

    @Override
    public TokenPredicateBuilder tokenIndexTable(SearchQueryBuilder search) {
        return wired(new TokenTable(search, beans.getBean(AskedNumbers.class)));
    }

    @Override
    public DatePredicateBuilder dateIndexTable(SearchQueryBuilder search) {
        return wired(new DateTable(search, clock));
    }

    @Override
    public UriPredicateBuilder uriIndexTable(SearchQueryBuilder search) {
        return wired(new UriTable(search));
    }

    @Override
    public CoordsPredicateBuilder coordsPredicateBuilder(SearchQueryBuilder search) {
        return wired(new CoordsTable(search));
    }

    @Override
    public ResourceLinkPredicateBuilder resourceLinkIndexTable(QueryStack questions, SearchQueryBuilder search) {
        return wired(new LinkTable(
                questions, search, beans.getBean(ISearchParamRegistry.class), beans.getBean(SearchTokens.class)));
    }

    @Override
    public ResourceLinkForHasParameterPredicateBuilder resourceLinkForHasParameterIndexTable(
            QueryStack questions, SearchQueryBuilder search) {
        return wired(new BackLinkTable(questions, search));
    }

    @Override
    public ResourceIdPredicateBuilder resourceId(SearchQueryBuilder search) {
        return wired(new IdTable(search));
    }
}
