package org.openward.audit.witness;

import java.sql.Timestamp;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import javax.sql.DataSource;
import org.openward.audit.witness.Recollection.Seen;
import org.openward.tenancy.Acting;
import org.openward.tenancy.Caller;
import org.openward.tenancy.TenantId;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Remembers which audit rows this server wrote, until the chain holds them, and compares them with what is in the database: a row that is
 * gone, or one that was never written here and says so, is found although nothing was sealed yet. Whoever owns the database can change
 * everything in it, and not what a server remembers.
 */
@Component
public class Witness {
    private final UUID server = UUID.randomUUID();
    private final Map<TenantId, Recollection> tenants = new ConcurrentHashMap<>();
    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;
    private final Clock clock;
    private final long begin;

    public Witness(DataSource database, Clock clock) {
        this.jdbc = JdbcClient.create(database);
        this.transaction = new TransactionTemplate(new JdbcTransactionManager(database));
        transaction.setIsolationLevel(TransactionDefinition.ISOLATION_READ_COMMITTED);
        this.clock = clock;
        // Before any row of this server, and so that nobody finds one of a server that he never heard of.
        this.begin = transaction.execute(status -> {
            beatNow();
            return transaction("select pg_snapshot_xmin(pg_current_snapshot())::text");
        });
    }

    /** By this name its rows call the server, from its start to its end. */
    public UUID server() {
        return server;
    }

    /** These rows are about to be written; whether they are is not certain before {@link #written}. */
    public void writing(TenantId tenant, Iterable<UUID> rows) {
        var recollection = of(tenant);
        rows.forEach(recollection::writing);
    }

    /** These rows are committed. */
    public void written(TenantId tenant, Iterable<UUID> rows) {
        var recollection = of(tenant);
        rows.forEach(recollection::written);
    }

    /** Whether it remembers anything of that tenant that may not be chained yet. */
    public boolean remembers(TenantId tenant) {
        return !of(tenant).isEmpty();
    }

    private Recollection of(TenantId tenant) {
        return tenants.computeIfAbsent(tenant, first -> new Recollection(begin));
    }

    /**
     * What is not as this server remembers it; each discrepancy is told once. One look at a time: what an earlier one saw would be
     * compared with what a later one has forgotten.
     */
    public synchronized List<Discrepancy> look(TenantId tenant) {
        var recollection = of(tenant);
        var expected = recollection.expected();
        var seen = Acting.as(
                Caller.server(tenant, "witness"),
                () -> transaction.execute(status -> {
                    var sealedUntil = sealedUntil(tenant);
                    return new Seen(written(tenant, recollection.settled()), sealedUntil);
                }));
        return recollection.compare(expected, seen, clock.instant());
    }

    private long sealedUntil(TenantId tenant) {
        return jdbc.sql(
                        """
                        select to_transaction::text from openward.audit_block
                        where tenant_id = :tenant order by number desc limit 1
                        """)
                .param("tenant", tenant.value())
                .query((row, number) -> Long.parseUnsignedLong(row.getString(1)))
                .optional()
                .orElse(0L);
    }

    private Map<UUID, Long> written(TenantId tenant, long from) {
        var written = new HashMap<UUID, Long>();
        jdbc.sql(
                        """
                        select id, transaction_id::text as written_in from openward.audit_event
                        where tenant_id = :tenant and transaction_id >= :from::text::xid8 and server_id = :server
                        """)
                .param("tenant", tenant.value())
                .param("from", Long.toUnsignedString(from))
                .param("server", server)
                .query(row -> {
                    written.put(row.getObject("id", UUID.class), Long.parseUnsignedLong(row.getString("written_in")));
                });
        return written;
    }

    private long transaction(String query) {
        return jdbc.sql(query)
                .query((row, number) -> Long.parseUnsignedLong(row.getString(1)))
                .single();
    }

    /** Says that this server lives; its rows are not believed long after it last did. */
    public void beat() {
        transaction.executeWithoutResult(status -> beatNow());
    }

    private void beatNow() {
        jdbc.sql(
                        """
                        insert into openward.audit_server (id, begun_at, seen_at) values (:server, :now, :now)
                        on conflict (id) do update set seen_at = excluded.seen_at
                        """)
                .param("server", server)
                .param("now", Timestamp.from(clock.instant()))
                .update();
    }
}
