package org.openward.interfaceengine.outbound;

import java.util.List;
import java.util.Optional;
import org.openward.fhir.changes.Change;
import org.openward.interfaceengine.origins.ChangeOrigins;
import org.openward.tenancy.Acting;
import org.openward.tenancy.TenantId;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/** The changes for which no message was written yet; works in the acting caller's tenant and the open transaction. */
@Component
class ChangesToTell {
    private final JdbcTemplate jdbc;
    private final ChangeOrigins origins;

    ChangesToTell(JdbcTemplate jdbc, ChangeOrigins origins) {
        this.jdbc = jdbc;
        this.origins = origins;
    }

    /** Writes the changes of one transaction down, with one statement. */
    void add(List<Change> changes) {
        var tenant = Acting.tenant().value();
        var origin = origins.current().orElse(null);
        jdbc.batchUpdate(
                """
                insert into openward.outbound_change (tenant_id, resource_type, resource_id, version, interaction, origin)
                values (?, ?, ?, ?, ?, ?)""",
                changes,
                changes.size(),
                (row, change) -> {
                    row.setString(1, tenant);
                    row.setString(2, change.type());
                    row.setString(3, change.id());
                    row.setLong(4, change.version());
                    row.setString(5, change.interaction());
                    row.setString(6, origin);
                });
    }

    /** Whether this transaction has the tenant's changes for itself, so that messages are written in their order. */
    boolean claim() {
        return Boolean.TRUE.equals(jdbc.queryForObject(
                "select pg_try_advisory_xact_lock(hashtextextended(?, 0))",
                Boolean.class,
                "outbound/" + Acting.tenant()));
    }

    /** The oldest change. */
    Optional<ChangeToTell> first() {
        return jdbc
                .query(
                        """
                        select id, resource_type, resource_id, version, interaction, changed_at, origin
                        from openward.outbound_change where tenant_id = ? order by id limit 1""",
                        (row, number) -> new ChangeToTell(
                                new Change(
                                        row.getLong("id"),
                                        row.getString("resource_type"),
                                        row.getString("resource_id"),
                                        row.getLong("version"),
                                        row.getString("interaction"),
                                        row.getTimestamp("changed_at").toInstant()),
                                row.getString("origin")),
                        Acting.tenant().value())
                .stream()
                .findFirst();
    }

    void remove(Change change) {
        jdbc.update(
                "delete from openward.outbound_change where tenant_id = ? and id = ?",
                Acting.tenant().value(),
                change.number());
    }

    /** The tenants with changes that wait, whoever acts. */
    List<TenantId> tenantsWaiting() {
        return jdbc.query(
                "select tenant from openward.tenants_with_outbound_changes()",
                (row, number) -> new TenantId(row.getString("tenant")));
    }
}
