package org.openward.audit;

import org.openward.tenancy.TenantId;
import org.springframework.jdbc.core.JdbcTemplate;

/** Lets the rest of a transaction see and add the rows of one tenant, whoever the connection was opened for. */
final class TenantRows {
    private TenantRows() {}

    static void show(JdbcTemplate jdbc, TenantId tenant) {
        setting(jdbc, tenant.value());
    }

    /** As {@link #show}, and back to whoever's rows were visible before. */
    static void showDuring(JdbcTemplate jdbc, TenantId tenant, Runnable work) {
        var before = jdbc.queryForObject("select coalesce(current_setting('openward.tenant', true), '')", String.class);
        setting(jdbc, tenant.value());
        work.run();
        setting(jdbc, before == null ? "" : before);
    }

    private static void setting(JdbcTemplate jdbc, String tenant) {
        jdbc.queryForObject("select set_config('openward.tenant', ?, true)", String.class, tenant);
    }
}
