package org.openward.interfaceengine.archive;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.openward.privacy.erasure.ErasedPerson;
import org.openward.privacy.erasure.PersonalTraces;
import org.openward.tenancy.Acting;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * What messages, in both directions, hold of a person: their bytes are forgotten when the person is erased, and that there were such messages stays.
 * Nobody is erased while a message about him waits for somebody to decide.
 */
@Component
class PersonsInMessages implements PersonalTraces {
    /** A shorter number is part of too many other things. */
    private static final int SHORTEST = 4;

    private final JdbcClient jdbc;

    PersonsInMessages(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    @Override
    public Optional<String> hindrance(ErasedPerson person) {
        var undecided = namedIn(person, "status in ('received', 'held', 'dead')");
        if (!undecided.isEmpty()) {
            return Optional.of("Message " + undecided.get(0)
                    + " of a feed is about this patient and is not filed. Release, replay or discard it first.");
        }
        return isArriving(person)
                ? Optional.of("A message that may be about this patient is just arriving. Try again when it has come.")
                : Optional.empty();
    }

    private boolean isArriving(ErasedPerson person) {
        return jdbc.sql(
                        """
                        select exists (select from openward.feed_part
                            where tenant_id = :tenant and not broken and exists (select from unnest(:numbers) as number
                                where position(convert_to(number, 'UTF8') in content) > 0))
                        """)
                .param("tenant", Acting.tenant().value())
                .param("numbers", longEnough(person).toArray(String[]::new))
                .query(Boolean.class)
                .single();
    }

    private static Set<String> longEnough(ErasedPerson person) {
        return person.numbers().stream()
                .filter(number -> number.length() >= SHORTEST)
                .collect(Collectors.toSet());
    }

    @Override
    public int erase(ErasedPerson person) {
        var patients = person.patients().toArray(String[]::new);
        var ids = Stream.concat(person.patients().stream(), person.records().stream())
                .map(name -> name.substring(name.indexOf('/') + 1))
                .toArray(String[]::new);
        var count = jdbc.sql(
                                "select openward.erase_messages(:patients, string_to_array(:those, ' ')::bigint[], :numbers)")
                        .param("patients", patients)
                        .param(
                                "those",
                                messages(person).stream().map(String::valueOf).collect(Collectors.joining(" ")))
                        .param("numbers", longEnough(person).toArray(String[]::new))
                        .query(Integer.class)
                        .single()
                + jdbc.sql("select openward.erase_outbound_messages(:patients, :records)")
                        .param("patients", patients)
                        .param(
                                "records",
                                Stream.concat(
                                                person.patients().stream().map(id -> "Patient/" + id),
                                                person.records().stream())
                                        .toArray(String[]::new))
                        .query(Integer.class)
                        .single();
        return count
                + jdbc.sql("select openward.erase_sent_identities(:patients, :ids)")
                        .param("patients", patients)
                        .param("ids", ids)
                        .query(Integer.class)
                        .single();
    }

    /** Those that were filed in one of the records, and those that name a number of the person. */
    private List<Long> messages(ErasedPerson person) {
        var all = new ArrayList<>(namedIn(person, "status not in ('received', 'held', 'dead')"));
        all.addAll(jdbc.sql(
                        """
                        select id from openward.feed_message
                        where tenant_id = :tenant and status not in ('received', 'held', 'dead')
                            and (record_refs && cast(:names as text[])
                                or exists (select from unnest(report_ids) as report
                                    where 'DiagnosticReport/' || report = any (:names)))
                        """)
                .param("tenant", Acting.tenant().value())
                .param(
                        "names",
                        Stream.concat(person.patients().stream().map(id -> "Patient/" + id), person.records().stream())
                                .toArray(String[]::new))
                .query(Long.class)
                .list());
        return all;
    }

    /** The bytes are looked through for the numbers of the person first, and then whether they stand there as a whole. */
    private List<Long> namedIn(ErasedPerson person, String condition) {
        var numbers = longEnough(person);
        if (numbers.isEmpty()) {
            return List.of();
        }
        var whole = whole(numbers);
        return jdbc
                .sql(
                        """
                        select id, raw from openward.feed_message
                        where tenant_id = :tenant and %s and length(raw) > 0
                            and exists (select from unnest(:numbers) as number
                                where position(convert_to(number, 'UTF8') in raw) > 0)
                        """
                                .formatted(condition))
                .param("tenant", Acting.tenant().value())
                .param("numbers", numbers.toArray(String[]::new))
                .query((row, place) -> whole.matcher(new String(row.getBytes("raw"), StandardCharsets.UTF_8))
                                .find()
                        ? Optional.of(row.getLong("id"))
                        : Optional.<Long>empty())
                .list()
                .stream()
                .flatMap(Optional::stream)
                .toList();
    }

    private static Pattern whole(Set<String> numbers) {
        return Pattern.compile("(?<![\\p{L}\\p{N}])(?:"
                + numbers.stream().map(Pattern::quote).collect(Collectors.joining("|"))
                + ")(?![\\p{L}\\p{N}])");
    }
}
