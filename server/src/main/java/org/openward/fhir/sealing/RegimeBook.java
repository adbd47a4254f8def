package org.openward.fhir.sealing;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.openward.startup.StartRefused;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** What the servers of one database tell each other about keys and systems. It has a transaction of its own: the store's needs the keys. */
final class RegimeBook {
    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;
    private final Duration settling;

    RegimeBook(DataSource database, Duration settling) {
        this.jdbc = JdbcClient.create(database);
        this.transaction = new TransactionTemplate(new DataSourceTransactionManager(database));
        this.settling = settling;
    }

    /** The oldest first. */
    List<Regime> regimes() {
        return jdbc.sql(
                        """
                        select number, key_id, systems, finished_at is not null as finished,
                            finished_at is not null
                                or announced_at + :settling * interval '1 ms' <= clock_timestamp() as effective
                        from openward.field_sealing order by number
                        """)
                .param("settling", settling.toMillis())
                .query(RegimeBook::regime)
                .list();
    }

    private static Regime regime(ResultSet row, int number) throws SQLException {
        return new Regime(
                row.getLong("number"),
                row.getString("key_id"),
                Set.of((String[]) row.getArray("systems").getArray()),
                row.getBoolean("effective"),
                row.getBoolean("finished"));
    }

    /** Lets all servers know what this one was started with, unless they do; refuses keys that do not fit the database. */
    void announce(List<FieldKey> keys, Set<String> systems, String file) {
        transaction.executeWithoutResult(status -> {
            jdbc.sql("select pg_advisory_xact_lock(hashtextextended('openward.field-sealing', 0))::text")
                    .query(String.class)
                    .single();
            compare(keys, file);
            keys.forEach(this::enter);
            var newest = keys.get(keys.size() - 1).id();
            var known = regimes();
            var last = known.isEmpty() ? null : known.get(known.size() - 1);
            if (last == null || !last.keyId().equals(newest) || !last.systems().equals(systems)) {
                insert(newest, systems);
            }
        });
    }

    /** Refuses keys of which one is missing or is another than the database was encrypted with. */
    void compare(Collection<FieldKey> keys, String file) {
        Map<String, FieldKey> held = new HashMap<>();
        keys.forEach(key -> held.put(key.id(), key));
        jdbc.sql("select id, check_value, retired_at is null as needed from openward.field_key")
                .query(row -> {
                    var id = row.getString("id");
                    var key = held.get(id);
                    if (key == null && row.getBoolean("needed")) {
                        throw new StartRefused("The database holds identity numbers that were encrypted with key " + id
                                + ", which is not in " + file + ". Give the server the file with that key.");
                    }
                    if (key != null && !Arrays.equals(key.checkValue(), row.getBytes("check_value"))) {
                        throw new StartRefused(
                                "Key " + id + " in " + file
                                        + " is not the one that the database was encrypted with. Give the server the right file.");
                    }
                });
    }

    /** Whether nothing is stored that one of the keys would have to open. */
    boolean needsNoKey() {
        return jdbc.sql("select not exists (select from openward.field_key where retired_at is null)")
                .query(Boolean.class)
                .single();
    }

    /** The name of a first key: k1, unless there once was a key of that name. */
    String nextName() {
        var names = Set.copyOf(jdbc.sql("select id from openward.field_key")
                .query(String.class)
                .list());
        return IntStream.iterate(1, number -> number + 1)
                .mapToObj(number -> "k" + number)
                .filter(name -> !names.contains(name))
                .findFirst()
                .orElseThrow();
    }

    private void enter(FieldKey key) {
        jdbc.sql(
                        """
                        insert into openward.field_key (id, check_value) values (:id, :check) on conflict (id) do nothing
                        """)
                .param("id", key.id())
                .param("check", key.checkValue())
                .update();
    }

    /** Where nothing is stored yet, nothing has to be brought to it, and nobody has to be waited for. */
    private void insert(String key, Set<String> systems) {
        jdbc.sql("update openward.field_key set retired_at = null where id = :key and retired_at is not null")
                .param("key", key)
                .update();
        jdbc.sql(
                        """
                        insert into openward.field_sealing (key_id, systems, finished_at)
                        select :key, :systems,
                            case when not exists (select from hfj_resource)
                                and not exists (select from openward.field_sealing) then clock_timestamp() end
                        """)
                .param("key", key)
                .param("systems", systems.stream().sorted().toArray(String[]::new))
                .update();
    }

    /**
     * Whether nothing that was begun before all servers heard of a regime is still open: the moment is noted at first, and waited for from
     * then on.
     */
    boolean isSettled(long regime) {
        return noteHorizon(regime) == 0
                && jdbc.sql(
                                """
                                select coalesce(horizon < pg_snapshot_xmin(pg_current_snapshot()), false)
                                from openward.field_sealing where number = :number
                                """)
                        .param("number", regime)
                        .query(Boolean.class)
                        .single();
    }

    private int noteHorizon(long regime) {
        var noted = transaction.execute(status -> jdbc.sql(
                        """
                        update openward.field_sealing set horizon = pg_current_xact_id()
                        where number = :number and horizon is null
                            and announced_at + 2 * :settling * interval '1 ms' <= clock_timestamp()
                        """)
                .param("number", regime)
                .param("settling", settling.toMillis())
                .update());
        return Objects.requireNonNull(noted);
    }

    /**
     * Everything is as the regime says: no other key is needed any more, but for what is kept elsewhere for a while, and none at all where
     * nothing is sealed. While there is something that could not be opened, all stay needed.
     */
    void finish(Regime regime) {
        transaction.executeWithoutResult(status -> {
            jdbc.sql(
                            """
                            update openward.field_sealing set finished_at = clock_timestamp()
                            where number <= :number and finished_at is null
                            """)
                    .param("number", regime.number())
                    .update();
            jdbc.sql(
                            """
                            update openward.field_key set retired_at = clock_timestamp()
                            where (id <> :key or :nothing) and retired_at is null
                                and not exists (select from openward.field_sealing where number > :number)
                                and not exists (select from openward.field_sealing_progress
                                    where sealing = :number and damaged > 0)
                            """)
                    .param("key", regime.keyId())
                    .param("nothing", regime.systems().isEmpty())
                    .param("number", regime.number())
                    .update();
        });
    }
}
