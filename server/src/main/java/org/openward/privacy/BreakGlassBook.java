package org.openward.privacy;

import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.openward.audit.AuditTrail;
import org.openward.fhir.disclosure.Reader;
import org.openward.tenancy.Acting;
import org.openward.tenancy.Caller;
import org.openward.tenancy.TenantId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Who broke the glass of whose record, and until when it stays open to him. What the trail asks is known without asking the database:
 * learnt twice a second, and at once on the server on which the glass was broken.
 */
@Component
public class BreakGlassBook implements AuditTrail.Emergencies {
    private static final Logger LOG = LoggerFactory.getLogger(BreakGlassBook.class);

    private final Set<Broken> brokenHere = ConcurrentHashMap.newKeySet();
    private volatile List<Broken> learnt = List.of();
    private final JdbcClient jdbc;
    private final Clock clock;

    BreakGlassBook(JdbcClient jdbc, Clock clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    private record Broken(TenantId tenant, String patient, Breaker breaker, Instant from, Instant until) {
        boolean isBy(Caller caller, String whose, Instant now) {
            return patient.equals(whose)
                    && breaker.is(caller)
                    && tenant.equals(caller.tenant())
                    && !now.isBefore(from)
                    && now.isBefore(until);
        }
    }

    /** @param practitioner the record by which he sees a stranger's record, with whatever account he comes */
    private record Breaker(String subject, String kind, @Nullable String practitioner) {
        boolean is(Caller caller) {
            return (subject.equals(caller.subject())
                            && kind.equals(caller.kind().name()))
                    || (practitioner != null && practitioner.equals(caller.record()));
        }
    }

    @Override
    public boolean isBroken(Caller caller, String patient) {
        if (learnt.isEmpty() && brokenHere.isEmpty()) {
            return false;
        }
        var now = clock.instant();
        return Stream.concat(brokenHere.stream(), learnt.stream()).anyMatch(glass -> glass.isBy(caller, patient, now));
    }

    @Scheduled(fixedDelayString = "PT0.5S")
    void learn() {
        try {
            var now = clock.instant();
            brokenHere.removeIf(glass -> !now.isBefore(glass.until()));
            learnt = tenantsWithBrokenGlass(now).stream()
                    .flatMap(tenant -> Acting.as(Caller.server(tenant, "emergencies"), () -> broken(now)).stream())
                    .toList();
        } catch (RuntimeException failure) {
            LOG.warn("Who works in an emergency could not be learnt: {}", failure.getMessage());
        }
    }

    private List<TenantId> tenantsWithBrokenGlass(Instant now) {
        return jdbc.sql("select tenant from openward.glass_book where closes_at > :now")
                .param("now", at(now))
                .query((row, number) -> new TenantId(row.getString("tenant")))
                .list();
    }

    private List<Broken> broken(Instant now) {
        return jdbc.sql(
                        """
                        select patient_id, subject, kind, practitioner, opened_at, closes_at from openward.broken_glass
                        where tenant_id = :tenant and closes_at > :now
                        """)
                .param("tenant", Acting.tenant().value())
                .param("now", at(now))
                .query((row, number) -> new Broken(
                        Acting.tenant(),
                        row.getString("patient_id"),
                        new Breaker(row.getString("subject"), row.getString("kind"), row.getString("practitioner")),
                        row.getObject("opened_at", OffsetDateTime.class).toInstant(),
                        row.getObject("closes_at", OffsetDateTime.class).toInstant()))
                .list();
    }

    /** Whether that reader may see the patient's whole record just now, in the acting tenant. */
    public boolean isOpen(Reader reader, String patient) {
        return reader.purpose() == Reader.Purpose.CARE
                && jdbc.sql(
                                """
                                select exists (select from openward.broken_glass
                                    where tenant_id = :tenant and patient_id = :patient and subject = :subject and kind = :kind
                                        and opened_at <= :now and closes_at > :now)
                                """)
                        .param("tenant", Acting.tenant().value())
                        .param("patient", patient)
                        .param("subject", reader.subject())
                        .param("kind", reader.kind().name())
                        .param("now", at(clock.instant()))
                        .query(Boolean.class)
                        .single();
    }

    /** The patients whose whole record that reader may see just now, in the acting tenant. */
    Set<String> openTo(Reader reader) {
        return reader.purpose() == Reader.Purpose.CARE
                ? Set.copyOf(jdbc.sql(
                                """
                                select distinct patient_id from openward.broken_glass
                                where tenant_id = :tenant and subject = :subject and kind = :kind
                                    and opened_at <= :now and closes_at > :now
                                """)
                        .param("tenant", Acting.tenant().value())
                        .param("subject", reader.subject())
                        .param("kind", reader.kind().name())
                        .param("now", at(clock.instant()))
                        .query(String.class)
                        .list())
                : Set.of();
    }

    /** @param practitioner the record to which the patient is opened, too, if any is */
    void open(String patient, String task, String reason, Instant until, @Nullable String practitioner) {
        var caller = Acting.caller();
        var breaker = new Breaker(caller.subject(), caller.kind().name(), practitioner);
        var broken = new Broken(caller.tenant(), patient, breaker, clock.instant(), until);
        TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
            @Override
            public void afterCommit() {
                brokenHere.add(broken);
            }
        });
        jdbc.sql(
                        """
                        insert into openward.broken_glass
                            (tenant_id, task_id, patient_id, subject, kind, practitioner, reason, opened_at, closes_at)
                        values (:tenant, :task, :patient, :subject, :kind, :practitioner, :reason, :now, :until)
                        """)
                .param("tenant", Acting.tenant().value())
                .param("task", task)
                .param("patient", patient)
                .param("subject", breaker.subject())
                .param("kind", breaker.kind())
                .param("practitioner", practitioner)
                .param("reason", reason)
                .param("now", at(clock.instant()))
                .param("until", at(until))
                .update();
    }

    private static OffsetDateTime at(Instant moment) {
        return OffsetDateTime.ofInstant(moment, ZoneOffset.UTC);
    }
}
