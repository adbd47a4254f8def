package org.openward.audit;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.openward.audit.witness.Witness;
import org.openward.tenancy.Tenant;
import org.openward.tenancy.TenantId;
import org.openward.tenancy.Tenants;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/** What the trail needs by the clock: sealing and comparing twice a second, and a table for each coming month. */
@Component
@EnableConfigurationProperties(AuditSettings.class)
class AuditKeeper {
    private static final Logger LOG = LoggerFactory.getLogger(AuditKeeper.class);
    private static final int MONTHS_AHEAD = 3;

    private final AuditSealer sealer;
    private final AuditTrail trail;
    private final Witness witness;
    private final Tenants tenants;
    private final JdbcTemplate jdbc;
    private final TransactionTemplate transaction;

    private volatile Duration lag = Duration.ZERO;

    AuditKeeper(
            AuditSealer sealer,
            AuditTrail trail,
            Witness witness,
            Tenants tenants,
            DataSource database,
            MeterRegistry metrics) {
        this.sealer = sealer;
        this.trail = trail;
        this.witness = witness;
        this.tenants = tenants;
        this.jdbc = new JdbcTemplate(database);
        this.transaction = new TransactionTemplate(new JdbcTransactionManager(database));
        TimeGauge.builder("openward.audit.seal.lag", () -> lag.toMillis(), TimeUnit.MILLISECONDS)
                .description("Age of the oldest audit row that is not sealed yet")
                .register(metrics);
    }

    @Scheduled(fixedDelayString = "PT0.5S")
    void sealAll() {
        try {
            lag = tenants.all().stream()
                    .map(tenant -> seal(tenant.id()))
                    .reduce(Duration.ZERO, (longest, waiting) -> waiting.compareTo(longest) > 0 ? waiting : longest);
        } catch (RuntimeException failure) {
            LOG.warn("No audit trail was sealed, and it is tried again: {}", failure.getMessage());
        }
    }

    /** How long the tenant's oldest row waits; one tenant's failure is no other's. */
    private Duration seal(TenantId tenant) {
        try {
            sealer.seal(tenant);
            if (witness.remembers(tenant)) {
                trail.glanceAt(tenant);
            }
            return sealer.lag(tenant);
        } catch (RuntimeException failure) {
            LOG.warn("Sealing the audit trail of {} failed and is tried again: {}", tenant, failure.getMessage());
            return lag;
        }
    }

    @Scheduled(fixedDelayString = "PT1M")
    void settle() {
        try {
            witness.settle();
        } catch (RuntimeException failure) {
            LOG.warn(
                    "Where the audit chains end could not be looked up, and it is tried again: {}",
                    failure.getMessage());
        }
    }

    @Scheduled(fixedDelayString = "P1D")
    void lookAhead() {
        try {
            transaction.executeWithoutResult(status ->
                    jdbc.queryForObject("select openward.audit_prepare_months(?)::text", String.class, MONTHS_AHEAD));
            tenants.all().stream().map(Tenant::id).forEach(this::logEndOfChain);
        } catch (RuntimeException failure) {
            LOG.warn("The audit tables of the coming months could not be made: {}", failure.getMessage());
        }
    }

    /** Whoever keeps the log elsewhere can prove later that the chain was not made anew from the first block on. */
    private void logEndOfChain(TenantId tenant) {
        sealer.newest(tenant)
                .ifPresent(block -> LOG.info(
                        "The audit chain of {} ends with block {} and hash {}.", tenant, block.number(), block.hash()));
    }
}
