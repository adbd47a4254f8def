package org.openward.audit;

import com.google.common.collect.Lists;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.openward.audit.AuditEntry.About;
import org.openward.audit.AuditEntry.Action;
import org.openward.audit.AuditEntry.Activity;
import org.openward.audit.AuditEntry.Deed;
import org.openward.audit.AuditEntry.Outcome;
import org.openward.tenancy.Caller;
import org.openward.tenancy.Purpose;
import org.openward.tenancy.TenantId;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The rows of the trail in PostgreSQL. What is visible is one tenant's, by row level security. */
class AuditRows {
    private static final List<String> TEXTS = List.of(
            "tenant_id",
            "activity",
            "action",
            "interaction",
            "outcome",
            "detail",
            "agent",
            "agent_kind",
            "address",
            "request_id",
            "entity_type",
            "entity_id",
            "entity_version",
            "patient_id",
            "request");

    static final int INTERACTION = TEXTS.indexOf("interaction");
    static final int DETAIL = TEXTS.indexOf("detail");
    static final int ENTITY = TEXTS.indexOf("entity_id");

    private static final String PURPOSE = "purpose";
    private static final String SERVER = "server_id";

    private static final String COLUMNS = "id, sequence, transaction_id::text as written_in, recorded, "
            + String.join(", ", TEXTS) + ", " + PURPOSE + ", " + SERVER + " ";

    private static final String INSERT =
            """
            insert into openward.audit_event (tenant_id, id, recorded, activity, action, interaction, outcome, detail,
                agent, agent_kind, address, request_id, entity_type, entity_id, entity_version, patient_id, request, purpose,
                server_id)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """;

    private static final int BATCH = 500;

    private final JdbcTemplate batches;
    private final JdbcClient jdbc;

    AuditRows(JdbcTemplate batches) {
        this.batches = batches;
        this.jdbc = JdbcClient.create(batches);
    }

    /** @param server which of the servers writes them */
    void add(List<AuditRow> rows, UUID server) {
        batches.execute((Connection connection) -> {
            add(connection, rows, server);
            return rows;
        });
    }

    /** As {@link #add(List, UUID)}, for whoever writes with each request: without what JdbcTemplate makes around a statement. */
    static void add(Connection connection, List<AuditRow> rows, UUID server) throws SQLException {
        try (var statement = connection.prepareStatement(INSERT)) {
            if (rows.size() == 1) {
                bind(statement, rows.get(0), server);
                statement.executeUpdate();
                return;
            }
            for (var batch : Lists.partition(rows, BATCH)) {
                for (var row : batch) {
                    bind(statement, row, server);
                    statement.addBatch();
                }
                statement.executeBatch();
            }
        }
    }

    private static void bind(PreparedStatement statement, AuditRow row, UUID server) throws SQLException {
        var caller = row.entry().caller();
        var deed = row.entry().deed();
        var about = row.entry().about();
        var values = new Object[] {
            caller.tenant().value(),
            row.id(),
            OffsetDateTime.ofInstant(row.recorded(), ZoneOffset.UTC),
            deed.activity().name(),
            deed.action().letter(),
            deed.interaction(),
            deed.outcome().number(),
            deed.detail(),
            caller.subject(),
            caller.kind().name(),
            caller.address(),
            caller.requestId(),
            about.type(),
            about.id(),
            about.version(),
            about.patient(),
            row.entry().request(),
            caller.purpose() == null ? null : caller.purpose().name(),
            server
        };
        for (var place = 0; place < values.length; place++) {
            if (values[place] == null) {
                statement.setNull(place + 1, Types.VARCHAR);
            } else {
                statement.setObject(place + 1, values[place]);
            }
        }
    }

    Optional<AuditRow> find(UUID id) {
        return jdbc.sql("select " + COLUMNS + " from openward.audit_event where id = :id")
                .param("id", id)
                .query(AuditRows::row)
                .optional();
    }

    /** One row more than the page holds tells that there is a next page. */
    List<AuditRow> matching(AuditSearch search) {
        return jdbc.sql("select " + COLUMNS + " from openward.audit_event where " + search.condition() + " order by "
                        + search.order() + " limit " + (search.pageSize() + 1))
                .params(search.values())
                .query(AuditRows::row)
                .list();
    }

    int count(AuditSearch search) {
        return jdbc.sql("select count(*) from openward.audit_event where " + search.condition())
                .params(search.values())
                .query(Integer.class)
                .single();
    }

    /** What the tenant's transactions of that range have written, in canonical order. */
    List<KeptRow> writtenBy(TenantId tenant, SealedBlock.Range transactions) {
        return jdbc.sql(
                        "select xmin::text as writer, " + COLUMNS
                                + """
                        from openward.audit_event
                        where tenant_id = :tenant
                            and transaction_id >= :from::text::xid8 and transaction_id < :to::text::xid8
                        order by transaction_id, sequence
                        """)
                .param("tenant", tenant.value())
                .param("from", Long.toUnsignedString(transactions.from()))
                .param("to", Long.toUnsignedString(transactions.to()))
                .query((row, number) -> kept(row))
                .list();
    }

    /**
     * The transaction at which a block must end that begins with the range and is to hold about that many rows; empty when
     * all the rows of the range are fewer. The rows of one transaction stay together.
     */
    Optional<Long> boundary(TenantId tenant, SealedBlock.Range transactions, int rows) {
        return jdbc.sql(
                        """
                        select transaction_id::text from openward.audit_event
                        where tenant_id = :tenant
                            and transaction_id >= :from::text::xid8 and transaction_id < :to::text::xid8
                        order by transaction_id, sequence offset :rows limit 1
                        """)
                .param("tenant", tenant.value())
                .param("from", Long.toUnsignedString(transactions.from()))
                .param("to", Long.toUnsignedString(transactions.to()))
                .param("rows", rows)
                .query((row, number) -> Long.parseUnsignedLong(row.getString(1)) + 1)
                .optional();
    }

    /** When the oldest row was recorded that the tenant's transactions wrote from that one on. */
    Optional<Instant> oldestSince(TenantId tenant, long transaction) {
        return jdbc.sql(
                        """
                        select recorded from openward.audit_event
                        where tenant_id = :tenant and transaction_id >= :from::text::xid8
                        order by transaction_id, sequence limit 1
                        """)
                .param("tenant", tenant.value())
                .param("from", Long.toUnsignedString(transaction))
                .query((row, number) -> recorded(row))
                .optional();
    }

    /** Since which transaction each row names the server that wrote it. */
    long serversSince() {
        return jdbc.sql("select transaction_id::text from openward.audit_servers_since")
                .query((row, number) -> Long.parseUnsignedLong(row.getString(1)))
                .single();
    }

    /** When each server that ever wrote a row said last that it lives. */
    Map<UUID, Instant> servers() {
        return jdbc
                .sql("select id, seen_at from openward.audit_server")
                .query((row, number) -> Map.entry(
                        row.getObject("id", UUID.class),
                        row.getObject("seen_at", OffsetDateTime.class).toInstant()))
                .list()
                .stream()
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    /** The first transaction that PostgreSQL has not handed out yet. */
    long nextTransaction() {
        return jdbc.sql("select pg_snapshot_xmax(pg_current_snapshot())::text")
                .query((row, number) -> Long.parseUnsignedLong(row.getString(1)))
                .single();
    }

    private static AuditRow row(ResultSet row, int number) throws SQLException {
        var caller = new Caller(
                new TenantId(row.getString("tenant_id")),
                Caller.Kind.valueOf(row.getString("agent_kind")),
                row.getString("agent"),
                row.getString("request_id"),
                row.getString("address"),
                Set.of(),
                Optional.ofNullable(row.getString(PURPOSE)).flatMap(Purpose::of).orElse(null));
        var deed = new Deed(
                Activity.valueOf(row.getString("activity")),
                Action.of(row.getString("action")),
                row.getString("interaction"),
                Outcome.of(row.getString("outcome")),
                row.getString("detail"));
        var about = new About(
                row.getString("entity_type"),
                row.getString("entity_id"),
                row.getString("entity_version"),
                row.getString("patient_id"));
        return new AuditRow(
                row.getObject("id", UUID.class),
                recorded(row),
                new AuditEntry(caller, deed, about, row.getString("request")));
    }

    private static KeptRow kept(ResultSet row) throws SQLException {
        var texts = new ArrayList<@Nullable String>();
        for (var column : TEXTS) {
            texts.add(row.getString(column));
        }
        var purpose = row.getString(PURPOSE);
        var server = row.getObject(SERVER, UUID.class);
        if (purpose != null || server != null) {
            texts.add(purpose);
        }
        if (server != null) {
            texts.add(server.toString());
        }
        return new KeptRow(
                row.getObject("id", UUID.class),
                recorded(row),
                row.getLong("sequence"),
                Long.parseUnsignedLong(row.getString("written_in")),
                row.getLong("writer"),
                texts,
                server);
    }

    private static Instant recorded(ResultSet row) throws SQLException {
        return row.getObject("recorded", OffsetDateTime.class).toInstant();
    }
}
