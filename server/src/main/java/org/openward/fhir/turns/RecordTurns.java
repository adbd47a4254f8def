package org.openward.fhir.turns;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import java.util.List;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Lets those who would change the same records do it one after the other: those of this server wait without a connection to the
 * database, and the one who is next waits there for those of other servers (decision 0104).
 */
@Component
public class RecordTurns {
    private final JdbcClient jdbc;

    /** A lock is there as long as somebody holds it or waits for it. */
    private final LoadingCache<Long, Lock> here =
            Caffeine.newBuilder().weakValues().build(record -> new ReentrantLock(true));

    RecordTurns(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Does the work when nobody else of this server changes one of the records. */
    <T> T here(List<Long> records, Supplier<T> work) {
        var locks = records.stream().map(here::get).toList();
        locks.forEach(Lock::lock);
        try {
            return work.get();
        } finally {
            locks.forEach(Lock::unlock);
        }
    }

    /** Waits until nobody else of any server changes one of the records, and keeps others waiting until the transaction ends. */
    void everywhere(List<Long> records) {
        if (!records.isEmpty()) {
            jdbc.sql(
                            """
                            select count(pg_advisory_xact_lock(record)::text)
                            from unnest(cast(string_to_array(:records, ',') as bigint[])) as record""")
                    .param("records", records.stream().map(String::valueOf).collect(Collectors.joining(",")))
                    .query(Long.class)
                    .single();
        }
    }
}
