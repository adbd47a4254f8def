package org.openward.reporting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ca.uhn.fhir.context.FhirContext;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.PaymentReconciliation;
import org.hl7.fhir.r4.model.PaymentReconciliation.PaymentReconciliationStatus;
import org.junit.jupiter.api.Test;
import org.openward.tenancy.Acting;
import org.openward.tenancy.Caller;
import org.openward.tenancy.TenantId;
import org.openward.testing.Postgres;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The view tables on a real PostgreSQL, as the application role. */
class ViewTablesTest {
    private static final JdbcClient JDBC = Postgres.jdbc();
    private static final ViewTables TABLES = new ViewTables(FhirContext.forR4Cached(), JDBC);

    private final TenantId clinic =
            new TenantId("v" + UUID.randomUUID().toString().substring(0, 8));

    @Test
    void a_payment_is_a_row_of_the_view() {
        keep(clinic, version("1", 1, Payment.of("350.00", "cash", "2026-11-21")));

        assertThat(rows(clinic)).singleElement().satisfies(row -> assertThat(row)
                .containsEntry("id", "1")
                .containsEntry("invoice", "bill")
                .containsEntry("amount", new java.math.BigDecimal("350.00"))
                .containsEntry("currency", "INR")
                .containsEntry("method", "cash")
                .containsEntry("payment_date", java.sql.Date.valueOf("2026-11-21"))
                .containsEntry("created", "2026-11-21T10:00:00+05:30")
                .containsEntry("resource_version", 1L));
    }

    @Test
    void a_new_version_takes_the_place_of_the_old_one() {
        keep(clinic, version("1", 1, Payment.of("350.00", "cash", "2026-11-21")));

        keep(clinic, version("1", 2, Payment.of("300.00", "card", "2026-11-21")));

        assertThat(rows(clinic)).singleElement().satisfies(row -> assertThat(row)
                .containsEntry("method", "card")
                .containsEntry("resource_version", 2L));
    }

    @Test
    void a_cancelled_payment_leaves_the_view() {
        keep(clinic, version("1", 1, Payment.of("350.00", "cash", "2026-11-21")));

        keep(
                clinic,
                version("1", 2, Payment.of("350.00", "cash", "2026-11-21"))
                        .setStatus(PaymentReconciliationStatus.CANCELLED));

        assertThat(rows(clinic)).isEmpty();
    }

    @Test
    void a_deleted_payment_leaves_the_view() {
        var payment = version("1", 1, Payment.of("350.00", "cash", "2026-11-21"));
        keep(clinic, payment);

        work(clinic, () -> TABLES.forget(payment));

        assertThat(rows(clinic)).isEmpty();
    }

    @Test
    void a_payment_of_the_same_id_elsewhere_is_another_payment() {
        var elsewhere = new TenantId("w" + UUID.randomUUID().toString().substring(0, 8));
        keep(clinic, version("1", 1, Payment.of("350.00", "cash", "2026-11-21")));

        keep(elsewhere, version("1", 1, Payment.of("99.00", "card", "2026-11-21")));

        assertThat(rows(clinic)).singleElement().satisfies(row -> assertThat(row)
                .containsEntry("method", "cash"));
        assertThat(rows(elsewhere)).singleElement().satisfies(row -> assertThat(row)
                .containsEntry("method", "card"));
    }

    @Test
    void what_no_view_looks_at_leaves_no_row() {
        var patient = new Patient();
        patient.setId(new IdType("Patient", "1", "1"));

        work(clinic, () -> TABLES.keep(patient));

        assertThat(rows(clinic)).isEmpty();
    }

    @Test
    void a_payment_date_without_a_day_is_refused() {
        var payment = version("1", 1, Payment.of("350.00", "cash", "2026-11-21"));
        payment.getPaymentDateElement().setValueAsString("2026-11");

        assertThatThrownBy(() -> keep(clinic, payment))
                .isInstanceOf(NotReportable.class)
                .hasMessageContaining("payment");
    }

    @Test
    void each_published_view_has_its_table() {
        assertThat(TABLES.views()).isNotEmpty().allSatisfy(view -> assertThat(columnsOf(view.name()))
                .startsWith("tenant_id", "resource_id", "resource_version", "resource_row")
                .endsWith(view.columns().stream().map(ViewColumn::name).toArray(String[]::new)));
    }

    private static PaymentReconciliation version(String id, int version, PaymentReconciliation payment) {
        payment.setId(new IdType("PaymentReconciliation", id, String.valueOf(version)));
        return payment;
    }

    private static void keep(TenantId tenant, PaymentReconciliation payment) {
        work(tenant, () -> TABLES.keep(payment));
    }

    private static void work(TenantId tenant, Runnable work) {
        Acting.as(Caller.server(tenant, "test"), () -> Postgres.inTransaction()
                .executeWithoutResult(transaction -> work.run()));
    }

    private static List<Map<String, Object>> rows(TenantId tenant) {
        return Acting.as(
                Caller.server(tenant, "test"),
                () -> JDBC.sql("select * from views.payment").query().listOfRows());
    }

    private static List<String> columnsOf(String table) {
        return JDBC.sql(
                        """
                        select column_name from information_schema.columns
                        where table_schema = 'views' and table_name = :table order by ordinal_position
                        """)
                .param("table", table)
                .query(String.class)
                .list();
    }
}
