package org.openward.notifications.outbox;

import java.util.List;
import org.openward.fhir.changes.Change;
import org.openward.tenancy.Acting;
import org.openward.tenancy.TenantId;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/** The changes that nobody has looked at yet; works in the acting caller's tenant and the open transaction. */
@Component
public class Outbox {
    private final JdbcTemplate jdbc;

    Outbox(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    /** Writes the changes of one transaction down, with one statement. */
    void add(List<Change> changes) {
        var tenant = Acting.tenant().value();
        jdbc.batchUpdate(
                """
                insert into openward.resource_change (tenant_id, resource_type, resource_id, version, interaction)
                values (?, ?, ?, ?, ?)""",
                changes,
                changes.size(),
                (row, change) -> {
                    row.setString(1, tenant);
                    row.setString(2, change.type());
                    row.setString(3, change.id());
                    row.setLong(4, change.version());
                    row.setString(5, change.interaction());
                });
    }

    /** Whether this transaction has the tenant's changes for itself, so that events are numbered in their order. */
    public boolean claim() {
        return Boolean.TRUE.equals(jdbc.queryForObject(
                "select pg_try_advisory_xact_lock(hashtextextended(?, 0))",
                Boolean.class,
                "notifications/" + Acting.tenant()));
    }

    public List<Change> first(int most) {
        return jdbc.query(
                """
                select id, resource_type, resource_id, version, interaction, changed_at
                from openward.resource_change where tenant_id = ? order by id limit ?""",
                (row, number) -> new Change(
                        row.getLong("id"),
                        row.getString("resource_type"),
                        row.getString("resource_id"),
                        row.getLong("version"),
                        row.getString("interaction"),
                        row.getTimestamp("changed_at").toInstant()),
                Acting.tenant().value(),
                most);
    }

    /** Removes just these: a change with a smaller number may become visible later. */
    public void remove(List<Change> changes) {
        var numbers = changes.stream().map(Change::number).toArray(Long[]::new);
        jdbc.update(
                "delete from openward.resource_change where tenant_id = ? and id = any (?)",
                Acting.tenant().value(),
                numbers);
    }

    /** The tenants with changes that wait, whoever acts. */
    public List<TenantId> tenantsWaiting() {
        return jdbc.query(
                "select tenant from openward.tenants_with_changes()",
                (row, number) -> new TenantId(row.getString("tenant")));
    }
}
