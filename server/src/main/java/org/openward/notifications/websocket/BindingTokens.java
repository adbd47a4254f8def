package org.openward.notifications.websocket;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.openward.notifications.outbox.SubscriptionKey;
import org.openward.tenancy.Acting;
import org.openward.tenancy.TenantId;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionOperations;

/** Tokens that bind a socket to subscriptions, once and soon; any server process takes them. */
@Component
public class BindingTokens {
    private static final Duration LIFE = Duration.ofMinutes(5);
    private static final int BYTES = 32;

    private final JdbcClient jdbc;
    private final TransactionOperations transactions;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();

    BindingTokens(JdbcClient jdbc, TransactionOperations transactions, Clock clock) {
        this.jdbc = jdbc;
        this.transactions = transactions;
        this.clock = clock;
    }

    /** A token and when it ends. */
    public record Issued(String token, Instant end) {
        @Override
        public String toString() {
            return "until " + end;
        }
    }

    /** A token for these subscriptions of the acting tenant; those that nobody used in time are forgotten. */
    public Issued issue(Collection<String> subscriptions) {
        var bytes = new byte[BYTES];
        random.nextBytes(bytes);
        var token = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        var end = clock.instant().plus(LIFE);
        transactions.executeWithoutResult(open -> {
            jdbc.sql("delete from openward.websocket_token where tenant_id = ? and ends_at < clock_timestamp()")
                    .param(Acting.tenant().value())
                    .update();
            jdbc.sql(
                            """
                            insert into openward.websocket_token (hash, tenant_id, subscription_ids, ends_at)
                            values (?, ?, string_to_array(?, ','), ?)""")
                    .param(hash(token))
                    .param(Acting.tenant().value())
                    .param(String.join(",", subscriptions))
                    .param(Timestamp.from(end))
                    .update();
        });
        return new Issued(token, end);
    }

    /** The subscriptions that the token is for; nothing when it was used before, has ended or is none. */
    List<SubscriptionKey> redeem(String token) {
        var found = transactions.execute(open -> jdbc.sql(
                        "select tenant, array_to_string(ids, ',') as ids from openward.redeem_websocket_token(?)")
                .param(hash(token))
                .query((row, number) -> keys(row.getString("tenant"), row.getString("ids")))
                .optional());
        return Optional.ofNullable(found).flatMap(keys -> keys).orElse(List.of());
    }

    private static List<SubscriptionKey> keys(String tenant, String ids) {
        return Arrays.stream(ids.split(",", -1))
                .map(id -> new SubscriptionKey(new TenantId(tenant), id))
                .toList();
    }

    private static byte[] hash(String token) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
