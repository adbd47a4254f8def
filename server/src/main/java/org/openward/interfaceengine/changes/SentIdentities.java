package org.openward.interfaceengine.changes;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.openward.fhir.sealing.KeptNumbers;
import org.openward.fhir.sealing.KnownNumber;
import org.openward.fhir.sealing.SearchTokens;
import org.openward.tenancy.Acting;
import org.openward.tenancy.Tenants;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The register of everything that hospital systems told of: under which id a thing is on file that its sender knows by a number. */
@Component
class SentIdentities implements KeptNumbers {
    private final JdbcClient jdbc;
    private final SearchTokens tokens;
    private final Tenants tenants;

    SentIdentities(JdbcClient jdbc, SearchTokens tokens, Tenants tenants) {
        this.tokens = tokens;
        this.tenants = tenants;
        this.jdbc = jdbc;
    }

    /** The ids of those that were told of before. */
    Map<SentKey, String> find(Collection<SentKey> keys) {
        Map<SentKey, String> found = new HashMap<>();
        if (keys.isEmpty()) {
            return found;
        }
        Map<SentKey, SentKey> asKept = new HashMap<>();
        keys.forEach(key -> everKept(key).forEach(form -> asKept.put(form, key)));
        jdbc.sql(
                        """
                        select kind, system, value, resource_id from openward.sent_identity
                        where tenant_id = :tenant and value in (:values)""")
                .param("tenant", tenant())
                .param(
                        "values",
                        asKept.keySet().stream().map(SentKey::value).distinct().toList())
                .query(row -> {
                    var key = asKept.get(
                            new SentKey(row.getString("kind"), row.getString("system"), row.getString("value")));
                    if (key != null) {
                        found.put(key, row.getString("resource_id"));
                    }
                });
        return found;
    }

    /** Of a number that is encrypted in the database the register has a token. */
    private List<SentKey> everKept(SentKey key) {
        return tokens.everKept(partition(), key.system(), key.value()).stream()
                .map(form -> new SentKey(key.kind(), key.system(), form))
                .toList();
    }

    private int partition() {
        return tenants.current().partition();
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
                .param("value", tokens.kept(partition(), key.system(), key.value()))
                .param("id", id)
                .update();
    }

    /** The record under the id before was deleted, and another has taken its place. */
    void replace(SentKey key, String before, String id) {
        jdbc.sql(
                        """
                        update openward.sent_identity set resource_id = :id
                        where tenant_id = :tenant and kind = :kind and system = :system and value in (:forms)
                          and resource_id = :before""")
                .param("tenant", tenant())
                .param("kind", key.kind())
                .param("system", key.system())
                .param("forms", tokens.everKept(partition(), key.system(), key.value()))
                .param("before", before)
                .param("id", id)
                .update();
    }

    @Override
    public void sealAgain() {
        jdbc
                .sql("select distinct system, value from openward.sent_identity where tenant_id = :tenant")
                .param("tenant", tenant())
                .query((row, number) -> new KnownNumber(row.getString("system"), row.getString("value")))
                .list()
                .stream()
                .filter(number -> tokens.isSealed(number.system()) && !tokens.isKeptSealed(number.value()))
                .forEach(this::seal);
    }

    private void seal(KnownNumber number) {
        jdbc.sql(
                        """
                        update openward.sent_identity set value = :token
                        where tenant_id = :tenant and system = :system and value = :value""")
                .param("token", tokens.kept(partition(), number.system(), number.value()))
                .param("tenant", tenant())
                .param("system", number.system())
                .param("value", number.value())
                .update();
    }

    private static String tenant() {
        return Acting.tenant().value();
    }
}
