package org.openward.audit.anomalies;

import java.sql.Timestamp;
import java.util.Date;
import java.util.UUID;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Task;
import org.hl7.fhir.r4.model.Task.TaskIntent;
import org.hl7.fhir.r4.model.Task.TaskPriority;
import org.hl7.fhir.r4.model.Task.TaskStatus;
import org.openward.fhir.FhirStore;
import org.openward.profiles.Systems;
import org.openward.tenancy.Acting;
import org.openward.tenancy.Caller;
import org.openward.tenancy.TenantId;
import org.openward.tenancy.Tenants;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionOperations;

/** Looks every few minutes, on one server at a time, and asks somebody to look into each finding: one Task, however often it is seen. */
@Component
class AnomalyRounds {
    private static final Logger LOG = LoggerFactory.getLogger(AnomalyRounds.class);

    private final AnomalyDesk desk;
    private final FhirStore store;
    private final Tenants tenants;
    private final JdbcClient jdbc;
    private final TransactionOperations transactions;

    AnomalyRounds(
            AnomalyDesk desk, FhirStore store, Tenants tenants, JdbcClient jdbc, TransactionOperations transactions) {
        this.desk = desk;
        this.store = store;
        this.tenants = tenants;
        this.jdbc = jdbc;
        this.transactions = transactions;
    }

    @Scheduled(fixedDelayString = "PT5M", initialDelayString = "PT5M")
    void look() {
        for (var tenant : tenants.all()) {
            try {
                look(tenant.id());
            } catch (RuntimeException failure) {
                LOG.warn("The trail of {} could not be looked through: {}", tenant.id(), failure.getMessage());
            }
        }
    }

    /** One server at a time looks; the lease ends with the transaction. */
    void look(TenantId tenant) {
        Acting.as(
                Caller.server(tenant, "anomalies-" + UUID.randomUUID()),
                () -> transactions.execute(status -> {
                    if (isOurTurn()) {
                        desk.findings().forEach(this::report);
                    }
                    return true;
                }));
    }

    private boolean isOurTurn() {
        return jdbc.sql("select pg_try_advisory_xact_lock(hashtextextended('openward.anomalies.' || :tenant, 0))")
                .param("tenant", Acting.tenant().value())
                .query(Boolean.class)
                .single();
    }

    private void report(Finding finding) {
        var isNew = jdbc.sql(
                                """
                        insert into openward.audit_anomaly (tenant_id, rule, agent, day, patient_id, found_at)
                        values (:tenant, :rule, :agent, :day, :patient, :now)
                        on conflict do nothing
                        """)
                        .param("tenant", Acting.tenant().value())
                        .param("rule", finding.rule().code())
                        .param("agent", finding.agent())
                        .param("day", finding.day())
                        .param("patient", finding.patient() == null ? "" : finding.patient())
                        .param("now", Timestamp.from(desk.now()))
                        .update()
                == 1;
        if (isNew) {
            store.create(task(finding));
        }
    }

    private Task task(Finding finding) {
        var task = new Task()
                .setStatus(TaskStatus.REQUESTED)
                .setIntent(TaskIntent.ORDER)
                .setPriority(TaskPriority.URGENT)
                .setCode(new CodeableConcept(new Coding(Systems.TASK_TYPE, "access-review", "Access review")))
                .setReasonCode(new CodeableConcept().setText(finding.rule().code()))
                .setAuthoredOn(Date.from(desk.now()))
                .setDescription(finding.described());
        if (finding.patient() != null) {
            task.setFor(new Reference("Patient/" + finding.patient()));
        }
        return task;
    }
}
