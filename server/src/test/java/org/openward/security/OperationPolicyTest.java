package org.openward.security;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openward.hl7v2.MessageKind;
import org.openward.profiles.OperationNames;
import org.openward.security.roles.RoleHolder;

class OperationPolicyTest {
    private final OperationPolicy policy = OperationPolicy.read();

    private static Set<String> noTypes(RoleHolder person, Interaction interaction) {
        return Set.of();
    }

    private static Grant grant(String permission, String... scopes) {
        return new Grant(
                List.of(scopes).stream()
                        .map(scope -> SmartScope.parse(scope).orElseThrow())
                        .toList(),
                Set.of(permission),
                Set.of("default"),
                Optional.of("7"));
    }

    @Test
    void every_own_operation_has_its_row() {
        assertThat(policy.ownOperations())
                .containsExactlyInAnyOrder(
                        OperationNames.CODE_SYSTEM_LOAD,
                        OperationNames.IMPLEMENTATION_GUIDE_INSTALL,
                        OperationNames.IMPLEMENTATION_GUIDE_INSTALLED,
                        OperationNames.IMPLEMENTATION_GUIDE_UNINSTALL,
                        OperationNames.INVOICE_GENERATE,
                        OperationNames.INVOICE_FINALIZE,
                        OperationNames.INVOICE_PAY,
                        OperationNames.DIAGNOSTIC_REPORT_VERIFY,
                        OperationNames.PATIENT_MERGE,
                        OperationNames.PATIENT_UNDO_MERGE,
                        OperationNames.SUBSCRIPTION_REPLAY,
                        OperationNames.TASK_REPLAY,
                        OperationNames.TASK_RELEASE,
                        OperationNames.TASK_REROUTE,
                        OperationNames.TASK_DISCARD,
                        OperationNames.PATIENT_ACCESS_REPORT,
                        OperationNames.PROVISION_TENANT,
                        OperationNames.RESUME_TENANT,
                        OperationNames.ROTATE_SIGNING_KEY,
                        OperationNames.SUSPEND_TENANT,
                        OperationNames.PATIENT_BREAK_GLASS,
                        OperationNames.PATIENT_ERASE,
                        OperationNames.RETENTION_REPORT,
                        OperationNames.TASK_APPROVE,
                        OperationNames.TASK_REJECT,
                        OperationNames.DEVICE_FEED_MAP,
                        OperationNames.ENDPOINT_RESEND,
                        OperationNames.FEED_MESSAGES,
                        OperationNames.MEASURE_EVALUATE_MEASURE,
                        OperationNames.MEASURE_EXPORT_REPORT,
                        OperationNames.SMART_LAUNCH,
                        OperationNames.PRACTITIONER_INVITE,
                        OperationNames.PRACTITIONER_SET_ROLES,
                        OperationNames.PRACTITIONER_RESET_PASSWORD,
                        OperationNames.PRACTITIONER_DEACTIVATE,
                        OperationNames.PRACTITIONER_END_SESSIONS,
                        OperationNames.PRACTITIONER_PERMISSIONS,
                        OperationNames.PATIENT_INVITE,
                        OperationNames.RELATED_PERSON_INVITE,
                        OperationNames.VERIFY_AUDIT);
    }

    @Test
    void an_own_operation_needs_its_scopes_and_its_permission() {
        var row = policy.find("Invoice", "$pay").orElseThrow();

        assertThat(row.isGrantedBy(
                        grant("operation/Invoice-pay", "system/Invoice.ru", "system/PaymentReconciliation.c"),
                        "Invoice",
                        OperationPolicyTest::noTypes))
                .isTrue();
        assertThat(row.isGrantedBy(
                        grant("operation/Invoice-pay", "system/Invoice.ru"), "Invoice", OperationPolicyTest::noTypes))
                .isFalse();
        assertThat(row.isGrantedBy(
                        grant("operation/Invoice-finalize", "system/*.cruds"), "Invoice", OperationPolicyTest::noTypes))
                .isFalse();
        assertThat(row.isGrantedBy(grant("operation/*", "patient/*.cruds"), "Invoice", OperationPolicyTest::noTypes))
                .isFalse();
    }

    @Test
    void a_decision_about_a_message_needs_the_scopes_of_what_it_writes() {
        var kinds = new ArrayList<>(MessageKind.codes());
        kinds.addAll(List.of("blocked-times", "merges", "outbound", "queries"));

        assertThat(kinds)
                .allSatisfy(kind -> assertThat(policy.ofMessages(kind)).as(kind).isPresent());
        var charges = policy.ofMessages("charges").orElseThrow();
        assertThat(charges.isGrantedBy(grant("none", "system/ChargeItem.cru"), "*", OperationPolicyTest::noTypes))
                .isTrue();
        assertThat(charges.isGrantedBy(
                        grant("operation/*", "system/DiagnosticReport.cru"), "*", OperationPolicyTest::noTypes))
                .isFalse();
        assertThat(policy.ofMessages("made-up")).isEmpty();
    }

    @Test
    void everything_about_a_patient_needs_all_types() {
        var row = policy.find("Patient", "$everything").orElseThrow();

        assertThat(row.isGrantedBy(grant("none", "user/*.rs"), "Patient", OperationPolicyTest::noTypes))
                .isTrue();
        assertThat(row.isGrantedBy(grant("none", "user/Patient.rs"), "Patient", OperationPolicyTest::noTypes))
                .isFalse();
    }

    @Test
    void all_types_are_those_of_the_roles_for_somebody_who_has_some() {
        var row = policy.find("Patient", "$everything").orElseThrow();
        var nurse = new Grant(
                Stream.of("user/Patient.rs", "user/Condition.rs")
                        .map(scope -> SmartScope.parse(scope).orElseThrow())
                        .toList(),
                Set.of(),
                Set.of("default"),
                Optional.empty(),
                "aal1",
                Optional.of(new RoleHolder(Set.of("NUR"), "Practitioner/1", null)),
                Oneself.UNKNOWN);

        assertThat(row.isGrantedBy(nurse, "Patient", (person, deed) -> Set.of("Patient", "Condition")))
                .isTrue();
        assertThat(row.isGrantedBy(nurse, "Patient", (person, deed) -> Set.of("Patient", "Invoice")))
                .isFalse();
        assertThat(row.isGrantedBy(nurse, "Patient", OperationPolicyTest::noTypes))
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "$expunge",
                "$reindex",
                "$mark-all-resources-for-reindexing",
                "$perform-reindexing-pass",
                "$partition-management-create-partition",
                "$upload-external-code-system",
                "$made-up"
            })
    void an_operation_without_a_row_is_closed(String operation) {
        assertThat(policy.find("*", operation)).isEmpty();
        assertThat(policy.find("Patient", operation)).isEmpty();
    }
}
