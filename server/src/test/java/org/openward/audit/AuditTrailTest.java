package org.openward.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openward.audit.AuditEntry.About;
import org.openward.audit.AuditEntry.Action;
import org.openward.audit.AuditEntry.Activity;
import org.openward.audit.AuditEntry.Deed;
import org.openward.tenancy.Acting;
import org.openward.tenancy.Caller;
import org.openward.tenancy.TenantId;
import org.openward.testing.Postgres;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.DefaultTransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

class AuditTrailTest {
    private final TrailForTests hospital = new TrailForTests();

    @AfterEach
    void close() {
        hospital.close();
    }

    @Test
    void what_a_desk_records_commits_with_its_transaction() {
        Acting.as(hospital.nurse(), () -> Postgres.inTransaction()
                .executeWithoutResult(status -> hospital.trail.record(hospital.reading("Patient", "anna"))));

        assertThat(hospital.idsRead()).containsExactly("anna");
    }

    @Test
    void what_is_done_while_the_glass_is_broken_is_done_in_an_emergency() {
        hospital.trail.recordNow(hospital.reading("Patient", "before"));
        hospital.broken.add("anna");
        hospital.trail.recordNow(hospital.reading("Patient", "now"));
        Acting.as(hospital.nurse(), () -> hospital.trail.record(hospital.reading("Patient", "written")));
        hospital.sealed();

        var purposes = Acting.as(hospital.nurse(), () -> Postgres.jdbc()
                .sql("select coalesce(purpose, 'none') from openward.audit_event order by sequence")
                .query(String.class)
                .list());

        assertThat(purposes).containsExactly("none", "BTG", "BTG");
        assertThat(hospital.inspected().findings()).isEmpty();
    }

    @Test
    void what_a_desk_records_is_gone_when_its_transaction_is_rolled_back() {
        Acting.as(hospital.nurse(), () -> Postgres.inTransaction().executeWithoutResult(status -> {
            hospital.trail.record(hospital.reading("Patient", "anna"));
            status.setRollbackOnly();
        }));

        assertThat(hospital.idsRead()).isEmpty();
    }

    @Test
    void a_transaction_within_another_keeps_its_own_rows_only() {
        var within = new TransactionTemplate(
                Postgres.inTransaction().getTransactionManager(),
                new DefaultTransactionDefinition(TransactionDefinition.PROPAGATION_REQUIRES_NEW));
        Acting.as(hospital.nurse(), () -> {
            Postgres.inTransaction().executeWithoutResult(outer -> {
                hospital.trail.record(hospital.reading("Patient", "lost"));
                within.executeWithoutResult(inner -> hospital.trail.record(hospital.reading("Patient", "kept")));
                hospital.trail.record(hospital.reading("Patient", "lost-too"));
                outer.setRollbackOnly();
            });
            Postgres.inTransaction()
                    .executeWithoutResult(next -> hospital.trail.record(hospital.reading("Patient", "next")));
        });

        assertThat(hospital.idsRead()).containsExactlyInAnyOrder("kept", "next");
    }

    @Test
    void what_is_recorded_now_stays_when_the_transaction_around_it_is_rolled_back() {
        Acting.as(hospital.nurse(), () -> Postgres.inTransaction().executeWithoutResult(status -> {
            hospital.trail.recordNow(hospital.reading("Patient", "anna"));
            status.setRollbackOnly();
        }));

        assertThat(hospital.idsRead()).containsExactly("anna");
    }

    @Test
    void the_server_records_its_own_work_while_nobody_acts() {
        hospital.trail.record(hospital.reading("StructureDefinition", "patient"));

        assertThat(hospital.idsRead()).containsExactly("patient");
    }

    @Test
    void what_a_client_sent_is_recorded_even_with_a_nul_character_in_it() {
        hospital.read("Patient", "an\u0000na");

        assertThat(hospital.idsRead()).containsExactly("anna");
    }

    @Test
    void requests_that_end_together_are_all_recorded() {
        IntStream.range(0, 400).parallel().forEach(number -> hospital.read("Patient", "p" + number));

        assertThat(hospital.idsRead()).hasSize(400).doesNotHaveDuplicates();
    }

    @Test
    void a_row_that_the_database_refuses_fails_its_own_request_only() {
        var nameless = new AuditEntry(
                new Caller(hospital.tenant, Caller.Kind.PERSON, "nurse\u0000", "request", ""),
                Deed.done(Activity.REST, Action.READ, "read"),
                About.NOTHING,
                null);

        var failures = IntStream.range(0, 40)
                .parallel()
                .filter(number -> fails(number % 10 == 0 ? nameless : hospital.reading("Patient", "p" + number)));

        assertThat(failures.count()).isEqualTo(4);
        assertThat(hospital.idsRead()).hasSize(36);
    }

    private boolean fails(AuditEntry entry) {
        try {
            hospital.trail.recordNow(entry);
            return false;
        } catch (AuditUnavailable refused) {
            return true;
        }
    }

    @Test
    void a_trail_whose_writer_is_gone_refuses_rather_than_forgets() {
        hospital.writer.stop();

        assertThatThrownBy(() -> hospital.read("Patient", "anna")).isInstanceOf(AuditUnavailable.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "update openward.audit_event set agent = 'nobody'",
                "delete from openward.audit_event",
                "truncate openward.audit_event",
                "update openward.audit_block set row_count = 1",
                "delete from openward.audit_block",
                "drop table openward.audit_event",
                "alter table openward.audit_event disable row level security",
                "select setval('openward.audit_sequence', 1)",
                "select * from openward.audit_event_other"
            })
    void the_application_role_is_refused_to(String sql) {
        assertThatThrownBy(() -> Acting.as(hospital.nurse(), () -> Postgres.inTransaction()
                        .executeWithoutResult(
                                status -> Postgres.jdbc().sql(sql).query().listOfRows())))
                .rootCause()
                .message()
                .containsAnyOf("permission denied", "must be owner");
    }

    @ParameterizedTest
    @ValueSource(strings = {"sequence", "transaction_id"})
    void the_application_role_cannot_choose_the_place_of_a_row(String column) {
        var sql =
                "insert into openward.audit_event (tenant_id, id, recorded, activity, action, interaction, outcome, agent,"
                        + " agent_kind, address, request_id, " + column + ") values ('" + hospital.tenant
                        + "', gen_random_uuid(), now(), 'REST', 'R', 'read', '0', 'nurse', 'PERSON', '', '', '1')";

        assertThatThrownBy(() -> Acting.as(hospital.nurse(), () -> Postgres.inTransaction()
                        .executeWithoutResult(status -> Postgres.jdbc().sql(sql).update())))
                .rootCause()
                .hasMessageContaining("permission denied");
    }

    @Test
    void one_hospital_does_not_see_the_trail_of_another() {
        hospital.read("Patient", "anna");

        var seen = Acting.as(Caller.server(new TenantId("nobody-here"), "request"), () -> Postgres.jdbc()
                .sql("select count(*) from openward.audit_event")
                .query(Integer.class)
                .single());

        assertThat(seen).isZero();
    }

    @Test
    void each_month_has_a_table_of_its_own_made_ahead() {
        hospital.read("Patient", "anna");

        hospital.asOwner(jdbc -> assertThat(jdbc.sql("select count(*) from openward.audit_event_other")
                        .query(Integer.class)
                        .single())
                .isZero());
        assertThat(Postgres.jdbc()
                        .sql("select count(*) from pg_inherits where inhparent = 'openward.audit_event'::regclass")
                        .query(Integer.class)
                        .single())
                .isGreaterThanOrEqualTo(5);
    }
}
