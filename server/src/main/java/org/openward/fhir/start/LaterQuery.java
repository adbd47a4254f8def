package org.openward.fhir.start;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.data.repository.query.QueryMethod;
import org.springframework.data.repository.query.RepositoryQuery;
import org.springframework.util.function.SingletonSupplier;

/** One of HAPI's own queries, parsed and checked when it is first asked. */
final class LaterQuery implements RepositoryQuery {
    private final QueryMethod method;
    private final SingletonSupplier<RepositoryQuery> query;

    LaterQuery(QueryMethod method, Supplier<RepositoryQuery> query) {
        this.method = method;
        this.query = SingletonSupplier.of(query);
    }

    @Override
    public @Nullable Object execute(Object[] parameters) {
        return query.obtain().execute(parameters);
    }

    @Override
    public QueryMethod getQueryMethod() {
        return method;
    }
}
