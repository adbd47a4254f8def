package org.openward.privacy.retention;

import com.google.common.collect.Lists;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import org.openward.privacy.retention.DueRecords.Old;
import org.openward.privacy.retention.DueRecords.Place;
import org.openward.privacy.retention.Keeping.Fate;
import org.openward.privacy.retention.Keeping.Look;
import org.openward.privacy.retention.RetentionSettings.Rule;
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

/** Removes daily what the hospital's rules say is old enough, in all versions; each removal is in the audit trail. Reports what it would do. */
@Component
@EnableConfigurationProperties(RetentionSettings.class)
class RetentionDesk {
    private static final Logger LOG = LoggerFactory.getLogger(RetentionDesk.class);

    /** So many records share one reading of everything that might refer to them. */
    private static final int LOOKED_AT = 10_000;

    /** So few are removed at once that whoever writes about their patients waits for a moment only. */
    private static final int AT_ONCE = 25;

    private final RetentionSettings settings;
    private final DueRecords records;
    private final Keeping keeping;
    private final Tenants tenants;
    private final TransactionOperations transactions;
    private final Afterwards afterwards;

    RetentionDesk(
            RetentionSettings settings,
            DueRecords records,
            Keeping keeping,
            Tenants tenants,
            TransactionOperations transactions,
            Afterwards afterwards) {
        this.settings = settings;
        this.records = records;
        this.keeping = keeping;
        this.tenants = tenants;
        this.transactions = transactions;
        this.afterwards = afterwards;
    }

    /**
     * What a rule would do.
     *
     * @param more whether there are more old records than were looked at
     */
    record Reported(Map<Fate, Integer> fates, boolean more) {}

    /**
     * How many records of each rule of the acting tenant would be removed now, and how many stay and why, of the oldest that there are. Nothing is
     * changed, and nobody is kept from writing.
     */
    Map<String, Reported> report() {
        var report = new TreeMap<String, Reported>();
        settings.rules().forEach((name, rule) -> report.put(name, report(rule)));
        return report;
    }

    Reported report(Rule rule) {
        var some = look(rule, Place.BEGIN);
        var counts = new EnumMap<Fate, Integer>(Fate.class);
        some.look().fates().values().forEach(fate -> counts.merge(fate, 1, Integer::sum));
        return new Reported(counts, some.next().isPresent());
    }

    @Scheduled(fixedDelayString = "P1D", initialDelayString = "PT20M")
    void removeOldRecords() {
        for (var tenant : tenants.all()) {
            settings.rules().forEach((name, rule) -> {
                try {
                    remove(tenant.id(), name, rule);
                } catch (RuntimeException failure) {
                    LOG.warn(
                            "Old records of tenant {} (rule {}) stay for another day: {}",
                            tenant.id(),
                            name,
                            failure.getMessage());
                }
            });
        }
    }

    /** What became of the tenant's records that the rule speaks of. */
    Map<Fate, Integer> remove(TenantId tenant, String name, Rule rule) {
        return Acting.as(Caller.server(tenant, "retention-" + UUID.randomUUID()), () -> {
            var counts = new EnumMap<Fate, Integer>(Fate.class);
            var place = Optional.of(Place.BEGIN);
            while (place.isPresent()) {
                var some = look(rule, place.get());
                place = settle(rule, some, counts) ? some.next() : Optional.empty();
            }
            afterwards.count(name, counts);
            return counts;
        });
    }

    /**
     * Some old records, of which nothing is locked.
     *
     * @param next where there may be more
     */
    private record Some(Look look, Optional<Place> next) {}

    private Some look(Rule rule, Place from) {
        var old = new ArrayList<Old>();
        var next = Optional.of(from);
        while (next.isPresent() && old.size() < LOOKED_AT) {
            var place = next.get();
            var page = transactions.execute(status -> records.page(rule, place));
            old.addAll(page.records());
            next = page.next();
        }
        return new Some(transactions.execute(status -> keeping.look(rule.type(), old)), next);
    }

    /** Removes what is due, a few records at a time, each time in a transaction of its own; whether it is still this server's turn. */
    private boolean settle(Rule rule, Some some, Map<Fate, Integer> counts) {
        some.look().fates().values().stream()
                .filter(fate -> fate != Fate.DUE)
                .forEach(fate -> counts.merge(fate, 1, Integer::sum));
        var gone = new HashSet<String>();
        for (var few : Lists.partition(some.look().due(), AT_ONCE)) {
            var isOurTurn = transactions.execute(status -> {
                if (!afterwards.isOurTurn()) {
                    return false;
                }
                keeping.settle(rule.type(), few, some.look().since()).forEach((record, fate) -> {
                    counts.merge(fate, 1, Integer::sum);
                    if (fate == Fate.DUE) {
                        keeping.remove(record, some.look().scans(), gone);
                    }
                });
                return true;
            });
            if (!isOurTurn) {
                return false;
            }
        }
        return true;
    }

    /** Whose turn it is, and the figures. */
    @Component
    static class Afterwards {
        private final JdbcClient jdbc;
        private final MeterRegistry metrics;

        Afterwards(JdbcClient jdbc, MeterRegistry metrics) {
            this.jdbc = jdbc;
            this.metrics = metrics;
        }

        /** Of several servers on one database one at a time does this; the lease ends with the transaction. */
        boolean isOurTurn() {
            return jdbc.sql("select pg_try_advisory_xact_lock(hashtextextended('openward.retention', 0))")
                    .query(Boolean.class)
                    .single();
        }

        void count(String rule, Map<Fate, Integer> fates) {
            fates.forEach((fate, number) -> metrics.counter(
                            "openward.retention.records",
                            "rule",
                            rule,
                            "fate",
                            fate.name().toLowerCase(Locale.ROOT))
                    .increment(number));
        }
    }
}
