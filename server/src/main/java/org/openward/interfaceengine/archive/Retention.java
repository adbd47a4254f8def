package org.openward.interfaceengine.archive;

import java.time.Duration;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.openward.interfaceengine.outbound.DestinationSettings;
import org.openward.tenancy.Acting;
import org.openward.tenancy.Caller;
import org.openward.tenancy.TenantId;
import org.openward.tenancy.Tenants;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionOperations;

/**
 * Forgets the bytes of finished messages once they are as old as the hospital keeps them. Only the database's own functions can,
 * and they hold the rules; what stays of a message is enough to know it again.
 */
@Component
@EnableConfigurationProperties(FeedSettings.class)
class Retention {
    private static final Logger LOG = LoggerFactory.getLogger(Retention.class);
    private static final int AT_ONCE = 1000;

    private final FeedSettings feed;
    private final DestinationSettings destinations;
    private final Tenants tenants;
    private final JdbcClient jdbc;
    private final TransactionOperations transactions;

    Retention(
            FeedSettings feed,
            DestinationSettings destinations,
            Tenants tenants,
            JdbcClient jdbc,
            TransactionOperations transactions) {
        this.feed = feed;
        this.destinations = destinations;
        this.tenants = tenants;
        this.jdbc = jdbc;
        this.transactions = transactions;
    }

    /** Messages that came from elsewhere, or that went there. */
    enum Way {
        IN("openward.forget_messages"),
        OUT("openward.forget_outbound_messages");

        private final String function;

        Way(String function) {
            this.function = function;
        }
    }

    @Scheduled(fixedDelayString = "PT1H", initialDelayString = "PT15M")
    void forgetOldMessages() {
        forgetOld(Way.IN, feed.retention());
        forgetOld(Way.OUT, destinations.retention());
    }

    private void forgetOld(Way way, @Nullable Duration kept) {
        if (kept != null) {
            tenants.all().forEach(tenant -> forget(way, tenant.id(), kept));
        }
    }

    /** How many messages of the tenant lost their bytes. */
    int forget(Way way, TenantId tenant, Duration kept) {
        var caller = Caller.server(tenant, "retention-" + UUID.randomUUID());
        return Acting.as(caller, () -> {
            var all = 0;
            for (var some = forgetSome(way, kept); some > 0; some = forgetSome(way, kept)) {
                all += some;
            }
            if (all > 0) {
                LOG.info(
                        "The bytes of {} messages ({}) of tenant {} were forgotten, as they are older than {}.",
                        all,
                        way,
                        tenant.value(),
                        kept);
            }
            return all;
        });
    }

    /** Of several servers on one database one at a time does this; the lease ends with the transaction. */
    private int forgetSome(Way way, Duration kept) {
        return transactions.execute(status -> {
            var isOurTurn = jdbc.sql("select pg_try_advisory_xact_lock(hashtextextended('openward.feed.retention', 0))")
                    .query(Boolean.class)
                    .single();
            return isOurTurn
                    ? jdbc.sql("select " + way.function + "(make_interval(secs => :seconds), :most)")
                            .param("seconds", (double) kept.toSeconds())
                            .param("most", AT_ONCE)
                            .query(Integer.class)
                            .single()
                    : 0;
        });
    }
}
