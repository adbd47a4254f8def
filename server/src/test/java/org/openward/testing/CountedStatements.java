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
import java.util.Set;
import javax.sql.DataSource;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.jdbc.datasource.DelegatingDataSource;

/** Counts what the server asks its database on behalf of requests: on their threads and on the audit writer's. */
@TestConfiguration
public class CountedStatements implements BeanPostProcessor {
    private static final Set<String> EXECUTIONS =
            Set.of("execute", "executeQuery", "executeUpdate", "executeLargeUpdate", "executeBatch");

    private final List<String> statements = Collections.synchronizedList(new ArrayList<>());

    /** The statements of everything that the work asks of the server; a batch is one statement. */
    public List<String> during(Runnable work) {
        statements.clear();
        work.run();
        return List.copyOf(statements);
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
            return counted(Connection.class, super.getConnection(), "");
        }
    }

    private <T> T counted(Class<T> type, T target, String sql) {
        InvocationHandler handler = (proxy, method, arguments) -> {
            try {
                if (EXECUTIONS.contains(method.getName())) {
                    count(sql.isEmpty() && arguments != null ? String.valueOf(arguments[0]) : sql);
                }
                var result = method.invoke(target, arguments);
                if (result instanceof PreparedStatement prepared) {
                    return counted(PreparedStatement.class, prepared, String.valueOf(arguments[0]));
                }
                return result instanceof Statement statement ? counted(Statement.class, statement, "") : result;
            } catch (InvocationTargetException failure) {
                throw failure.getTargetException();
            }
        };
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
    }

    private void count(String sql) {
        var thread = Thread.currentThread().getName();
        if (thread.startsWith("http-") || thread.equals("audit-writer")) {
            statements.add(sql.strip().replaceAll("\\s+", " "));
        }
    }
}
