package org.openward.testing;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGStatement;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.jdbc.datasource.DelegatingDataSource;

/** Counts what the server asks its database on behalf of requests: on their threads, and on the test's own. */
@TestConfiguration
public class CountedStatements implements BeanPostProcessor {
    private static final Set<String> EXECUTIONS =
            Set.of("execute", "executeQuery", "executeUpdate", "executeLargeUpdate", "executeBatch");

    private volatile @Nullable List<String> statements;
    private volatile @Nullable Thread test;

    /** The statements, with their values, of everything that the work asks of the server; a batch is one statement. */
    public List<String> during(Runnable work) {
        var heard = Collections.synchronizedList(new ArrayList<String>());
        test = Thread.currentThread();
        statements = heard;
        try {
            work.run();
        } finally {
            statements = null;
        }
        return List.copyOf(heard);
    }

    @Override
    public Object postProcessAfterInitialization(Object bean, String name) {
        return bean instanceof DataSource database ? new Counted(database) : bean;
    }

    private final class Counted extends DelegatingDataSource {
        Counted(DataSource database) {
            super(database);
        }

        @Override
        public Connection getConnection() throws SQLException {
            return counted(Connection.class, super.getConnection());
        }
    }

    private <T> T counted(Class<T> type, T target) {
        InvocationHandler handler = (proxy, method, arguments) -> {
            try {
                if (EXECUTIONS.contains(method.getName())) {
                    count(target, arguments);
                }
                var result = method.invoke(target, arguments);
                if (result instanceof PreparedStatement prepared) {
                    return counted(PreparedStatement.class, prepared);
                }
                return result instanceof Statement statement ? counted(Statement.class, statement) : result;
            } catch (InvocationTargetException failure) {
                throw failure.getTargetException();
            }
        };
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
    }

    private void count(Object statement, Object @Nullable [] arguments) throws SQLException {
        var heard = statements;
        var thread = Thread.currentThread();
        if (heard != null && (thread.getName().startsWith("http-") || thread.equals(test))) {
            heard.add(sql(statement, arguments).strip().replaceAll("\\s+", " "));
        }
    }

    /** The driver writes the values into a prepared statement when it is asked for its text. */
    private static String sql(Object statement, Object @Nullable [] arguments) throws SQLException {
        return statement instanceof PreparedStatement prepared
                ? prepared.unwrap(PGStatement.class).toString()
                : String.valueOf(Objects.requireNonNull(arguments)[0]);
    }
}
