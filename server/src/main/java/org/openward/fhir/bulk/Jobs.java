package org.openward.fhir.bulk;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.apache.commons.lang3.StringUtils;
import org.openward.fhir.sealing.Place;
import org.openward.fhir.sealing.SealedBytes;
import org.openward.tenancy.Acting;
import org.openward.tenancy.Caller;
import org.openward.tenancy.Purpose;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The bulk jobs of the acting caller's tenant, in the open transaction. */
@Component
public class Jobs {
    private static final String SELECT =
            """
            select id, kind, status, subject, subject_kind, request_id, address, permissions, purpose, record, request, plan, stage, position,
                transaction_time, created_at, expires_at
            from openward.bulk_job where id = :id\s""";

    private final JdbcClient jdbc;
    private final SealedBytes sealing;

    Jobs(JdbcClient jdbc, SealedBytes sealing) {
        this.jdbc = jdbc;
        this.sealing = sealing;
    }

    void add(UUID id, Job.Kind kind, String request, String plan, Instant time) {
        var caller = Acting.caller();
        jdbc.sql(
                        """
                        insert into openward.bulk_job (id, tenant_id, kind, status, subject, subject_kind, request_id, address,
                            permissions, purpose, record, request, plan, transaction_time)
                        values (:id, :tenant, :kind, 'active', :subject, :subjectKind, :requestId, :address,
                            :permissions, :purpose, :record, :request, :plan, :time)""")
                .param("id", id)
                .param("tenant", caller.tenant().value())
                .param("kind", kind.name().toLowerCase(Locale.ROOT))
                .param("subject", caller.subject())
                .param("subjectKind", caller.kind().name())
                .param("requestId", caller.requestId())
                .param("address", caller.address())
                .param("permissions", String.join(" ", caller.permissions()))
                .param(
                        "purpose",
                        caller.purpose() == null ? null : caller.purpose().name())
                .param("record", caller.record())
                // Either may ask for a number that is encrypted.
                .param("request", sealing.sealText(request, place(id, "request")))
                .param("plan", sealing.sealText(plan, place(id, "plan")))
                .param("time", atUtc(time))
                .update();
    }

    Optional<Job> find(UUID id) {
        return jdbc.sql(SELECT).param("id", id).query((row, number) -> job(row)).optional();
    }

    /** The job if the acting caller submitted it and has not withdrawn it. */
    Optional<Job> ofTheCaller(UUID id) {
        return jdbc.sql(SELECT + "and subject = :subject and subject_kind = :kind and status <> 'withdrawn'")
                .param("id", id)
                .param("subject", Acting.caller().subject())
                .param("kind", Acting.caller().kind().name())
                .query((row, number) -> job(row))
                .optional();
    }

    int unfinishedOfTheCaller() {
        return jdbc.sql(
                        """
                        select count(*) from openward.bulk_job
                        where status = 'active' and subject = :subject and subject_kind = :kind""")
                .param("subject", Acting.caller().subject())
                .param("kind", Acting.caller().kind().name())
                .query(Integer.class)
                .single();
    }

    /** Whether every transaction that could still add to what the job must see has ended. */
    public boolean isSettled(UUID id) {
        return jdbc.sql(
                        """
                        select not exists (
                            select from pg_stat_activity
                            where datname = current_database() and pid <> pg_backend_pid()
                                and backend_type = 'client backend'
                                and xact_start < (select settled_at from openward.bulk_job where id = :id))""")
                .param("id", id)
                .query(Boolean.class)
                .single();
    }

    /** How far the work has come, for the next step. */
    public void cameTo(UUID id, int stage, long position) {
        jdbc.sql("update openward.bulk_job set stage = :stage, position = :position where id = :id")
                .param("stage", stage)
                .param("position", position)
                .param("id", id)
                .update();
    }

    /**
     * As {@link #cameTo}, within a step that takes long.
     *
     * @throws TurnLost when the job was withdrawn meanwhile
     */
    public void cameFurther(UUID id, int stage, long position) {
        var isWanted = jdbc.sql(
                                """
                        update openward.bulk_job set stage = :stage, position = :position
                        where id = :id and status = 'active'""")
                        .param("stage", stage)
                        .param("position", position)
                        .param("id", id)
                        .update()
                == 1;
        if (!isWanted) {
            throw new TurnLost();
        }
    }

    /** False when it has ended already or was withdrawn. */
    boolean end(UUID id, Job.Status status, Instant expires) {
        return jdbc.sql(
                                """
                        update openward.bulk_job set status = :status, expires_at = :expires
                        where id = :id and status = 'active'""")
                        .param("status", status.name().toLowerCase(Locale.ROOT))
                        .param("expires", atUtc(expires))
                        .param("id", id)
                        .update()
                == 1;
    }

    void withdraw(UUID id) {
        jdbc.sql("update openward.bulk_job set status = 'withdrawn' where id = :id")
                .param("id", id)
                .update();
    }

    /** With its files. */
    void remove(UUID id) {
        jdbc.sql("delete from openward.bulk_job where id = :id").param("id", id).update();
    }

    private static Place place(UUID job, String part) {
        return new Place(0, "job " + job + "/" + part);
    }

    private Job job(ResultSet row) throws SQLException {
        var id = row.getObject("id", UUID.class);
        var submitter = new Caller(
                Acting.tenant(),
                Caller.Kind.valueOf(row.getString("subject_kind")),
                row.getString("subject"),
                row.getString("request_id"),
                row.getString("address"),
                Set.of(StringUtils.split(row.getString("permissions"), ' ')),
                Optional.ofNullable(row.getString("purpose"))
                        .flatMap(Purpose::of)
                        .orElse(null),
                row.getString("record"));
        var expires = row.getObject("expires_at", OffsetDateTime.class);
        return new Job(
                id,
                Job.Kind.valueOf(row.getString("kind").toUpperCase(Locale.ROOT)),
                Job.Status.valueOf(row.getString("status").toUpperCase(Locale.ROOT)),
                submitter,
                sealing.openText(row.getString("request"), place(id, "request")),
                sealing.openText(row.getString("plan"), place(id, "plan")),
                row.getInt("stage"),
                row.getLong("position"),
                row.getObject("transaction_time", OffsetDateTime.class).toInstant(),
                row.getObject("created_at", OffsetDateTime.class).toInstant(),
                expires == null ? null : expires.toInstant());
    }

    private static OffsetDateTime atUtc(Instant moment) {
        return OffsetDateTime.ofInstant(moment, ZoneOffset.UTC);
    }
}
