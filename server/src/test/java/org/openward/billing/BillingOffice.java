package org.openward.billing;

import ca.uhn.fhir.context.FhirContext;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.hl7.fhir.r4.model.ChargeItem;
import org.hl7.fhir.r4.model.ChargeItemDefinition;
import org.hl7.fhir.r4.model.ChargeItemDefinition.ChargeItemDefinitionPriceComponentType;
import org.hl7.fhir.r4.model.Enumerations.PublicationStatus;
import org.hl7.fhir.r4.model.Invoice;
import org.hl7.fhir.r4.model.Money;
import org.hl7.fhir.r4.model.Resource;
import org.jspecify.annotations.Nullable;
import org.openward.billing.GenerateInvoice.BillType;
import org.openward.laboratory.events.ReportFinalized;
import org.openward.numbering.NumberSeries;
import org.openward.profiles.Systems;
import org.openward.tariff.PriceList;
import org.openward.tariff.PriceListWatch;
import org.openward.tenancy.Acting;
import org.openward.tenancy.TenantId;
import org.openward.tenancy.Tenants;
import org.openward.testing.InMemoryFhirStore;
import org.openward.testing.MovableClock;
import org.openward.testing.Postgres;
import org.openward.testing.Tenancy;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.FilterType;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.annotation.EnableTransactionManagement;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * The billing department of one clinic: its real desks, rules and tables with real transactions on PostgreSQL, and its FHIR
 * records in memory.
 */
final class BillingOffice {
    static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");

    private static final AnnotationConfigApplicationContext HOUSE =
            new AnnotationConfigApplicationContext(Department.class);

    private final TenantId clinic;

    private BillingOffice(TenantId clinic) {
        this.clinic = clinic;
        HOUSE.getBean(MovableClock.class).moveTo(NOON);
    }

    static BillingOffice open() {
        return openIn("UTC");
    }

    static BillingOffice openIn(String timeZone) {
        return new BillingOffice(Tenancy.aClinic(timeZone, "INR"));
    }

    TenantId clinic() {
        return clinic;
    }

    <T> T part(Class<T> type) {
        return HOUSE.getBean(type);
    }

    void itIs(String moment) {
        part(MovableClock.class).moveTo(Instant.parse(moment));
    }

    /** As the clinic's clerk. */
    <T> T work(Supplier<T> work) {
        return Acting.as(Tenancy.aClerkOf(clinic), work);
    }

    <T> T inTransaction(Supplier<T> work) {
        return work(
                () -> new TransactionTemplate(part(PlatformTransactionManager.class)).execute(status -> work.get()));
    }

    /** Writes it through the FHIR store in one transaction. */
    <T extends Resource> T file(T resource) {
        return inTransaction(() -> part(InMemoryFhirStore.class).create(resource));
    }

    <T extends Resource> T read(Class<T> type, String id) {
        return work(() -> part(InMemoryFhirStore.class).read(type, id));
    }

    <T extends Resource> List<T> search(Class<T> type, String query) {
        return work(() -> part(InMemoryFhirStore.class).search(type, query));
    }

    /** The price list says from now on that a test costs so much. */
    ChargeItemDefinition price(String code, String amount) {
        return file(aPrice(code, amount));
    }

    static ChargeItemDefinition aPrice(String code, String amount) {
        var entry = new ChargeItemDefinition()
                .setUrl("https://example.org/price/" + code)
                .setVersion("1")
                .setStatus(PublicationStatus.ACTIVE);
        entry.getCode().addCoding().setSystem(Systems.LOINC).setCode(code);
        entry.addPropertyGroup()
                .addPriceComponent()
                .setType(ChargeItemDefinitionPriceComponentType.BASE)
                .setAmount(rupees(amount));
        return entry;
    }

    static Money rupees(String amount) {
        return new Money().setValue(new BigDecimal(amount)).setCurrency("INR");
    }

    static String aPatient() {
        return "patient-" + UUID.randomUUID();
    }

    ReportFinalized aReport(String patient, String code) {
        return new ReportFinalized(
                clinic,
                UUID.randomUUID().toString(),
                patient,
                null,
                null,
                Systems.LOINC,
                code,
                LocalDate.of(2026, 11, 21));
    }

    void charge(ReportFinalized report) {
        part(ChargeCapture.class).charge(report);
    }

    /** A draft over one service of that price. */
    Invoice aDraft(String amount) {
        var patient = aPatient();
        file(aCharge(patient, amount));
        return generate(patient);
    }

    Invoice anIssuedInvoice(String amount) {
        return issue(aDraft(amount));
    }

    static ChargeItem aCharge(String patient, @Nullable String amount) {
        var charge = new ChargeItem().setStatus(ChargeItem.ChargeItemStatus.BILLABLE);
        charge.getCode().setText("Dressing");
        charge.getSubject().setReference("Patient/" + patient);
        if (amount != null) {
            charge.setPriceOverride(rupees(amount));
        }
        return charge;
    }

    Invoice generate(String patient) {
        return generate(new GenerateInvoice(patient, null, null, BillType.LAB));
    }

    Invoice generate(GenerateInvoice wanted) {
        return work(() -> part(BillingDesk.class).generate(wanted));
    }

    Invoice issue(Invoice draft) {
        return work(() -> part(BillingDesk.class)
                .finalizeInvoice(new FinalizeInvoice(draft.getIdElement().getIdPart(), null)));
    }

    CashDesk.PaymentTaken pay(Invoice invoice, String amount) {
        return pay(invoice, amount, PayInvoice.Method.CARD);
    }

    CashDesk.PaymentTaken pay(Invoice invoice, String amount, PayInvoice.Method method) {
        return work(() -> part(CashDesk.class)
                .pay(new PayInvoice(
                        invoice.getIdElement().getIdPart(),
                        null,
                        BillingRequests.amount("amount", rupees(amount)),
                        method,
                        null,
                        null,
                        null)));
    }

    /** What an account comes to: debits less credits. */
    BigDecimal account(String account) {
        return inTransaction(() -> Postgres.jdbc()
                .sql("select coalesce(sum(debit - credit), 0) from openward.ledger_entry where account = :account")
                .param("account", account)
                .query(BigDecimal.class)
                .single());
    }

    @EnableTransactionManagement
    @Import(Tenants.class)
    @ComponentScan(
            basePackageClasses = {BillingDesk.class, PriceList.class, NumberSeries.class},
            excludeFilters =
                    @ComponentScan.Filter(
                            type = FilterType.ASSIGNABLE_TYPE,
                            classes = {BillingOperations.class, Department.class}))
    static class Department {
        @Bean
        DataSource dataSource() {
            return Postgres.application();
        }

        @Bean
        JdbcClient jdbcClient(DataSource dataSource) {
            return JdbcClient.create(dataSource);
        }

        @Bean
        PlatformTransactionManager transactionManager(DataSource dataSource) {
            return new DataSourceTransactionManager(dataSource);
        }

        @Bean
        MovableClock clock() {
            return new MovableClock(NOON);
        }

        @Bean
        FhirContext fhirContext() {
            return FhirContext.forR4Cached();
        }

        @Bean
        MeterRegistry meterRegistry() {
            return new SimpleMeterRegistry();
        }

        @Bean
        InMemoryFhirStore fhirStore() {
            return new InMemoryFhirStore();
        }

        @Bean
        SmartInitializingSingleton guards(
                InMemoryFhirStore store, ChargeGuard charges, InvoiceGuard invoices, PriceListWatch prices) {
            return () -> List.of(charges, invoices, prices).forEach(store::isWatchedBy);
        }
    }
}
