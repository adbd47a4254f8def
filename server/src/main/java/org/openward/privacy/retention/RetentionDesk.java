package org.openward.privacy.retention;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.openward.fhir.erasing.StoredRecord;
import org.openward.fhir.erasing.StoredTexts;
import org.openward.privacy.retention.DueRecords.Fate;
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

/** Removes hourly what the hospital's rules say is old enough, in all versions; each removal is in the audit trail. Reports what it would do. */
@Component
@EnableConfigurationProperties(RetentionSettings.class)
class RetentionDesk {
    private static final Logger LOG = LoggerFactory.getLogger(RetentionDesk.class);

    private final RetentionSettings settings;
    private final DueRecords records;
    private final StoredTexts texts;
    private final Tenants tenants;
    private final TransactionOperations transactions;
    private final Afterwards afterwards;

    RetentionDesk(
            RetentionSettings settings,
            DueRecords records,
            StoredTexts texts,
            Tenants tenants,
            TransactionOperations transactions,
            Afterwards afterwards) {
        this.settings = settings;
        this.records = records;
        this.texts = texts;
        this.tenants = tenants;
        this.transactions = transactions;
        this.afterwards = afterwards;
    }

    /** How many records of each rule of the acting tenant would be removed now, and how many stay and why; nothing is changed. */
    Map<String, Map<Fate, Integer>> report() {
        var report = new TreeMap<String, Map<Fate, Integer>>();
        settings.rules().forEach((name, rule) -> report.put(name, walk(rule, () -> true, record -> {})));
        return report;
    }

    @Scheduled(fixedDelayString = "PT1H", initialDelayString = "PT20M")
    void removeOldRecords() {
        for (var tenant : tenants.all()) {
            settings.rules().forEach((name, rule) -> {
                try {
                    remove(tenant.id(), name, rule);
                } catch (RuntimeException failure) {
                    LOG.warn(
                            "Old records of tenant {} (rule {}) stay for another hour: {}",
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
            var fates = walk(rule, afterwards::isOurTurn, texts::remove);
            afterwards.count(name, fates);
            return fates;
        });
    }

    /** Some records at a time, each time in a transaction of its own. */
    private Map<Fate, Integer> walk(Rule rule, BooleanSupplier mayGoOn, Consumer<StoredRecord> due) {
        var counts = new EnumMap<Fate, Integer>(Fate.class);
        var moment = Optional.of(Instant.EPOCH);
        while (moment.isPresent()) {
            var begin = moment.get();
            moment = transactions.execute(status -> {
                if (!mayGoOn.getAsBoolean()) {
                    return Optional.<Instant>empty();
                }
                var some = records.after(begin, rule);
                some.fates().forEach((record, fate) -> {
                    counts.merge(fate, 1, Integer::sum);
                    if (fate == Fate.DUE) {
                        due.accept(record);
                    }
                });
                return some.last();
            });
        }
        return counts;
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
