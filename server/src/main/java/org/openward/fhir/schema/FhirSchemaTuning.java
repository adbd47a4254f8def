package org.openward.fhir.schema;

import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * How PostgreSQL keeps and looks after the FHIR store's tables. HAPI's own tuning is a migration that a new schema never runs. The
 * search indexes are read without visiting the table, which works only on recently vacuumed pages; and one hash column
 * holds the values of every search parameter, so its statistics must tell more than the hundred most frequent values.
 */
record FhirSchemaTuning(JdbcClient owner) {
    /** Asks the catalogue what is not yet so, and changes only that: nothing, on all but the first start. */
    void apply() {
        vacuumEarly();
        gatherDeepStatistics();
        countOnQuickDisks();
        keepNumbersAsWritten();
    }

    private void vacuumEarly() {
        change(
                """
                select format(
                    'alter table %s set (autovacuum_vacuum_scale_factor = 0.01, autovacuum_analyze_scale_factor = 0.02,'
                        ' autovacuum_vacuum_insert_scale_factor = 0.05)',
                    oid::regclass)
                from pg_class
                where relnamespace = 'public'::regnamespace
                    and relkind = 'r'
                    and (relname in ('hfj_resource', 'hfj_res_ver', 'hfj_res_link') or relname like 'hfj\\_spidx\\_%')
                    and not coalesce(reloptions, '{}') @> '{autovacuum_vacuum_scale_factor=0.01}'
                """);
    }

    private void gatherDeepStatistics() {
        change(
                """
                select format('alter table %s alter column %I set statistics %s', attrelid::regclass, attname, depth)
                from pg_attribute
                join pg_class on pg_class.oid = attrelid
                cross join lateral (select case attname when 'hash_identity' then 1000 else 2500 end as depth) as wanted
                where relnamespace = 'public'::regnamespace
                    and relkind = 'r'
                    and not attisdropped
                    and (relname like 'hfj\\_spidx\\_%' and attname like 'hash\\_%'
                        or relname = 'hfj_res_link' and attname in ('src_path', 'target_resource_id', 'src_resource_id'))
                    and coalesce(attstattarget, -1) <> depth
                """);
    }

    /**
     * PostgreSQL's own guess is from the days of turning disks, and makes it read whole tables where an index would do. Our
     * embedded PostgreSQL has another one in its configuration, and an administrator's always wins.
     */
    private void countOnQuickDisks() {
        change(
                """
                select format('alter database %I set random_page_cost = 1.1', datname)
                from pg_database cross join pg_settings
                where datname = current_database()
                    and pg_has_role(datdba, 'usage')
                    and name = 'random_page_cost'
                    and source = 'default'
                """);
    }

    /** HAPI's column rounds each number of a search parameter to two decimals, and 0.349 would be found as 0.35. */
    private void keepNumbersAsWritten() {
        change(
                """
                select 'alter table public.hfj_spidx_number alter sp_value type numeric'
                from information_schema.columns
                where table_schema = 'public'
                    and table_name = 'hfj_spidx_number'
                    and column_name = 'sp_value'
                    and numeric_scale is not null
                """);
    }

    private void change(String whatIsNotYetSo) {
        for (var statement : owner.sql(whatIsNotYetSo).query(String.class).list()) {
            owner.sql(statement).update();
        }
    }
}
