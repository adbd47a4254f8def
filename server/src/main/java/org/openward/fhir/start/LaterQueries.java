package org.openward.fhir.start;

import jakarta.persistence.EntityManager;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.data.jpa.repository.support.JpaRepositoryFactory;
import org.springframework.data.jpa.repository.support.JpaRepositoryFactoryBean;
import org.springframework.data.repository.Repository;
import org.springframework.data.repository.core.support.RepositoryFactorySupport;
import org.springframework.data.repository.query.DefaultParameters;
import org.springframework.data.repository.query.QueryLookupStrategy;
import org.springframework.data.repository.query.QueryMethod;
import org.springframework.data.repository.query.ValueExpressionDelegate;

/** Makes one of HAPI's repositories without parsing its queries: at a start few of several hundred are asked. */
final class LaterQueries<T extends Repository<S, ID>, S, ID> extends JpaRepositoryFactoryBean<T, S, ID> {
    LaterQueries(Class<? extends T> repository) {
        super(repository);
    }

    @Override
    protected RepositoryFactorySupport createRepositoryFactory(EntityManager entities) {
        return new Factory(entities);
    }

    private static final class Factory extends JpaRepositoryFactory {
        Factory(EntityManager entities) {
            super(entities);
        }

        @Override
        protected Optional<QueryLookupStrategy> getQueryLookupStrategy(
                QueryLookupStrategy.@Nullable Key key, ValueExpressionDelegate expressions) {
            return super.getQueryLookupStrategy(key, expressions)
                    .map(atOnce -> (method, repository, projections, named) -> new LaterQuery(
                            new QueryMethod(method, repository, projections, DefaultParameters::new),
                            () -> atOnce.resolveQuery(method, repository, projections, named)));
        }
    }
}
