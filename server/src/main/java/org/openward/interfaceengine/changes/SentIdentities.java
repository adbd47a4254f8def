package org.openward.interfaceengine.changes;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.openward.tenancy.Acting;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The register of everything that hospital systems told of: under which id a thing is on file that its sender knows by a number. */
@Component
class SentIdentities {
    private final JdbcClient jdbc;

    SentIdentities(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** The ids of those that were told of before. */
    Map<SentKey, String> find(Collection<SentKey> keys) {
        Map<SentKey, String> found = new HashMap<>();
        if (keys.isEmpty()) {
            return found;
        }
        jdbc.sql(
                        """
                        select kind, system, value, resource_id from openward.sent_identity
                        where tenant_id = :tenant and value in (:values)""")
                .param("tenant", tenant())
                .param("values", keys.stream().map(SentKey::value).distinct().toList())
                .query(row -> {
                    found.put(
                            new SentKey(row.getString("kind"), row.getString("system"), row.getString("value")),
                            row.getString("resource_id"));
                });
        found.keySet().retainAll(keys);
        return found;
    }

    /** Waits until nobody else is about to make a record for one of the keys, and keeps others waiting until the transaction ends. */
    void await(Collection<SentKey> keys) {
        keys.stream()
                .map(key -> "sent/" + tenant() + "/" + key.kind() + "/" + key.system() + "|" + key.value())
                .sorted()
                .distinct()
                .forEach(name -> jdbc.sql("select pg_advisory_xact_lock(hashtextextended(:name, 0))::text")
                        .param("name", name)
                        .query(String.class)
                        .list());
    }

    /** Fails when somebody else has entered the same meanwhile: then the whole transaction has to be done again. */
    void enter(SentKey key, String id) {
        jdbc.sql(
                        """
                        insert into openward.sent_identity (tenant_id, kind, system, value, resource_id)
                        values (:tenant, :kind, :system, :value, :id)""")
                .param("tenant", tenant())
                .param("kind", key.kind())
                .param("system", key.system())
                .param("value", key.value())
                .param("id", id)
                .update();
    }

    /** The record under the id before was deleted, and another has taken its place. */
    void replace(SentKey key, String before, String id) {
        jdbc.sql(
                        """
                        update openward.sent_identity set resource_id = :id
                        where tenant_id = :tenant and kind = :kind and system = :system and value = :value
                          and resource_id = :before""")
                .param("tenant", tenant())
                .param("kind", key.kind())
                .param("system", key.system())
                .param("value", key.value())
                .param("before", before)
                .param("id", id)
                .update();
    }

    private static String tenant() {
        return Acting.tenant().value();
    }
}
