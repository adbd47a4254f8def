package org.openward.fhir.resealing;

import ca.uhn.fhir.jpa.model.config.PartitionSettings;
import ca.uhn.fhir.jpa.model.entity.ResourceIndexedSearchParamToken;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.openward.fhir.paths.IdentifierAddress;
import org.openward.fhir.sealing.KnownNumber;
import org.openward.fhir.sealing.Place;
import org.openward.fhir.sealing.SealedValueDamaged;
import org.openward.fhir.sealing.Sealing;
import org.openward.tenancy.Tenant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Brings a record to what is encrypted by now: the texts of all its versions, their digest, and the rows that searches look at, each where it
 * is. There is no new version, and none of the rows is replaced by another, under which somebody who is just writing the record would lose it.
 */
@Component
class RecordPass {
    private static final Logger LOG = LoggerFactory.getLogger(RecordPass.class);
    private static final String OF_TYPE = ":of-type";

    private final JdbcClient jdbc;
    private final Sealing sealing;
    private final PartitionSettings partitions;

    RecordPass(JdbcClient jdbc, Sealing sealing, PartitionSettings partitions) {
        this.jdbc = jdbc;
        this.sealing = sealing;
        this.partitions = partitions;
    }

    private record Version(long number, String json, boolean isNewest) {}

    private record Row(long id, String type, String parameter, @Nullable String system, String value) {}

    /** The last of so many records behind that number. */
    long endOfNext(int most, long after, long last, Tenant tenant) {
        return jdbc.sql(
                        """
                        select coalesce(max(res_id), :last) from (
                            select res_id from hfj_resource
                            where partition_id = :partition and res_id > :after and res_id <= :last
                            order by res_id limit :most) as next
                        """)
                .param("last", last)
                .param("partition", tenant.partition())
                .param("after", after)
                .param("most", most)
                .query(Long.class)
                .single();
    }

    /** The first of those records of which any version names a system that was ever encrypted. */
    List<Long> withNumbers(int most, long after, long end, Tenant tenant) {
        return jdbc.sql(
                        """
                        select distinct res_id from hfj_res_ver
                        where partition_id = :partition and res_id > :after and res_id <= :end
                            and res_encoding = 'JSON' and res_text_vc like any (:signs)
                        order by res_id limit :most
                        """)
                .param("partition", tenant.partition())
                .param("after", after)
                .param("end", end)
                .param(
                        "signs",
                        sealing.texts().signs().stream()
                                .map(sign -> "%" + sign.replace("_", "\\_") + "%")
                                .toArray(String[]::new))
                .param("most", most)
                .query(Long.class)
                .list();
    }

    /** Those of them that nobody is writing; nobody can, until the open transaction ends. */
    List<Long> holdIdle(List<Long> records) {
        return jdbc.sql(
                        """
                        select res_id from hfj_resource where res_id in (:records)
                        order by res_id for update skip locked
                        """)
                .param("records", records)
                .query(Long.class)
                .list();
    }

    /** Waits until nobody is writing the record; then nobody can, until the open transaction ends. */
    void hold(long record) {
        jdbc.sql("select res_id from hfj_resource where res_id = :record for update")
                .param("record", record)
                .query(Long.class)
                .list();
    }

    /**
     * By which conditions records were created before they were kept as digests. Whoever might create another by the same condition has begun
     * since, and finds the record itself.
     */
    void forgetConditions(Tenant tenant) {
        jdbc.sql(
                        """
                        delete from hfj_res_search_url
                        where partition_id = :partition and res_search_url not like 'openward-sealed:%'
                        """)
                .param("partition", tenant.partition())
                .update();
    }

    /**
     * What came of a record.
     *
     * @param isChanged whether anything had to be changed
     * @param damaged how many of its versions cannot be opened, and stay as they are
     */
    record Renewed(boolean isChanged, int damaged) {}

    /** The newest version first, by which the record is found; one that cannot be opened keeps no other back. */
    Renewed renew(Tenant tenant, long record) {
        var place = Place.ofRecord(tenant.partition(), record);
        var isChanged = renewDigest(record, place);
        var damaged = 0;
        for (var version : versions(record)) {
            try {
                isChanged |= renew(tenant, record, version);
            } catch (SealedValueDamaged unreadable) {
                LOG.error("Version {}: {}", version.number(), unreadable.getMessage());
                damaged++;
            }
        }
        return new Renewed(isChanged, damaged);
    }

    private boolean renew(Tenant tenant, long record, Version version) {
        var place = Place.ofRecord(tenant.partition(), record);
        var again = sealing.texts().renewed(version.json(), place);
        again.ifPresent(json -> rewrite(record, version, json));
        var isIndexChanged =
                version.isNewest() && renewIndex(tenant, record, sealing.texts().open(version.json(), place));
        return again.isPresent() || isIndexChanged;
    }

    private List<Version> versions(long record) {
        return jdbc.sql(
                        """
                        select v.res_ver, v.res_text_vc, v.res_ver = r.res_ver as newest
                        from hfj_res_ver v join hfj_resource r on r.res_id = v.res_id
                        where v.res_id = :record and v.res_encoding = 'JSON' and v.res_text_vc is not null
                        order by v.res_ver desc
                        """)
                .param("record", record)
                .query((row, number) -> new Version(row.getLong(1), row.getString(2), row.getBoolean(3)))
                .list();
    }

    private void rewrite(long record, Version version, String json) {
        jdbc.sql("update hfj_res_ver set res_text_vc = :json where res_id = :record and res_ver = :version")
                .param("json", json)
                .param("record", record)
                .param("version", version.number())
                .update();
    }

    private boolean renewDigest(long record, Place place) {
        var stored = jdbc.sql("select hash_sha256 from hfj_resource where res_id = :record and hash_sha256 is not null")
                .param("record", record)
                .query(String.class)
                .optional();
        var again =
                stored.map(digest -> sealing.texts().sealDigest(sealing.texts().openDigest(digest, place), place));
        if (again.equals(stored)) {
            return false;
        }
        jdbc.sql("update hfj_resource set hash_sha256 = :digest where res_id = :record")
                .param("digest", again.orElseThrow())
                .param("record", record)
                .update();
        return true;
    }

    private boolean renewIndex(Tenant tenant, long record, String json) {
        var isChanged = false;
        for (var number : sealing.texts().numbers(json)) {
            var now = sealing.tokens().written(tenant.partition(), number.system(), number.value());
            var before = sealing.tokens().everWritten(tenant.partition(), number.system(), number.value()).stream()
                    .filter(form -> !form.equals(now))
                    .toList();
            isChanged |= renewTokens(record, number.system(), before, now);
            isChanged |= renewAddresses(record, number, before, now);
        }
        return isChanged;
    }

    private boolean renewTokens(long record, String system, List<String> before, String now) {
        var isChanged = false;
        for (var row : tokens(record)) {
            var again = again(row, system, before, now);
            if (again.isPresent()) {
                update(row, again.get());
                isChanged = true;
            }
        }
        return isChanged;
    }

    private List<Row> tokens(long record) {
        return jdbc.sql(
                        """
                        select sp_id, res_type, sp_name, sp_system, sp_value from hfj_spidx_token
                        where res_id = :record and sp_value is not null
                        """)
                .param("record", record)
                .query((row, number) ->
                        new Row(row.getLong(1), row.getString(2), row.getString(3), row.getString(4), row.getString(5)))
                .list();
    }

    private static Optional<String> again(Row row, String system, List<String> before, String now) {
        if (row.parameter().endsWith(OF_TYPE)) {
            var bar = row.value().indexOf('|') + 1;
            return before.contains(row.value().substring(bar))
                    ? Optional.of(row.value().substring(0, bar) + now)
                    : Optional.empty();
        }
        return system.equals(row.system()) && before.contains(row.value()) ? Optional.of(now) : Optional.empty();
    }

    private void update(Row row, String value) {
        var again = new ResourceIndexedSearchParamToken(partitions, row.type(), row.parameter(), row.system(), value);
        jdbc.sql(
                        """
                        update hfj_spidx_token
                        set sp_value = :value, hash_sys_and_value = :both, hash_value = cast(:alone as bigint)
                        where sp_id = :id
                        """)
                .param("value", value)
                .param("both", again.getHashSystemAndValue())
                .param("alone", again.getHashValue())
                .param("id", row.id())
                .update();
    }

    /** Of references that say by the number whom they mean. */
    private boolean renewAddresses(long record, KnownNumber number, List<String> before, String now) {
        Map<String, String> addresses = new HashMap<>();
        for (var form : before) {
            addresses.put(IdentifierAddress.of(number.system(), form), IdentifierAddress.of(number.system(), now));
            addresses.put(IdentifierAddress.of(null, form), IdentifierAddress.of(null, now));
        }
        var isChanged = false;
        for (var address : addresses.entrySet()) {
            isChanged |= jdbc.sql(
                                    """
                                    update hfj_res_link set target_resource_url = :now
                                    where src_resource_id = :record and target_resource_url = :before
                                    """)
                            .param("now", address.getValue())
                            .param("record", record)
                            .param("before", address.getKey())
                            .update()
                    > 0;
        }
        return isChanged;
    }
}
