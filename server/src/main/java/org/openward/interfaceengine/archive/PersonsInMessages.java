package org.openward.interfaceengine.archive;

import com.google.common.collect.Lists;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.openward.fhir.sealing.Sealing;
import org.openward.interfaceengine.Sender;
import org.openward.privacy.erasure.ErasedPerson;
import org.openward.privacy.erasure.ErasedPerson.KnownBy;
import org.openward.privacy.erasure.PersonalTraces;
import org.openward.tenancy.Acting;
import org.openward.tenancy.Tenants;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * What messages, in both directions, hold of a person: their bytes are forgotten when the person is erased, and that there were such messages stays.
 * Whose a message is, is said by the records that it was filed in and by the numbers that it gives as the patient's. Nobody is erased while a
 * message about him waits for somebody to decide.
 */
@Component
class PersonsInMessages implements PersonalTraces {
    /** Bytes may be long: they are looked at a few messages at a time. */
    private static final int AT_ONCE = 20;

    private static final String UNDECIDED = "status in ('received', 'held', 'dead')";
    private static final String DECIDED = "status not in ('received', 'held', 'dead')";

    /** The bytes hold a number of the person, wherever and whatever it is there. */
    private static final String HAS_A_SIGN =
            "exists (select from unnest(cast(:signs as text[])) as sign where position(convert_to(sign, 'UTF8') in %s) > 0)";

    private final JdbcClient jdbc;
    private final Sealing sealing;
    private final Tenants tenants;

    PersonsInMessages(JdbcClient jdbc, Sealing sealing, Tenants tenants) {
        this.jdbc = jdbc;
        this.sealing = sealing;
        this.tenants = tenants;
    }

    @Override
    public Optional<String> hindrance(ErasedPerson person) {
        var known = KnownNumbers.of(person, told(person));
        var undecided = naming(known, UNDECIDED);
        if (!undecided.isEmpty()) {
            return Optional.of(
                    "Message " + undecided.get(0)
                            + " of a feed gives a number of this patient and is not filed. Release, replay or discard it first.");
        }
        return isArriving(known)
                ? Optional.of("A message that may be about this patient is just arriving. Try again when it has come.")
                : Optional.empty();
    }

    /** Of whom senders told under numbers like those of the person. */
    private Map<KnownBy, String> told(ErasedPerson person) {
        var asKept = new HashMap<String, String>();
        person.numbers().forEach(number -> sealing.tokens()
                .everKept(tenants.current().partition(), number.value())
                .forEach(form -> asKept.put(form, number.value())));
        var told = new HashMap<KnownBy, String>();
        jdbc.sql(
                        """
                        select system, value, resource_id from openward.sent_identity
                        where tenant_id = :tenant and kind = 'Patient' and value = any (:values)
                        """)
                .param("tenant", Acting.tenant().value())
                .param("values", asKept.keySet().toArray(String[]::new))
                .query(row -> {
                    var kept = row.getString("value");
                    told.put(
                            new KnownBy(row.getString("system"), asKept.getOrDefault(kept, kept)),
                            row.getString("resource_id"));
                });
        return told;
    }

    /** Parts of messages that are not yet whole. */
    private boolean isArriving(KnownNumbers known) {
        return jdbc.sql(
                        """
                        select device_id, sending_application, '' as sending_facility, '' as decoding, false as filed,
                            string_agg(content, ''::bytea order by number) as raw
                        from openward.feed_part
                        where tenant_id = :tenant and not broken
                        group by message, device_id, sending_application
                        """)
                .param("tenant", Acting.tenant().value())
                .query((row, number) -> isAbout(row, known))
                .list()
                .contains(true);
    }

    @Override
    public int erase(ErasedPerson person) {
        var known = KnownNumbers.of(person, told(person));
        return eraseMessages(person, filedIn(person), naming(known, DECIDED), batches(known))
                + jdbc.sql("select openward.erase_outbound_messages(:patients, :records)")
                        .param("patients", person.patients().toArray(String[]::new))
                        .param("records", names(person, person.records()))
                        .query(Integer.class)
                        .single()
                + jdbc.sql("select openward.erase_sent_identities(:patients, :ids)")
                        .param("patients", person.patients().toArray(String[]::new))
                        .param("ids", names(person, person.own()))
                        .query(Integer.class)
                        .single();
    }

    private int eraseMessages(ErasedPerson person, List<Long> filed, List<Long> naming, List<Long> batches) {
        return jdbc.sql(
                        """
                        select openward.erase_messages(:patients, string_to_array(:messages, ' ')::bigint[],
                            string_to_array(:batches, ' ')::bigint[])
                        """)
                .param("patients", person.patients().toArray(String[]::new))
                .param("messages", joined(Stream.concat(filed.stream(), naming.stream())))
                .param("batches", joined(batches.stream()))
                .query(Integer.class)
                .single();
    }

    private static String[] names(ErasedPerson person, Set<String> records) {
        return Stream.concat(person.patients().stream().map(id -> "Patient/" + id), records.stream())
                .toArray(String[]::new);
    }

    private static String joined(Stream<Long> numbers) {
        return numbers.distinct().map(String::valueOf).collect(Collectors.joining(" "));
    }

    /** The messages that were filed in records of nobody else. */
    private List<Long> filedIn(ErasedPerson person) {
        return jdbc.sql(
                        """
                        select id from openward.feed_message
                        where tenant_id = :tenant and %s
                            and (record_refs && cast(:names as text[])
                                or exists (select from unnest(report_ids) as report
                                    where 'DiagnosticReport/' || report = any (:names)))
                        """
                                .formatted(DECIDED))
                .param("tenant", Acting.tenant().value())
                .param("names", names(person, person.own()))
                .query(Long.class)
                .list();
    }

    /** The messages that give a number of the person as their patient's. */
    private List<Long> naming(KnownNumbers known, String condition) {
        return about(
                known,
                "select id from openward.feed_message where tenant_id = :tenant and " + condition + " and "
                        + HAS_A_SIGN.formatted("raw") + " order by id",
                """
                select id, device_id, sending_application, sending_facility, decoding, raw,
                    status = 'processed' and (record_refs <> '{}' or report_ids <> '{}') as filed
                from openward.feed_message where tenant_id = :tenant and id = any (string_to_array(:ids, ' ')::bigint[])
                order by id
                """);
    }

    /** The batches of which nothing was used and of which one message at least does. */
    private List<Long> batches(KnownNumbers known) {
        return about(
                known,
                "select id from openward.feed_batch where tenant_id = :tenant and raw is not null and "
                        + HAS_A_SIGN.formatted("raw") + " order by id",
                """
                select id, device_id, '' as sending_application, '' as sending_facility, '' as decoding, raw, false as filed
                from openward.feed_batch where tenant_id = :tenant and id = any (string_to_array(:ids, ' ')::bigint[])
                order by id
                """);
    }

    private List<Long> about(KnownNumbers known, String candidates, String bytes) {
        if (known.numbers().isEmpty()) {
            return List.of();
        }
        var found = jdbc.sql(candidates)
                .param("tenant", Acting.tenant().value())
                .param("signs", known.signs().toArray(String[]::new))
                .query(Long.class)
                .list();
        var about = new ArrayList<Long>();
        for (var some : Lists.partition(found, AT_ONCE)) {
            jdbc.sql(bytes)
                    .param("tenant", Acting.tenant().value())
                    .param("ids", joined(some.stream()))
                    .query(row -> {
                        if (isAbout(row, known)) {
                            about.add(row.getLong("id"));
                        }
                    });
        }
        return about;
    }

    /** A number that may be anybody's decides nothing about a message that was filed: its records say whose it is. */
    private static boolean isAbout(ResultSet row, KnownNumbers known) throws SQLException {
        var namespace = Sender.namespace(
                row.getString("device_id"), row.getString("sending_application"), row.getString("sending_facility"));
        var isFiled = row.getBoolean("filed");
        return PatientFields.of(row.getBytes("raw"), row.getString("decoding")).stream()
                .anyMatch(sent -> isFiled ? known.mean(namespace, sent) : known.mayMean(namespace, sent));
    }
}
