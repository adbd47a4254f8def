package org.openward.fhir.search;

import ca.uhn.fhir.jpa.model.dao.JpaPid;
import ca.uhn.fhir.jpa.search.builder.sql.GeneratedSql;
import ca.uhn.fhir.jpa.search.builder.sql.SearchQueryExecutor;
import jakarta.persistence.EntityManager;
import jakarta.persistence.FlushModeType;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The records of a page and one more, if there is one: it tells that there is a next page. */
class TurnedPage extends SearchQueryExecutor {
    private final EntityManager database;
    private final PageStatement statement;
    private final PageTurn page;
    private @Nullable Iterator<Object[]> rows;

    TurnedPage(EntityManager database, GeneratedSql search, PageStatement statement, PageTurn page) {
        super(search, page.size() + 1);
        this.database = database;
        this.statement = statement;
        this.page = page;
    }

    @Override
    public boolean hasNext() {
        return rows().hasNext();
    }

    @Override
    public JpaPid next() {
        var row = rows().next();
        return JpaPid.fromId((Long) row[1], (Integer) row[0]);
    }

    private Iterator<Object[]> rows() {
        if (rows == null) {
            var found = found();
            page.endsWith(found.size() > page.size() ? order(found.get(page.size() - 1)) : null);
            rows = found.iterator();
        }
        return Objects.requireNonNull(rows);
    }

    private static List<@Nullable String> order(Object[] row) {
        return Arrays.stream(row, 2, row.length).map(value -> (String) value).toList();
    }

    @SuppressWarnings("unchecked") // Several columns are always arrays.
    private List<Object[]> found() {
        var query = database.createNativeQuery(statement.sql());
        for (var i = 0; i < statement.values().size(); i++) {
            query.setParameter(i + 1, statement.values().get(i));
        }
        // A search within a transaction must not write what the transaction has not finished.
        query.setFlushMode(FlushModeType.COMMIT);
        return query.getResultList();
    }
}
