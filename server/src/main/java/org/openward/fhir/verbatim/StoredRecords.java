package org.openward.fhir.verbatim;

import java.util.Collection;
import java.util.List;
import org.hl7.fhir.r4.model.Resource;
import org.openward.tenancy.Tenants;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Goes through records of the acting tenant one after the other, in the order in which they were first stored. */
@Component
public class StoredRecords {
    private final JdbcClient jdbc;
    private final RecordVersions versions;
    private final Tenants tenants;

    StoredRecords(JdbcClient jdbc, RecordVersions versions, Tenants tenants) {
        this.jdbc = jdbc;
        this.versions = versions;
        this.tenants = tenants;
    }

    /** The numbers of the next records of those types. */
    public List<Long> next(Collection<String> types, Span span, int most) {
        return jdbc.sql(
                        """
                        select res_id from hfj_resource
                        where res_id > :after and res_id <= :last and partition_id = :partition
                            and res_type in (:types) and res_deleted_at is null
                        order by res_id limit :most
                        """)
                .param("after", span.after())
                .param("last", span.last())
                .param("partition", tenants.current().partition())
                .param("types", types)
                .param("most", most)
                .query(Long.class)
                .list();
    }

    /** Numbers of records, the first excluded and the last included. */
    public record Span(long after, long last) {}

    /** Those of them that nobody is changing; nobody can, until the open transaction ends. */
    public List<Long> holdIdle(List<Long> numbers) {
        return jdbc.sql(
                        """
                        select res_id from hfj_resource where res_id in (:numbers)
                        order by res_id for no key update skip locked
                        """)
                .param("numbers", numbers)
                .query(Long.class)
                .list();
    }

    /** Waits until nobody is changing the record; then nobody can, until the open transaction ends. */
    public void hold(long number) {
        jdbc.sql("select res_id from hfj_resource where res_id = :number for no key update")
                .param("number", number)
                .query(Long.class)
                .list();
    }

    /** The records as they are now, without those that are deleted. */
    public List<Resource> read(List<Long> numbers) {
        return jdbc
                .sql(
                        """
                        select res_type, fhir_id, res_ver from hfj_resource
                        where res_id in (:numbers) and res_deleted_at is null order by res_id
                        """)
                .param("numbers", numbers)
                .query((row, number) ->
                        versions.find(row.getString("res_type"), row.getString("fhir_id"), row.getLong("res_ver")))
                .list()
                .stream()
                .flatMap(found -> found.stream())
                .toList();
    }
}
