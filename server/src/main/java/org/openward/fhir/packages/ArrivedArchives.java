package org.openward.fhir.packages;

import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import org.openward.tenancy.Acting;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Archives that wait to be installed, by the hash of their bytes. */
@Component
class ArrivedArchives {
    /** An archive is written down in the transaction that takes its job. */
    private static final Duration TAKING = Duration.ofSeconds(30);

    private final JdbcClient jdbc;

    ArrivedArchives(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** False when it waits already; one that nobody took for an hour is taken to be new. */
    boolean keep(String hash, byte[] content) {
        return jdbc.sql(
                                """
                        insert into openward.package_archive as waiting (tenant_id, hash, content) values (:tenant, :hash, :content)
                        on conflict (hash) do update set arrived_at = clock_timestamp()
                        where waiting.arrived_at < clock_timestamp() - interval '1 hour'""")
                        .param("tenant", Acting.tenant().value())
                        .param("hash", hash)
                        .param("content", content)
                        .update()
                == 1;
    }

    Optional<byte[]> find(String hash) {
        return jdbc.sql("select content from openward.package_archive where hash = :hash")
                .param("hash", hash)
                .query(byte[].class)
                .optional();
    }

    void remove(String hash) {
        jdbc.sql("delete from openward.package_archive where hash = :hash")
                .param("hash", hash)
                .update();
    }

    /** Removes what arrived with a job, and not what another job still waits for. */
    void remove(String hash, Instant begun) {
        jdbc.sql("delete from openward.package_archive where hash = :hash and arrived_at < :begun")
                .param("hash", hash)
                .param("begun", OffsetDateTime.ofInstant(begun.plus(TAKING), ZoneOffset.UTC))
                .update();
    }
}
