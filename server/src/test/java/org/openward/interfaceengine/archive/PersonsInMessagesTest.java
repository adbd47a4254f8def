package org.openward.interfaceengine.archive;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openward.fhir.sealing.SealingForTests;
import org.openward.privacy.erasure.ErasedPerson;
import org.openward.privacy.erasure.ErasedPerson.KnownBy;
import org.openward.tenancy.Acting;
import org.openward.tenancy.TenantId;
import org.openward.tenancy.TenantsForTests;
import org.openward.testing.Postgres;
import org.openward.testing.Tenancy;
import org.springframework.jdbc.core.simple.JdbcClient;

class PersonsInMessagesTest {
    private static final String NATIONAL = "urn:oid:1.2.3";
    private static final String HEADER = "MSH|^~\\&|XN|LAB|||20261122||ORU^R01|1|P|2.5\r";
    private static final String SOMEBODY_ELSES = HEADER + "PID|||7001\rOBX|1|NM|2345-7^Glucose^LN||2345|mg/dL\r";
    private static final String THE_PERSONS = HEADER + "PID|||2345^^^X&1.2.3&ISO\rOBX|1|NM|718-7^Hb^LN||7001|g/L\r";

    private final TenantId clinic = Tenancy.aClinic();
    private final JdbcClient jdbc = Postgres.jdbc();
    private final PersonsInMessages messages =
            new PersonsInMessages(jdbc, SealingForTests.off(), TenantsForTests.register());

    @Test
    void a_number_that_occurs_in_somebody_elses_message_blanks_nothing() {
        received("processed", SOMEBODY_ELSES, "{DiagnosticReport/other}");
        received("refused", SOMEBODY_ELSES, "{}");
        received("discarded", SOMEBODY_ELSES, "{}");
        batch(SOMEBODY_ELSES);

        erase(person(Set.of("Observation/1")));

        assertThat(bytes("feed_message")).containsExactly(SOMEBODY_ELSES, SOMEBODY_ELSES, SOMEBODY_ELSES);
        assertThat(bytes("feed_batch")).containsExactly(SOMEBODY_ELSES);
    }

    @Test
    void what_names_the_person_as_its_patient_or_was_filed_as_his_is_forgotten() {
        received("processed", THE_PERSONS, "{}");
        received("refused", THE_PERSONS, "{}");
        received("processed", SOMEBODY_ELSES, "{Observation/1}");
        batch(SOMEBODY_ELSES + THE_PERSONS);

        erase(person(Set.of("Observation/1")));

        assertThat(bytes("feed_message")).containsOnly("").hasSize(3);
        assertThat(bytes("feed_batch")).containsExactly("");
    }

    @Test
    void a_message_filed_in_a_record_of_several_people_stays_theirs() {
        received("processed", SOMEBODY_ELSES, "{Appointment/shared}");

        erase(new ErasedPerson(Set.of("1"), Set.of("Appointment/shared"), Set.of(), Set.of()));

        assertThat(bytes("feed_message")).containsExactly(SOMEBODY_ELSES);
    }

    @Test
    void only_a_message_about_the_person_stands_in_the_way() {
        received("held", SOMEBODY_ELSES, "{}");
        assertThat(committed(() -> messages.hindrance(person(Set.of())))).isEmpty();

        received("held", THE_PERSONS, "{}");
        assertThat(committed(() -> messages.hindrance(person(Set.of())))).isPresent();
    }

    @Test
    void a_message_that_is_just_arriving_stands_in_the_way_if_it_is_about_the_person() {
        part("H|\\^&|||XN\rP|1|7001\rO|1|2345\r");
        assertThat(committed(() -> messages.hindrance(person(Set.of())))).isEmpty();

        part("H|\\^&|||XN\rP|1|2345\r");
        assertThat(committed(() -> messages.hindrance(person(Set.of())))).isPresent();
    }

    @Test
    void a_senders_number_of_a_record_with_the_same_id_is_not_forgotten() {
        identity("Patient", "p-1", "1");
        identity("Encounter", "v-1", "1");
        identity("Encounter", "v-2", "2");

        erase(person(Set.of("Encounter/2")));

        assertThat(committed(() -> jdbc.sql("select value from openward.sent_identity")
                        .query(String.class)
                        .list()))
                .containsExactly("v-1");
    }

    @Test
    void what_is_told_about_another_patient_is_told_although_its_record_names_the_person() {
        waiting("1", "one");
        waiting("another", "two");
        waiting(null, "three");

        erase(person(Set.of("Observation/1")));

        assertThat(committed(() -> jdbc.sql("select control_id from openward.outbound_message where status = 'waiting'")
                        .query(String.class)
                        .list()))
                .containsExactly("two");
    }

    @Test
    void what_a_sender_told_of_somebody_else_under_an_encrypted_number_is_that_ones(@TempDir Path folder) {
        received("processed", THE_PERSONS, "{}");
        var sealing = SealingForTests.of(NATIONAL, folder);
        var tenants = TenantsForTests.register();
        identity(
                "Patient",
                NATIONAL,
                sealing.tokens().kept(tenants.named(clinic).partition(), NATIONAL, "2345"),
                "somebody-else");

        approved();
        committed(() -> new PersonsInMessages(jdbc, sealing, tenants).erase(person(Set.of())));

        assertThat(bytes("feed_message")).containsExactly(THE_PERSONS);
    }

    private static ErasedPerson person(Set<String> records) {
        return new ErasedPerson(Set.of("1"), records, records, Set.of(new KnownBy(NATIONAL, "2345")));
    }

    private void erase(ErasedPerson person) {
        approved();
        committed(() -> messages.erase(person));
    }

    private void approved() {
        committed(() -> jdbc.sql(
                        """
                        insert into openward.approval (tenant_id, task_id, change, content, content_hash, proposer,
                            proposed_at, expires_at, status, decided_by, decided_at)
                        values (:tenant, 'task', 'patient-erasure', '{}', encode(sha256(convert_to(
                            :tenant || E'\\n' || 'patient-erasure' || E'\\n' || 'clerk' || E'\\n' || '{}', 'UTF8')), 'hex'),
                            'clerk', now(), now() + interval '1 day', 'carried-out', 'officer', now())
                        """)
                .param("tenant", clinic.value())
                .update());
        committed(() -> jdbc.sql(
                        """
                        insert into openward.erasure (tenant_id, task_id, patient_id, legal_basis, erased_at)
                        values (:tenant, 'task', '1', 'objection', now())
                        """)
                .param("tenant", clinic.value())
                .update());
    }

    private void received(String status, String text, String records) {
        committed(() -> jdbc.sql(
                        """
                        insert into openward.feed_message (tenant_id, lane, device_id, received_at, listener_port,
                            remote_address, sending_application, sending_facility, sent_at, message_type, control_id,
                            processing_id, version, character_set, decoding, raw, sha256, acknowledgement, status,
                            record_refs)
                        values (:tenant, 'XN', 'xn', now(), 2575, '192.0.2.7', 'XN', 'LAB', '', 'ORU^R01', :id, 'P',
                            '2.5', '', 'UTF-8 VALID_UTF_8', :raw, sha256(:raw), '', :status, cast(:records as text[]))
                        """)
                .param("tenant", clinic.value())
                .param("id", UUID.randomUUID().toString())
                .param("raw", utf8(text))
                .param("status", status)
                .param("records", records)
                .update());
    }

    private void batch(String text) {
        committed(() -> jdbc.sql(
                        """
                        insert into openward.feed_batch (tenant_id, device_id, received_at, remote_address, control_id,
                            messages, whole, sha256, raw, acknowledgement)
                        values (:tenant, 'xn', now(), '192.0.2.7', '1', 1, false, sha256(:raw), :raw, '')
                        """)
                .param("tenant", clinic.value())
                .param("raw", utf8(text))
                .update());
    }

    private void part(String text) {
        committed(() -> jdbc.sql(
                        """
                        insert into openward.feed_part (tenant_id, message, number, lane, device_id, received_at,
                            listener_port, remote_address, sending_application, content)
                        values (:tenant, gen_random_uuid(), 1, 'XN', 'xn', now(), 2576, '192.0.2.7', 'XN', :raw)
                        """)
                .param("tenant", clinic.value())
                .param("raw", utf8(text))
                .update());
    }

    private void identity(String kind, String value, String id) {
        identity(kind, "urn:x", value, id);
    }

    private void identity(String kind, String system, String value, String id) {
        committed(() -> jdbc.sql(
                        """
                        insert into openward.sent_identity (tenant_id, kind, system, value, resource_id)
                        values (:tenant, :kind, :system, :value, :id)
                        """)
                .param("tenant", clinic.value())
                .param("kind", kind)
                .param("system", system)
                .param("value", value)
                .param("id", id)
                .update());
    }

    private void waiting(@Nullable String patient, String controlId) {
        committed(() -> jdbc.sql(
                        """
                        insert into openward.outbound_message (tenant_id, destination_id, resource_type, resource_id,
                            resource_version, patient_id, message_type, control_id, raw, status)
                        values (:tenant, 'e1', 'Observation', '1', 1, :patient, 'ORU^R01', :id, 'x'::bytea, 'waiting')
                        """)
                .param("tenant", clinic.value())
                .param("patient", patient)
                .param("id", controlId)
                .update());
    }

    private List<String> bytes(String table) {
        return committed(() -> jdbc.sql("select raw from openward." + table + " order by id")
                .query((row, number) -> new String(row.getBytes(1), StandardCharsets.UTF_8))
                .list());
    }

    private <T> T committed(Supplier<T> work) {
        return Acting.as(
                Tenancy.aClerkOf(clinic), () -> Postgres.inTransaction().execute(status -> work.get()));
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
