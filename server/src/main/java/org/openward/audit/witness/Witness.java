package org.openward.audit.witness;

import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;
import javax.sql.DataSource;
import org.openward.audit.witness.Recollection.Moment;
import org.openward.audit.witness.Search.Row;
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
    private static final int PAGE = 10_000;

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
        var now = clock.instant();
        rows.forEach(row -> recollection.writing(row, now));
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
        return tenants.computeIfAbsent(tenant, first -> new Recollection(begin, Recollection.MOST));
    }

    /**
     * What is not as this server remembers it among what the chain took in since the last time; each discrepancy is told once. One look
     * at a time: what an earlier one saw would be compared with what a later one has forgotten.
     */
    public synchronized List<Discrepancy> glance(TenantId tenant) {
        return look(tenant, Recollection::due);
    }

    /** The same among all that is not chained yet, too. */
    public synchronized List<Discrepancy> look(TenantId tenant) {
        return look(tenant, (recollection, moment) -> Optional.of(recollection.everything(moment)));
    }

    private List<Discrepancy> look(TenantId tenant, BiFunction<Recollection, Moment, Optional<Search>> asked) {
        var recollection = of(tenant);
        recollection.gather();
        var search = Acting.as(
                Caller.server(tenant, "witness"),
                () -> transaction.execute(status -> {
                    var moment = moment(tenant);
                    recollection.date(moment, clock.instant());
                    var due = asked.apply(recollection, moment);
                    due.ifPresent(what -> read(tenant, what));
                    return due;
                }));
        return search.map(what -> recollection.conclude(what, clock.instant())).orElse(List.of());
    }

    /** Where nothing is remembered, so that other servers' rows need not be gone through with the next one that this server writes. */
    public synchronized void settle() {
        tenants.forEach((tenant, recollection) -> {
            if (recollection.isEmpty()) {
                var moment = Acting.as(
                        Caller.server(tenant, "witness"), () -> transaction.execute(status -> moment(tenant)));
                recollection.settle(moment.sealedUntil());
            }
        });
    }

    private Moment moment(TenantId tenant) {
        return jdbc.sql(
                        """
                        select coalesce((
                                select to_transaction::text from openward.audit_block
                                where tenant_id = :tenant order by number desc limit 1), '0'),
                            pg_snapshot_xmin(pg_current_snapshot())::text,
                            pg_snapshot_xmax(pg_current_snapshot())::text
                        """)
                .param("tenant", tenant.value())
                .query((row, number) -> new Moment(
                        Long.parseUnsignedLong(row.getString(1)),
                        Long.parseUnsignedLong(row.getString(2)),
                        Long.parseUnsignedLong(row.getString(3))))
                .single();
    }

    private void read(TenantId tenant, Search search) {
        var last = new Row(new UUID(0, 0), search.from(), Long.MIN_VALUE);
        var page = page(tenant, last, search.until());
        while (search.seen(page, PAGE)) {
            page = page(tenant, page.get(page.size() - 1), search.until());
        }
    }

    private List<Row> page(TenantId tenant, Row last, long until) {
        return jdbc.sql(
                        """
                        select id, transaction_id::text as written_in, sequence from openward.audit_event
                        where tenant_id = :tenant and server_id = :server
                            and transaction_id >= :from::text::xid8 and transaction_id < :until::text::xid8
                            and (transaction_id, sequence, id) > (:from::text::xid8, :sequence, :id)
                        order by transaction_id, sequence, id limit :page
                        """)
                .param("tenant", tenant.value())
                .param("server", server)
                .param("from", Long.toUnsignedString(last.transaction()))
                .param("until", Long.toUnsignedString(until))
                .param("sequence", last.sequence())
                .param("id", last.id())
                .param("page", PAGE)
                .query((row, number) -> new Row(
                        row.getObject("id", UUID.class),
                        Long.parseUnsignedLong(row.getString("written_in")),
                        row.getLong("sequence")))
                .list();
    }

    private long transaction(String query) {
        return jdbc.sql(query)
                .query((row, number) -> Long.parseUnsignedLong(row.getString(1)))
                .single();
    }

    /**
     * Says that this server lives; its rows are not believed long after it last did. By the database's clock, as blocks are sealed: those of
     * servers may differ.
     */
    public void beat() {
        transaction.executeWithoutResult(status -> beatNow());
    }

    private void beatNow() {
        jdbc.sql(
                        """
                        insert into openward.audit_server (id, begun_at, seen_at)
                        values (:server, clock_timestamp(), clock_timestamp())
                        on conflict (id) do update set seen_at = excluded.seen_at
                        """)
                .param("server", server)
                .update();
    }
}
