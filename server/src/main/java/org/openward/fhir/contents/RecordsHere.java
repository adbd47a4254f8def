package org.openward.fhir.contents;

import ca.uhn.fhir.jpa.partition.IRequestPartitionHelperSvc;
import org.openward.tenancy.Tenants;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Which records whoever is acting has here, without reading them. */
@Component
class RecordsHere {
    private static final int SHARED = 0;

    private final JdbcClient jdbc;
    private final Tenants tenants;
    private final ObjectProvider<IRequestPartitionHelperSvc> partitions;

    RecordsHere(JdbcClient jdbc, Tenants tenants, ObjectProvider<IRequestPartitionHelperSvc> partitions) {
        this.jdbc = jdbc;
        this.tenants = tenants;
        this.partitions = partitions;
    }

    /** Not one that is deleted, nor one that the open transaction has not written yet. */
    boolean has(String type, String id) {
        return jdbc.sql(
                        """
                        select exists (select from hfj_resource
                            where res_type = :type and fhir_id = :id and partition_id = :partition and res_deleted_at is null)""")
                .param("type", type)
                .param("id", id)
                .param(
                        "partition",
                        partitions.getObject().isResourcePartitionable(type)
                                ? tenants.current().partition()
                                : SHARED)
                .query(Boolean.class)
                .single();
    }
}
