package org.openward.fhir.schema;

import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Lets each tenant choose its resource ids. HAPI's unique constraint on them leaves out the partition, so one tenant's id would
 * be refused to all others, and the refusal would tell them that it exists.
 */
record IdsPerTenant(JdbcClient owner) {
    /** Keeps the name of HAPI's constraint: by it HAPI recognises that somebody else took the id first. */
    void apply() {
        owner.sql(
                        """
                        do $$
                        begin
                            if lower(pg_get_indexdef('public.idx_res_type_fhir_id'::regclass)) not like '%partition_id) include%' then
                                alter table public.hfj_resource
                                    drop constraint idx_res_type_fhir_id,
                                    add constraint idx_res_type_fhir_id
                                        unique nulls not distinct (res_type, fhir_id, partition_id)
                                        include (res_id, res_deleted_at);
                            end if;
                        end
                        $$
                        """)
                .update();
    }
}
