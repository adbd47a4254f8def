package org.openward.identity.launch;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import org.openward.tenancy.TenantId;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * The register of launch contexts. One that an EHR opened waits under a secret ticket for ten minutes and goes to one authorization; of
 * the ticket only the hash is kept.
 */
public final class LaunchContexts {
    private static final Duration WAITING = Duration.ofMinutes(10);
    private static final int RANDOM_BYTES = 32;
    private static final String COLUMNS = " tenant, patient, encounter, need_patient_banner ";

    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();

    LaunchContexts(JdbcClient jdbc, TransactionTemplate transaction, Clock clock) {
        this.jdbc = jdbc;
        this.transaction = transaction;
        this.clock = clock;
    }

    /** A ticket that was handed out, and how long it waits. */
    record Opened(String ticket, Instant until) {}

    /** Opens a context for that client to come for. */
    Opened open(String client, LaunchContext context) {
        var bytes = new byte[RANDOM_BYTES];
        random.nextBytes(bytes);
        var ticket = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        var until = clock.instant().plus(WAITING);
        transaction.executeWithoutResult(status -> {
            jdbc.sql("delete from identity.launch_context where authorization_id is null and expires_at < ?")
                    .param(Timestamp.from(clock.instant()))
                    .update();
            jdbc.sql(
                            """
                            insert into identity.launch_context
                                (ticket_hash, expires_at, client_id, tenant, patient, encounter, need_patient_banner)
                            values (?, ?, ?, ?, ?, ?, ?)
                            """)
                    .param(hash(ticket))
                    .param(Timestamp.from(until))
                    .param(client)
                    .param(context.tenant().value())
                    .param(context.patient())
                    .param(context.encounter().orElse(null))
                    .param(context.needsPatientBanner())
                    .update();
        });
        return new Opened(ticket, until);
    }

    /** The context that still waits for that client under the ticket. */
    Optional<LaunchContext> waiting(String ticket, String client) {
        return jdbc.sql("select" + COLUMNS
                        + "from identity.launch_context where ticket_hash = ? and client_id = ? and expires_at > ? "
                        + "and authorization_id is null")
                .params(hash(ticket), client, Timestamp.from(clock.instant()))
                .query(LaunchContexts::read)
                .optional();
    }

    /** Gives the context that waits under the ticket to an authorization; of several that come for it at once, to one. */
    Optional<LaunchContext> take(String ticket, String client, String authorization) {
        return transaction.execute(status -> jdbc.sql("update identity.launch_context set authorization_id = ? "
                        + "where ticket_hash = ? and client_id = ? and expires_at > ? and authorization_id is null "
                        + "returning" + COLUMNS)
                .params(authorization, hash(ticket), client, Timestamp.from(clock.instant()))
                .query(LaunchContexts::read)
                .optional());
    }

    /** Keeps what a person chose while the app was being authorized. */
    void choose(String authorization, String client, LaunchContext context) {
        transaction.executeWithoutResult(status -> jdbc.sql(
                        """
                        insert into identity.launch_context
                            (authorization_id, client_id, tenant, patient, encounter, need_patient_banner)
                        values (?, ?, ?, ?, ?, ?)
                        on conflict (authorization_id) do update set
                            tenant = excluded.tenant, patient = excluded.patient, encounter = excluded.encounter
                        """)
                .param(authorization)
                .param(client)
                .param(context.tenant().value())
                .param(context.patient())
                .param(context.encounter().orElse(null))
                .param(context.needsPatientBanner())
                .update());
    }

    /** The context of an authorization, as long as its tokens are renewed. */
    Optional<LaunchContext> of(String authorization) {
        return jdbc.sql("select" + COLUMNS + "from identity.launch_context where authorization_id = ?")
                .param(authorization)
                .query(LaunchContexts::read)
                .optional();
    }

    private static LaunchContext read(ResultSet row, int number) throws SQLException {
        return new LaunchContext(
                new TenantId(row.getString("tenant")),
                row.getString("patient"),
                Optional.ofNullable(row.getString("encounter")),
                row.getBoolean("need_patient_banner"));
    }

    private static String hash(String ticket) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(ticket.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
