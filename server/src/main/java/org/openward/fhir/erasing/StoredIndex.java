package org.openward.fhir.erasing;

import java.sql.Timestamp;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.openward.tenancy.Tenants;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.core.simple.JdbcClient.StatementSpec;
import org.springframework.stereotype.Component;

/**
 * Which of the acting tenant's records changed when, and who refers to them. The index of searches knows few references: one in an extension, the
 * address of an attachment, and several elements of the standard stand in the text alone.
 */
@Component
public class StoredIndex {
    private static final String BINARY = "Binary";

    /** What a Binary names is what it belongs to, and its text is long. */
    private static final String NAMES =
            """
            from hfj_resource r
            join hfj_res_ver v on v.res_id = r.res_id and v.partition_id = r.partition_id
            cross join lateral (select words[1] as id from regexp_matches(v.res_text_vc, :pattern, 'g') as words) named
            join unnest(cast(:ids as text[])) as wanted (id) on wanted.id = named.id
            where r.partition_id = :partition and r.res_deleted_at is null and r.res_type <> 'Binary'
                and v.res_text_vc like :hint and not (r.res_type = :type and r.fhir_id = named.id)\s""";

    private final JdbcClient jdbc;
    private final Tenants tenants;

    StoredIndex(JdbcClient jdbc, Tenants tenants) {
        this.jdbc = jdbc;
        this.tenants = tenants;
    }

    /** The ids of the living records of a type that were changed in that millisecond, in a fixed order. */
    public List<String> changedAt(String type, Instant moment) {
        return jdbc.sql(
                        """
                        select fhir_id from hfj_resource
                        where res_type = :type and partition_id = :partition and res_deleted_at is null
                            and res_updated >= :moment and res_updated < :next
                        order by res_id
                        """)
                .param("type", type)
                .param("partition", partition())
                .param("moment", Timestamp.from(moment))
                .param("next", Timestamp.from(moment.plusMillis(1)))
                .query(String.class)
                .list();
    }

    /** Those of the records by which a search would find another one that refers to them. */
    public Set<String> linked(String type, Collection<String> ids) {
        return Set.copyOf(jdbc.sql(
                        """
                        select r.fhir_id from hfj_resource r
                        where r.res_type = :type and r.fhir_id = any (:ids) and r.partition_id = :partition
                            and exists (select from hfj_res_link link
                                where link.target_resource_id = r.res_id and link.src_resource_id <> r.res_id)
                        """)
                .param("type", type)
                .param("ids", ids.toArray(String[]::new))
                .param("partition", partition())
                .query(String.class)
                .list());
    }

    /** Those of the records that a living record names as it is now, in whichever element. It costs reading the tenant's records once. */
    public Set<String> named(String type, Collection<String> ids) {
        hasTime();
        return Set.copyOf(names("select distinct named.id " + NAMES + "and v.res_ver = r.res_ver", type, ids)
                .query(String.class)
                .list());
    }

    /** The same of what was written since then only, which costs little. */
    public Set<String> namedSince(Instant moment, String type, Collection<String> ids) {
        return Set.copyOf(names(
                        "select distinct named.id " + NAMES + "and v.res_ver = r.res_ver and v.res_updated >= :since",
                        type,
                        ids)
                .param("since", Timestamp.from(moment))
                .query(String.class)
                .list());
    }

    /** By their ids, the names of the living records of which any version names these Binaries. It costs reading the tenant's records once. */
    public Map<String, Set<String>> namersOfBinaries(Collection<String> ids) {
        hasTime();
        var namers = new HashMap<String, Set<String>>();
        names("select distinct named.id, r.res_type || '/' || r.fhir_id as name " + NAMES, BINARY, ids)
                .query(row -> {
                    namers.computeIfAbsent(row.getString("id"), none -> new TreeSet<>())
                            .add(row.getString("name"));
                });
        return namers;
    }

    /** By the ids of the records, the ids of the Binaries that any of their versions names. */
    public Map<String, Set<String>> binariesOf(String type, Collection<String> ids) {
        var binaries = new HashMap<String, Set<String>>();
        jdbc.sql(
                        """
                        select distinct r.fhir_id, words[1] as scan
                        from hfj_resource r
                        join hfj_res_ver v on v.res_id = r.res_id and v.partition_id = r.partition_id
                        cross join lateral regexp_matches(v.res_text_vc, :pattern, 'g') as words
                        where r.res_type = :type and r.fhir_id = any (:ids) and r.partition_id = :partition
                            and v.res_text_vc like :hint
                        """)
                .param("pattern", "\"Binary/([A-Za-z0-9.-]{1,64})[\"/]")
                .param("type", type)
                .param("ids", ids.toArray(String[]::new))
                .param("partition", partition())
                .param("hint", "%\"Binary/%")
                .query(row -> {
                    binaries.computeIfAbsent(row.getString("fhir_id"), none -> new TreeSet<>())
                            .add(row.getString("scan"));
                });
        return binaries;
    }

    /** An address of this server may stand before the name, and a version or a place within the record behind it. */
    private StatementSpec names(String sql, String type, Collection<String> ids) {
        return jdbc.sql(sql)
                .param("pattern", "[\"/]" + type + "/([A-Za-z0-9.-]{1,64})[\"/|#?]")
                .param("ids", ids.toArray(String[]::new))
                .param("partition", partition())
                .param("hint", "%" + type + "/%")
                .param("type", type);
    }

    /** No statement outlives its asker, but for one that has to see everything, however much that is. */
    private void hasTime() {
        jdbc.sql("select set_config('statement_timeout', '0', true)")
                .query(String.class)
                .single();
    }

    private int partition() {
        return tenants.current().partition();
    }
}
