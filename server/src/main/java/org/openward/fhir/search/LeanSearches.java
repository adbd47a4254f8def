package org.openward.fhir.search;

import ca.uhn.fhir.jpa.search.builder.sql.GeneratedSql;
import ca.uhn.fhir.jpa.search.builder.sql.SearchQueryExecutor;
import jakarta.persistence.EntityManager;
import java.time.Clock;
import org.jspecify.annotations.Nullable;
import org.openward.fhir.search.tables.SearchTables;
import org.springframework.beans.factory.config.AutowireCapableBeanFactory;
import org.springframework.context.annotation.Primary;
import org.springframework.stereotype.Component;

/** Asks the database less for each search than HAPI does (decision 0039), and for pages by what they come after (0040). */
@Component
@Primary
class LeanSearches extends SearchTables {
    private final EntityManager database;

    LeanSearches(EntityManager database, AutowireCapableBeanFactory beans, Clock clock) {
        super(beans, clock);
        this.database = database;
    }

    @Override
    public SearchQueryExecutor newSearchQueryExecutor(GeneratedSql search, @Nullable Integer most) {
        var lean = LeanStatement.of(search);
        var everything = EverythingTurn.take();
        if (everything.isPresent()) {
            return everything.get().asked(lean, each -> super.newSearchQueryExecutor(each, most));
        }
        var page = PageTurn.inTurn();
        if (page == null) {
            return super.newSearchQueryExecutor(lean, most);
        }
        return PageStatement.of(lean, page)
                .<SearchQueryExecutor>map(statement -> new TurnedPage(database, lean, statement, page))
                .orElseGet(() -> super.newSearchQueryExecutor(lean, most));
    }
}
