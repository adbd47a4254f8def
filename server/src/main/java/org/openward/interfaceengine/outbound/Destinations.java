package org.openward.interfaceengine.outbound;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.openward.interfaceengine.outbound.letters.Terms;
import org.openward.tenancy.Acting;
import org.openward.tenancy.TenantId;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * The register of destinations, and which server process is at work on each; works in the acting caller's tenant and the open
 * transaction.
 */
@Component
class Destinations {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final JdbcClient jdbc;

    Destinations(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * A destination and its terms.
     *
     * @param rights another number for each time that it was stored with other rights than before
     */
    record Destination(String id, Terms terms, long rights) {}

    /**
     * A destination that one worker has for itself until its lease ends.
     *
     * @param version of the terms, another one each time that its Endpoint is stored
     */
    record Claimed(String lease, long version, Destination destination, int attempts) {
        String id() {
            return destination.id();
        }
    }

    /**
     * Whoever is at work on it notes the answer that he waits for, and sends nothing more on the terms before.
     *
     * @param status active, suspended or off
     */
    void enter(String id, String status, Terms terms) {
        var orders = terms.orders();
        jdbc.sql(
                        """
                        insert into openward.outbound_destination as before (tenant_id, id, status, resource_types, terms,
                            device_id, terms_version, rights_version)
                        values (:tenant, :id, :status, string_to_array(:types, ','), :terms, :device,
                            nextval('openward.outbound_terms'), nextval('openward.outbound_terms'))
                        on conflict (tenant_id, id) do update set
                            status = excluded.status, resource_types = excluded.resource_types, terms = excluded.terms,
                            device_id = excluded.device_id, attempts = 0, failing_since = null, next_attempt_at = null,
                            failure = null, terms_version = excluded.terms_version,
                            rights_version = case
                                when before.terms::jsonb -> 'grant' = excluded.terms::jsonb -> 'grant'
                                then before.rights_version else excluded.rights_version end""")
                .param("tenant", tenant())
                .param("id", id)
                .param("status", status)
                .param("types", String.join(",", terms.types()))
                .param("terms", written(terms))
                .param("device", orders == null ? null : orders.device())
                .update();
    }

    void remove(String id) {
        jdbc.sql("delete from openward.outbound_destination where tenant_id = :tenant and id = :id")
                .param("tenant", tenant())
                .param("id", id)
                .update();
    }

    /** Nothing more is written for it or sent to it. */
    void stop(String id) {
        jdbc.sql(
                        """
                        update openward.outbound_destination set status = 'off', lease = null, leased_until = null
                        where tenant_id = :tenant and id = :id""")
                .param("tenant", tenant())
                .param("id", id)
                .update();
    }

    /** How many destinations the tenant has besides that one. */
    int othersThan(String id) {
        return jdbc.sql("select count(*) from openward.outbound_destination where tenant_id = :tenant and id <> :id")
                .param("tenant", tenant())
                .param("id", id)
                .query(Integer.class)
                .single();
    }

    /** Those that are told of changes of that type. */
    List<Destination> toldOf(String type) {
        return jdbc.sql(
                        """
                        select id, terms, rights_version from openward.outbound_destination
                        where tenant_id = :tenant and status in ('active', 'suspended') and :type = any (resource_types)
                        order by id""")
                .param("tenant", tenant())
                .param("type", type)
                .query((row, number) -> destination(row))
                .list();
    }

    /** Whatever its status is. */
    Optional<Destination> find(String id) {
        return jdbc.sql(
                        "select id, terms, rights_version from openward.outbound_destination where tenant_id = :tenant and id = :id")
                .param("tenant", tenant())
                .param("id", id)
                .query((row, number) -> destination(row))
                .optional();
    }

    /** Those that send orders to that analyzer. */
    List<Destination> ofDevice(String device) {
        return jdbc.sql(
                        """
                        select id, terms, rights_version from openward.outbound_destination
                        where tenant_id = :tenant and device_id = :device and status in ('active', 'suspended')
                        order by id""")
                .param("tenant", tenant())
                .param("device", device)
                .query((row, number) -> destination(row))
                .list();
    }

    /** Where something is to be sent now, in all tenants, whoever acts. */
    List<DestinationKey> due(int most) {
        return jdbc.sql("select tenant, id from openward.outbound_due(:most)")
                .param("most", most)
                .query((row, number) -> new DestinationKey(new TenantId(row.getString("tenant")), row.getString("id")))
                .list();
    }

    /** Takes the destination for one worker, if it is active and due and no other worker has it. */
    Optional<Claimed> claim(String id, String lease, Duration span) {
        return jdbc.sql(
                        """
                        update openward.outbound_destination d
                        set lease = :lease, leased_until = clock_timestamp() + :span * interval '1 ms'
                        from (select f.tenant_id, f.id from openward.outbound_destination f
                              where f.tenant_id = :tenant and f.id = :id and f.status = 'active'
                                and (f.leased_until is null or f.leased_until < clock_timestamp())
                                and (f.next_attempt_at is null or f.next_attempt_at <= clock_timestamp())
                              for update skip locked) free
                        where d.tenant_id = free.tenant_id and d.id = free.id
                        returning d.id, d.terms, d.rights_version, d.terms_version, d.attempts""")
                .param("lease", lease)
                .param("span", span.toMillis())
                .param("tenant", tenant())
                .param("id", id)
                .query((row, number) ->
                        new Claimed(lease, row.getLong("terms_version"), destination(row), row.getInt("attempts")))
                .optional();
    }

    /** Whether the worker may send one more: the destination is still its own, on the same terms. */
    boolean isKept(Claimed claimed, Duration span) {
        return jdbc.sql(
                                """
                                update openward.outbound_destination
                                set leased_until = clock_timestamp() + :span * interval '1 ms'
                                where tenant_id = :tenant and id = :id and lease = :lease and status = 'active'
                                  and terms_version = :version""")
                        .param("span", span.toMillis())
                        .param("tenant", tenant())
                        .param("id", claimed.id())
                        .param("lease", claimed.lease())
                        .param("version", claimed.version())
                        .update()
                == 1;
    }

    /** The receiver has answered; whether the worker still has the destination for itself, and keeps it a while longer. */
    boolean answered(Claimed claimed, Duration span) {
        return jdbc.sql(
                                """
                                update openward.outbound_destination
                                set attempts = 0, failing_since = null, next_attempt_at = null, failure = null,
                                    leased_until = clock_timestamp() + :span * interval '1 ms'
                                where tenant_id = :tenant and id = :id and lease = :lease""")
                        .param("span", span.toMillis())
                        .param("tenant", tenant())
                        .param("id", claimed.id())
                        .param("lease", claimed.lease())
                        .update()
                == 1;
    }

    /** The receiver did not answer; it is tried again after that time, and one that was named meanwhile at once. */
    void failed(Claimed claimed, Duration wait, String failure) {
        var failed = jdbc.sql(
                        """
                        update openward.outbound_destination
                        set attempts = attempts + 1, failing_since = coalesce(failing_since, clock_timestamp()),
                            next_attempt_at = clock_timestamp() + :wait * interval '1 ms', failure = :failure,
                            lease = null, leased_until = null
                        where tenant_id = :tenant and id = :id and lease = :lease and terms_version = :version""")
                .param("wait", wait.toMillis())
                .param("failure", failure)
                .param("tenant", tenant())
                .param("id", claimed.id())
                .param("lease", claimed.lease())
                .param("version", claimed.version())
                .update();
        if (failed == 0) {
            release(claimed);
        }
    }

    void release(Claimed claimed) {
        jdbc.sql(
                        """
                        update openward.outbound_destination set lease = null, leased_until = null
                        where tenant_id = :tenant and id = :id and lease = :lease""")
                .param("tenant", tenant())
                .param("id", claimed.id())
                .param("lease", claimed.lease())
                .update();
    }

    private static Destination destination(ResultSet row) throws SQLException {
        return new Destination(row.getString("id"), read(row.getString("terms")), row.getLong("rights_version"));
    }

    private static String written(Terms terms) {
        try {
            return JSON.writeValueAsString(terms);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static Terms read(@Nullable String terms) {
        try {
            return JSON.readValue(terms, Terms.class);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static String tenant() {
        return Acting.tenant().value();
    }
}
