package org.openward.interfaceengine.changes;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.openward.fhir.sealing.KeptNumbers;
import org.openward.fhir.sealing.KnownNumber;
import org.openward.fhir.sealing.Place;
import org.openward.fhir.sealing.SealedTexts;
import org.openward.fhir.sealing.SealedValueDamaged;
import org.openward.fhir.sealing.Sealing;
import org.openward.fhir.sealing.SearchTokens;
import org.openward.hl7v2.results.BusinessIdentity;
import org.openward.tenancy.Acting;
import org.openward.tenancy.Tenants;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The register of everything that hospital systems told of: under which id a thing is on file that its sender knows by a number. */
@Component
class SentIdentities implements KeptNumbers {
    private static final Logger LOG = LoggerFactory.getLogger(SentIdentities.class);

    private final JdbcClient jdbc;
    private final SealedTexts texts;
    private final SearchTokens tokens;
    private final Tenants tenants;

    SentIdentities(JdbcClient jdbc, Sealing sealing, Tenants tenants) {
        this.texts = sealing.texts();
        this.tokens = sealing.tokens();
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

    /** Whether further things have the same number, told apart by what {@link BusinessIdentity#part} adds to it. */
    boolean isShared(SentKey number) {
        return jdbc.sql(
                        """
                        select exists (select from openward.sent_identity
                            where tenant_id = :tenant and kind = :kind and system = :system and starts_with(value, :number))""")
                .param("tenant", tenant())
                .param("kind", number.kind())
                .param("system", number.system())
                .param("number", number.value() + "/")
                .query(Boolean.class)
                .single();
    }

    /** Of a number that is encrypted in the database the register has a token, by which it is found, and the number sealed. */
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
                        insert into openward.sent_identity (tenant_id, kind, system, value, sealed, resource_id)
                        values (:tenant, :kind, :system, :value, cast(:sealed as text), :id)""")
                .param("tenant", tenant())
                .param("kind", key.kind())
                .param("system", key.system())
                .param("value", tokens.kept(partition(), key.system(), key.value()))
                .param("sealed", sealed(new KnownNumber(key.system(), key.value())))
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

    private @Nullable String sealed(KnownNumber number) {
        return texts.sealNumber(number, place()).orElse(null);
    }

    private Place place() {
        return new Place(partition(), "told numbers");
    }

    /** As it stands in the register. */
    private record Kept(String system, String value, @Nullable String sealed) {}

    @Override
    public int sealAgain() {
        return (int) jdbc
                .sql("select distinct system, value, sealed from openward.sent_identity where tenant_id = :tenant")
                .param("tenant", tenant())
                .query((row, number) ->
                        new Kept(row.getString("system"), row.getString("value"), row.getString("sealed")))
                .list()
                .stream()
                .filter(kept -> !isBrought(kept))
                .count();
    }

    /** A token alone, as it was once kept, leads nowhere: it goes on standing for its number as long as there is its key. */
    private boolean isBrought(Kept kept) {
        if (tokens.isKeptSealed(kept.value()) && kept.sealed() == null) {
            return false;
        }
        try {
            replace(kept, kept.sealed() == null ? kept.value() : opened(kept.system(), kept.sealed()));
            return true;
        } catch (SealedValueDamaged damaged) {
            LOG.error("{}", damaged.getMessage());
            return false;
        }
    }

    private String opened(String system, String sealed) {
        return texts.openNumber(new KnownNumber(system, sealed), place());
    }

    private void replace(Kept kept, String number) {
        var again = tokens.kept(partition(), kept.system(), number);
        if (again.equals(kept.value())) {
            return;
        }
        jdbc.sql(
                        """
                        update openward.sent_identity told set value = :again, sealed = cast(:sealed as text)
                        where tenant_id = :tenant and system = :system and value = :value
                            and not exists (select from openward.sent_identity other
                                where other.tenant_id = told.tenant_id and other.kind = told.kind
                                    and other.system = told.system and other.value = :again)""")
                .param("again", again)
                .param("sealed", sealed(new KnownNumber(kept.system(), number)))
                .param("tenant", tenant())
                .param("system", kept.system())
                .param("value", kept.value())
                .update();
    }

    private static String tenant() {
        return Acting.tenant().value();
    }
}
