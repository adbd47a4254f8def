package org.openward.audit;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.openward.audit.AuditEntry.About;
import org.openward.audit.AuditEntry.Action;
import org.openward.audit.AuditEntry.Activity;
import org.openward.audit.AuditEntry.Deed;
import org.openward.audit.witness.Witness;
import org.openward.tenancy.Acting;
import org.openward.tenancy.Caller;
import org.openward.tenancy.TenantId;
import org.openward.testing.Postgres;
import org.springframework.beans.factory.support.StaticListableBeanFactory;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DelegatingDataSource;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** The trail of one hospital that exists for one test. */
final class TrailForTests implements AutoCloseable {
    final TenantId tenant = new TenantId(
            "trail-" + UUID.randomUUID().toString().replace("-", "").substring(0, 12));
    final AuditWriter writer;
    final AuditTrail trail;
    /** The patients whose glass everybody broke. */
    final Set<String> broken = new HashSet<>();

    private final AuditTrail.Emergencies emergencies = (caller, patient) -> broken.contains(patient);
    final AuditSealer sealer = new AuditSealer(Postgres.application(), Clock.systemUTC());
    /** What the witness asked the database. */
    final List<String> asked = new CopyOnWriteArrayList<>();

    final Witness witness = new Witness(listening(), Clock.systemUTC());
    final AuditInspector inspector;

    TrailForTests() {
        writer = new AuditWriter(
                Postgres.application(),
                new AuditSettings(AuditSettings.Reads.DURABLE),
                witness,
                new SimpleMeterRegistry());
        trail = trail(witness);
        inspector = new AuditInspector(Postgres.application(), trail);
        writer.start();
    }

    private DataSource listening() {
        return new DelegatingDataSource(Postgres.application()) {
            @Override
            public Connection getConnection() throws SQLException {
                var connection = super.getConnection();
                return (Connection) Proxy.newProxyInstance(
                        Connection.class.getClassLoader(),
                        new Class<?>[] {Connection.class},
                        (proxy, method, values) -> {
                            if (method.getName().equals("prepareStatement")) {
                                asked.add(String.valueOf(values[0]));
                            }
                            try {
                                return method.invoke(connection, values);
                            } catch (InvocationTargetException failure) {
                                throw failure.getTargetException();
                            }
                        });
            }
        };
    }

    Caller nurse() {
        return new Caller(tenant, Caller.Kind.PERSON, "nurse", "request-1", "10.0.0.7");
    }

    AuditEntry reading(String type, String id) {
        return new AuditEntry(
                nurse(), Deed.done(Activity.REST, Action.READ, "read"), new About(type, id, "1", "anna"), null);
    }

    void read(String type, String id) {
        trail.recordNow(reading(type, id));
    }

    /** As the server does it twice a second. */
    void sealed() {
        sealer.seal(tenant);
        trail.glanceAt(tenant);
    }

    /** What another server finds, which wrote none of the rows. */
    AuditReport inspectedElsewhere() {
        var other = new Witness(Postgres.application(), Clock.systemUTC());
        return new AuditInspector(Postgres.application(), trail(other)).inspect(tenant, null, null);
    }

    private AuditTrail trail(Witness mind) {
        return new AuditTrail(
                Postgres.application(),
                new JdbcTransactionManager(Postgres.application()),
                writer,
                mind,
                Clock.systemUTC(),
                new StaticListableBeanFactory(Map.of("emergencies", emergencies))
                        .getBeanProvider(AuditTrail.Emergencies.class));
    }

    AuditReport inspected() {
        return inspector.inspect(tenant, null, null);
    }

    /** Of how many rows the trail itself tells so. */
    int told(String word) {
        return Acting.as(nurse(), () -> Postgres.jdbc()
                .sql("select count(*) from openward.audit_event where interaction = ?")
                .param(word)
                .query(Integer.class)
                .single());
    }

    List<String> idsRead() {
        return Acting.as(nurse(), () -> Postgres.jdbc()
                .sql("select entity_id from openward.audit_event order by sequence")
                .query(String.class)
                .list());
    }

    /** As the owner of the tables, who could do what the server cannot. */
    void tamper(String sql) {
        asOwner(jdbc -> jdbc.sql(sql).update());
    }

    void asOwner(Consumer<JdbcClient> work) {
        var template = new JdbcTemplate(Postgres.owner());
        new TransactionTemplate(new JdbcTransactionManager(Postgres.owner())).executeWithoutResult(status -> {
            TenantRows.show(template, tenant);
            work.accept(JdbcClient.create(template));
        });
    }

    @Override
    public void close() {
        writer.stop();
    }
}
