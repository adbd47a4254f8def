package org.openward.reporting;

import static org.assertj.core.api.Assertions.assertThat;

import ca.uhn.fhir.context.FhirContext;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.UUID;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.PaymentReconciliation;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.openward.reporting.Figures.Sum;
import org.openward.tenancy.Acting;
import org.openward.tenancy.Caller;
import org.openward.tenancy.TenantId;
import org.openward.testing.Postgres;

/** The daily collection over the payments in a real PostgreSQL. */
class DailyCollectionTest {
    private static final FhirContext FHIR = FhirContext.forR4Cached();
    private static final ViewTables TABLES = new ViewTables(FHIR, Postgres.jdbc());
    private static final Reports REPORTS = new Reports(FHIR, Postgres.jdbc());

    private final TenantId clinic =
            new TenantId("d" + UUID.randomUUID().toString().substring(0, 8));

    @BeforeEach
    void a_week_at_the_cash_desk() {
        take(clinic, "1", Payment.of("100.10", "cash", "2026-11-20"));
        take(clinic, "2", Payment.of("200.20", "cash", "2026-11-21"));
        take(clinic, "3", Payment.of("300.30", "card", "2026-11-21"));
        take(clinic, "4", Payment.of("-50.05", "cash", "2026-11-21"));
        take(clinic, "5", Payment.of("400.40", "cash", "2026-11-22"));
    }

    @Test
    void a_day_is_what_was_paid_less_what_was_given_back() {
        var figures = figures(clinic, "2026-11-21", "2026-11-21");

        assertThat(figures.byGroup()).containsOnlyKeys("INR").containsEntry("INR", sum(3, "450.45"));
        assertThat(figures.byStratum("INR", 0))
                .containsEntry("cash", sum(2, "150.15"))
                .containsEntry("card", sum(1, "300.30"));
    }

    @Test
    void a_period_holds_both_its_ends_and_every_day_between() {
        var figures = figures(clinic, "2026-11-20", "2026-11-22");

        assertThat(figures.byGroup()).containsEntry("INR", sum(5, "950.95"));
        assertThat(figures.byStratum("INR", 1))
                .containsEntry("2026-11-20", sum(1, "100.10"))
                .containsEntry("2026-11-21", sum(3, "450.45"))
                .containsEntry("2026-11-22", sum(1, "400.40"));
    }

    @Test
    void currencies_are_never_added_up() {
        var dollars = Payment.of("10.00", "card", "2026-11-21");
        dollars.getPaymentAmount().setCurrency("USD");
        take(clinic, "6", dollars);

        var figures = figures(clinic, "2026-11-21", "2026-11-21");

        assertThat(figures.byGroup()).containsEntry("INR", sum(3, "450.45")).containsEntry("USD", sum(1, "10.00"));
    }

    @Test
    void a_payment_without_a_method_is_counted_all_the_same() {
        var payment = Payment.of("10.00", "cash", "2026-11-21");
        payment.getExtension().clear();
        take(clinic, "6", payment);

        var figures = figures(clinic, "2026-11-21", "2026-11-21");

        assertThat(figures.byStratum("INR", 0)).containsEntry("not-stated", sum(1, "10.00"));
    }

    @Test
    void another_tenant_collects_for_itself() {
        var elsewhere = new TenantId("e" + UUID.randomUUID().toString().substring(0, 8));
        take(elsewhere, "1", Payment.of("1.00", "cash", "2026-11-21"));

        assertThat(figures(elsewhere, "2026-11-21", "2026-11-21").byGroup()).containsEntry("INR", sum(1, "1.00"));
        assertThat(figures(clinic, "2026-11-21", "2026-11-21").byGroup()).containsEntry("INR", sum(3, "450.45"));
    }

    @Test
    void the_spreadsheet_shows_the_same_figures() {
        var sheet = Spreadsheet.of(figures(clinic, "2026-11-21", "2026-11-21"));

        assertThat(sheet)
                .isEqualTo(
                        """
                        currency,method,day,payments,collected
                        INR,card,2026-11-21,1,300.30
                        INR,cash,2026-11-21,2,150.15
                        """
                                .replace("\n", "\r\n"));
    }

    private static Sum sum(long count, String score) {
        return new Sum(count, new BigDecimal(score));
    }

    private static Figures figures(TenantId tenant, String start, String end) {
        var period = new ReportPeriod(LocalDate.parse(start), LocalDate.parse(end));
        return Acting.as(
                Caller.server(tenant, "test"), () -> REPORTS.figures(REPORTS.named("daily-collection"), period));
    }

    private static void take(TenantId tenant, String id, PaymentReconciliation payment) {
        payment.setId(new IdType("PaymentReconciliation", id, "1"));
        Acting.as(Caller.server(tenant, "test"), () -> Postgres.inTransaction()
                .executeWithoutResult(transaction -> TABLES.keep(payment)));
    }
}
