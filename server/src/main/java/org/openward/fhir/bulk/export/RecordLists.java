package org.openward.fhir.bulk.export;

import ca.uhn.fhir.jpa.partition.IRequestPartitionHelperSvc;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.openward.fhir.bulk.BulkFile;
import org.openward.fhir.bulk.Job;
import org.openward.tenancy.Acting;
import org.openward.tenancy.Tenants;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Lists for an export the versions that it will write, all as they were at one moment: a record that is changed while the export runs is
 * taken out as it was before. Works in the acting caller's partition only, in the open transaction.
 */
@Component
class RecordLists {
    /** As {@link #found} files them. */
    static final String PATIENTS = "patients";

    private static final int SHARED = 0;

    /** With %s for the conditions. */
    private static final String LIST =
            """
            insert into openward.bulk_page (tenant_id, job_id, kind, type, number, records, versions)
            select :tenant, :job, :kind, :type, page, array_agg(res_id order by res_id), array_agg(res_ver order by res_id)
            from (
                select r.res_id, v.res_ver, (row_number() over (order by r.res_id) - 1) / 1000 as page
                from hfj_resource r
                join hfj_res_ver v on v.res_id = r.res_id and v.res_ver = case
                    when r.res_updated <= :time then r.res_ver
                    else (select max(o.res_ver) from hfj_res_ver o where o.res_id = r.res_id and o.res_updated <= :time)
                end
                where r.partition_id = :partition and r.res_type = :type and %s) listed
            group by page""";

    private final JdbcClient jdbc;
    private final Tenants tenants;
    private final ObjectProvider<IRequestPartitionHelperSvc> partitions;

    RecordLists(JdbcClient jdbc, Tenants tenants, ObjectProvider<IRequestPartitionHelperSvc> partitions) {
        this.jdbc = jdbc;
        this.tenants = tenants;
        this.partitions = partitions;
    }

    /** Which records of a type are wanted, each condition in SQL. */
    static final class Choice {
        private final List<String> conditions = new ArrayList<>();
        private final Map<String, Object> values = new LinkedHashMap<>();

        Choice changedAfter(Instant since) {
            return and("r.res_updated > :since and v.res_updated > :since", Map.of("since", Timestamp.from(since)));
        }

        Choice notChangedAfter(Instant until) {
            return and("v.res_updated <= :until", Map.of("until", Timestamp.from(until)));
        }

        /** Only those that were filed under that name before. */
        Choice found(String name) {
            return and(
                    "r.res_id in (select unnest(records) from openward.bulk_found where job_id = :job and type = :name)",
                    Map.of("name", name));
        }

        /** Only those that refer by one of these paths to a patient, of whoever's. */
        Choice ofPatients(List<String> paths) {
            return and(
                    """
                    exists (
                        select from hfj_res_link l
                        where l.src_resource_id = r.res_id and l.target_resource_type = 'Patient'
                            and l.src_path = any (string_to_array(:paths, chr(10))))""",
                    Map.of("paths", String.join("\n", paths)));
        }

        /** Only those that refer by one of these paths to a patient who was found before. */
        Choice ofFoundPatients(List<String> paths) {
            return and(
                    """
                    r.res_id in (
                        select l.src_resource_id
                        from openward.bulk_found f
                        cross join lateral unnest(f.records) as patient (res_id)
                        join hfj_res_link l on l.target_resource_id = patient.res_id
                            and l.src_path = any (string_to_array(:paths, chr(10)))
                        where f.job_id = :job and f.type = :patients)""",
                    Map.of("paths", String.join("\n", paths), "patients", PATIENTS));
        }

        private Choice and(String condition, Map<String, Object> more) {
            conditions.add(condition);
            values.putAll(more);
            return this;
        }
    }

    /** How many pages of records there are. */
    int list(Job job, String type, Choice choice) {
        return list(job, BulkFile.Kind.OUTPUT, type, choice.and("v.res_deleted_at is null", Map.of()));
    }

    /** How many pages of deletions there are. */
    int listDeletions(Job job, String type, Choice choice) {
        return list(job, BulkFile.Kind.DELETED, type, choice.and("v.res_deleted_at is not null", Map.of()));
    }

    private int list(Job job, BulkFile.Kind kind, String type, Choice choice) {
        return jdbc.sql(LIST.formatted(String.join(" and ", choice.conditions)))
                .param("tenant", Acting.tenant().value())
                .param("job", job.id())
                .param("kind", kind.word())
                .param("type", type)
                .param("time", Timestamp.from(job.time()))
                .param("partition", partition(type))
                .params(choice.values)
                .update();
    }

    private int partition(String type) {
        return partitions.getObject().isResourcePartitionable(type)
                ? tenants.current().partition()
                : SHARED;
    }

    /** Files the patients with these ids, and gives back the ids of nobody. */
    List<String> findPatients(Job job, List<String> ids) {
        return jdbc.sql(
                        """
                        with wanted as (
                            select distinct unnest(string_to_array(:ids, ' ')) as id),
                        known as (
                            select fhir_id, res_id from hfj_resource
                            where res_type = 'Patient' and partition_id = :partition and res_deleted_at is null
                                and fhir_id in (select id from wanted)),
                        filed as (
                            insert into openward.bulk_found (tenant_id, job_id, type, records)
                            select :tenant, :job, :found, coalesce(array_agg(res_id), '{}') from known)
                        select id from wanted where id not in (select fhir_id from known) order by id""")
                .param("ids", String.join(" ", ids))
                .param("partition", partition(PatientCompartment.PATIENT))
                .param("tenant", Acting.tenant().value())
                .param("job", job.id())
                .param("found", PATIENTS)
                .query(String.class)
                .list();
    }

    /** Forgets what was found, when nothing more is listed. */
    void forgetFound(UUID job) {
        jdbc.sql("delete from openward.bulk_found where job_id = :job")
                .param("job", job)
                .update();
    }

    /** Files records under a name, in addition to those that are there. */
    void found(UUID job, String name, List<Long> records) {
        jdbc.sql(
                        """
                        insert into openward.bulk_found (tenant_id, job_id, type, records)
                        values (:tenant, :job, :name, string_to_array(:records, ' ')::bigint[])""")
                .param("tenant", Acting.tenant().value())
                .param("job", job)
                .param("name", name)
                .param(
                        "records",
                        String.join(" ", records.stream().map(String::valueOf).toList()))
                .update();
    }
}
