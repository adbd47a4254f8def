package org.openward.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.openward.audit.AuditReport.Kind.ALTERED;
import static org.openward.audit.AuditReport.Kind.DELETED;
import static org.openward.audit.AuditReport.Kind.INSERTED;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.openward.audit.AuditReport.Finding;
import org.openward.tenancy.Acting;
import org.openward.testing.Postgres;

class AuditInspectorTest {
    private static final String COPY =
            """
            insert into openward.audit_event (tenant_id, id, sequence, transaction_id, recorded, activity, action,
                interaction, outcome, agent, agent_kind, address, request_id, entity_type, entity_id)
            select tenant_id, gen_random_uuid(), %s, %s, recorded, activity, action, interaction, outcome,
                agent, agent_kind, address, request_id, entity_type, 'forged'
            from openward.audit_event where entity_id = 'b'
            """;

    private static final String SLIPPED_IN =
            """
            insert into openward.audit_event (tenant_id, id, recorded, activity, action, interaction, outcome, agent,
                agent_kind, address, request_id, entity_type, entity_id, server_id)
            select tenant_id, gen_random_uuid(), recorded, activity, action, interaction, outcome, agent, agent_kind,
                address, request_id, entity_type, 'forged', %s
            from openward.audit_event where entity_id = 'b'
            """;

    private final TrailForTests hospital = new TrailForTests();

    @AfterEach
    void close() {
        hospital.close();
    }

    @Test
    void an_untouched_trail_is_whole() {
        threeSealedReads();
        hospital.read("Patient", "not-sealed-yet");

        var report = hospital.inspected();

        assertThat(report.findings()).isEmpty();
        assertThat(report.checked()).isEqualTo(4);
    }

    @Test
    void an_altered_row_is_found() {
        threeSealedReads();

        hospital.tamper("update openward.audit_event set agent = 'somebody else' where entity_id = 'b'");

        assertThat(hospital.inspected().findings())
                .singleElement()
                .returns(ALTERED, Finding::kind)
                .extracting(Finding::event)
                .isNotNull();
    }

    @Test
    void rows_sealed_before_purposes_were_kept_are_whole_and_get_none_afterwards() {
        threeSealedReads();
        assertThat(hospital.inspected().isWhole()).isTrue();

        hospital.tamper("update openward.audit_event set purpose = 'TREAT' where entity_id = 'b'");

        assertThat(hospital.inspected().findings()).singleElement().returns(ALTERED, Finding::kind);
    }

    @Test
    void an_emergency_cannot_be_called_something_else_afterwards() {
        hospital.broken.add("anna");
        threeSealedReads();
        assertThat(hospital.inspected().isWhole()).isTrue();

        hospital.tamper("update openward.audit_event set purpose = null where entity_id = 'b'");
        hospital.tamper("update openward.audit_event set purpose = 'TREAT' where entity_id = 'c'");

        assertThat(hospital.inspected().findings()).extracting(Finding::kind).containsExactly(ALTERED, ALTERED);
    }

    @Test
    void a_row_altered_into_nonsense_is_found() {
        threeSealedReads();

        hospital.tamper("update openward.audit_event set activity = '?', agent_kind = '?' where entity_id = 'b'");

        assertThat(hospital.inspected().findings()).singleElement().returns(ALTERED, Finding::kind);
    }

    @Test
    void a_deleted_row_is_found() {
        threeSealedReads();

        hospital.tamper("delete from openward.audit_event where entity_id = 'b'");

        assertThat(hospital.inspected().findings()).singleElement().returns(DELETED, Finding::kind);
    }

    @Test
    void a_row_inserted_into_a_sealed_block_is_found() {
        threeSealedReads();

        hospital.tamper(COPY.formatted("nextval('openward.audit_sequence')", "transaction_id"));

        assertThat(hospital.inspected().findings()).singleElement().returns(INSERTED, Finding::kind);
    }

    @Test
    void a_copy_under_the_number_of_a_sealed_row_is_found() {
        threeSealedReads();

        hospital.tamper(COPY.formatted("sequence", "transaction_id"));

        assertThat(hospital.inspected().findings()).extracting(Finding::kind).contains(INSERTED);
    }

    @Test
    void a_row_given_to_another_hospital_is_missed() {
        threeSealedReads();

        hospital.asOwner(jdbc -> {
            jdbc.sql("alter table openward.audit_event no force row level security")
                    .update();
            jdbc.sql("update openward.audit_event set tenant_id = 'elsewhere' where entity_id = 'b' and tenant_id = ?")
                    .param(hospital.tenant.value())
                    .update();
            jdbc.sql("alter table openward.audit_event force row level security")
                    .update();
        });

        assertThat(hospital.inspected().findings()).singleElement().returns(DELETED, Finding::kind);
    }

    @Test
    void a_row_altered_before_it_is_sealed_is_found() {
        hospital.read("Patient", "b");

        hospital.tamper("update openward.audit_event set agent = 'somebody else' where entity_id = 'b'");

        assertThat(hospital.inspected().findings()).singleElement().returns(ALTERED, Finding::kind);
    }

    @Test
    void a_row_deleted_before_it_is_sealed_is_found_for_good() {
        hospital.read("Patient", "a");
        hospital.read("Patient", "b");

        hospital.tamper("delete from openward.audit_event where entity_id = 'b'");

        assertThat(hospital.inspected().findings())
                .singleElement()
                .returns(DELETED, Finding::kind)
                .extracting(Finding::event)
                .isNotNull();
        hospital.sealed();
        assertThat(hospital.inspected().findings()).extracting(Finding::kind).containsExactly(DELETED);
        assertThat(hospital.inspectedElsewhere().findings())
                .extracting(Finding::kind)
                .containsExactly(DELETED);
    }

    @Test
    void a_row_deleted_before_it_is_sealed_is_missed_although_nobody_asks() {
        hospital.read("Patient", "a");
        hospital.read("Patient", "b");

        hospital.tamper("delete from openward.audit_event where entity_id = 'b'");

        await().untilAsserted(() -> {
            hospital.sealed();
            assertThat(hospital.told("audit-row-missing")).isEqualTo(1);
        });
        assertThat(hospital.inspectedElsewhere().findings())
                .extracting(Finding::kind)
                .containsExactly(DELETED);
    }

    @Test
    void the_only_row_there_was_is_missed_although_nothing_is_sealed_any_more() {
        hospital.read("Patient", "b");

        hospital.tamper("delete from openward.audit_event");

        await().untilAsserted(() -> {
            hospital.sealed();
            assertThat(hospital.told("audit-row-missing")).isEqualTo(1);
        });
    }

    @Test
    void a_row_slipped_in_before_it_is_sealed_is_told_of_when_it_is_sealed_and_once() {
        hospital.read("Patient", "b");
        hospital.tamper(SLIPPED_IN.formatted("'" + hospital.witness.server() + "'"));

        await().untilAsserted(() -> {
            hospital.sealed();
            assertThat(hospital.told("audit-row-inserted")).isEqualTo(1);
        });
        hospital.read("Patient", "c");
        hospital.sealed();
        hospital.inspected();

        assertThat(hospital.told("audit-row-inserted")).isEqualTo(1);
    }

    @Test
    void a_row_of_a_transaction_is_missed_as_well() {
        Acting.as(hospital.nurse(), () -> hospital.trail.record(hospital.reading("Patient", "b")));

        hospital.tamper("delete from openward.audit_event where entity_id = 'b'");

        assertThat(hospital.inspected().findings()).extracting(Finding::kind).containsExactly(DELETED);
    }

    @Test
    void whoever_deletes_what_tells_of_it_is_told_of_too() {
        hospital.read("Patient", "b");
        hospital.tamper("delete from openward.audit_event where entity_id = 'b'");
        hospital.inspected();

        hospital.tamper("delete from openward.audit_event where interaction = 'audit-row-missing'");

        assertThat(hospital.inspected().findings()).extracting(Finding::kind).containsExactly(DELETED);
    }

    @Test
    void a_row_slipped_in_before_it_is_sealed_is_found_whichever_server_it_names() {
        threeSealedReads();
        for (var server : List.of(
                "null",
                "gen_random_uuid()",
                "'" + hospital.witness.server() + "'",
                "'" + aServerThatStoppedLongAgo() + "'")) {
            hospital.tamper(SLIPPED_IN.formatted(server));
        }

        assertThat(hospital.inspected().findings())
                .extracting(Finding::kind)
                .containsExactly(INSERTED, INSERTED, INSERTED, INSERTED);
        hospital.sealed();
        assertThat(hospital.inspected().findings()).hasSize(4);
        assertThat(hospital.inspectedElsewhere().findings())
                .hasSize(4)
                .extracting(Finding::kind)
                .containsOnly(INSERTED);
    }

    @Test
    void no_server_is_taken_for_gone_because_anothers_clock_is_fast() {
        hospital.read("Patient", "a");
        new AuditSealer(Postgres.application(), Clock.offset(Clock.systemUTC(), Duration.ofHours(1)))
                .seal(hospital.tenant);

        hospital.read("Patient", "b");
        hospital.sealed();

        assertThat(hospital.inspected().findings()).isEmpty();
        assertThat(hospital.inspectedElsewhere().findings()).isEmpty();
    }

    private static UUID aServerThatStoppedLongAgo() {
        var gone = UUID.randomUUID();
        Postgres.inTransaction().executeWithoutResult(status -> Postgres.jdbc()
                .sql(
                        """
                        insert into openward.audit_server (id, begun_at, seen_at)
                        values (?, now() - interval '2 hours', now() - interval '1 hour')
                        """)
                .param(gone)
                .update());
        return gone;
    }

    @Test
    void what_was_rolled_back_is_not_missed() {
        Acting.as(hospital.nurse(), () -> Postgres.inTransaction().executeWithoutResult(status -> {
            hospital.trail.record(hospital.reading("Patient", "a"));
            status.setRollbackOnly();
        }));
        hospital.read("Patient", "b");
        hospital.sealed();

        assertThat(hospital.inspected()).returns(true, AuditReport::isWhole).returns(1, AuditReport::checked);
    }

    @Test
    void a_row_that_claims_a_transaction_to_come_is_found() {
        threeSealedReads();

        hospital.tamper(COPY.formatted("nextval('openward.audit_sequence')", "'9999999999'::xid8"));

        assertThat(hospital.inspected().findings()).singleElement().returns(INSERTED, Finding::kind);
    }

    @Test
    void a_row_altered_together_with_its_digest_is_found_by_the_hash_of_its_block() {
        threeSealedReads();

        hospital.tamper("update openward.audit_block set leaves = overlay(leaves placing '\\x00'::bytea from 20)");

        assertThat(hospital.inspected().findings())
                .extracting(Finding::detail)
                .contains("Block 1 is not as it was sealed.");
    }

    @Test
    void a_deleted_block_is_found() {
        threeSealedReads();
        hospital.read("Patient", "d");
        hospital.sealed();
        hospital.read("Patient", "e");
        hospital.sealed();

        hospital.tamper("delete from openward.audit_block where number = 2");

        assertThat(hospital.inspected().findings()).extracting(Finding::kind).containsExactly(DELETED);
    }

    @Test
    void an_inspection_of_a_period_leaves_the_other_blocks_alone() {
        threeSealedReads();
        var between = Instant.now();
        hospital.read("Patient", "d");
        hospital.sealed();

        hospital.tamper("update openward.audit_event set agent = 'somebody else' where entity_id = 'b'");

        assertThat(hospital.inspector.inspect(hospital.tenant, between, null))
                .returns(true, AuditReport::isWhole)
                .returns(1, AuditReport::checked);
        assertThat(hospital.inspector.inspect(hospital.tenant, null, between).isWhole())
                .isFalse();
    }

    private void threeSealedReads() {
        hospital.read("Patient", "a");
        hospital.read("Observation", "b");
        hospital.read("Patient", "c");
        hospital.sealed();
    }
}
