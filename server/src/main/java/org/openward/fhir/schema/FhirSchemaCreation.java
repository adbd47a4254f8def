package org.openward.fhir.schema;

import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The first creation of the FHIR store's tables. HAPI's migrator takes a half-created schema for a whole one, so a creation
 * that a killed server left unfinished, and that nobody can have stored anything in, is undone and begun again.
 */
record FhirSchemaCreation(JdbcClient owner) {
    boolean isNeeded() {
        return !exists("public.hfj_resource");
    }

    void begin() {
        owner.sql("create table public.fhir_store_unfinished (since timestamp with time zone not null default now())")
                .update();
    }

    void finish() {
        owner.sql("drop table public.fhir_store_unfinished").update();
    }

    void undoUnfinished() {
        if (exists("public.fhir_store_unfinished")) {
            owner.sql(
                            """
                            do $$
                            declare
                                leftover record;
                            begin
                                for leftover in
                                    select oid::regclass as name, relkind = 'S' as is_sequence
                                    from pg_class
                                    where relnamespace = 'public'::regnamespace
                                        and relkind in ('r', 'S')
                                        and relowner = current_user::regrole
                                    order by relkind desc
                                loop
                                    if leftover.is_sequence then
                                        execute format('drop sequence if exists %s', leftover.name);
                                    else
                                        execute format('drop table if exists %s cascade', leftover.name);
                                    end if;
                                end loop;
                            end
                            $$
                            """)
                    .update();
        }
    }

    private boolean exists(String table) {
        return owner.sql("select to_regclass(:table) is not null")
                .param("table", table)
                .query(Boolean.class)
                .single();
    }
}
