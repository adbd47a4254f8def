package org.openward.demo;

import ca.uhn.fhir.context.FhirContext;
import java.io.IOException;
import java.time.ZoneId;
import java.util.Currency;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Organization;
import org.openward.fhir.FhirStore;
import org.openward.tenancy.Acting;
import org.openward.tenancy.Caller;
import org.openward.tenancy.Tenant;
import org.openward.tenancy.TenantId;
import org.openward.tenancy.Tenants;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.ApplicationRunner;
import org.springframework.context.annotation.Profile;
import org.springframework.core.io.ClassPathResource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/** Furnishes the demo hospital once: departments, wards, people, a laboratory with its price list and analyzers. */
@Component
@Profile("demo")
class DemoHospital implements ApplicationRunner {
    private static final Logger LOG = LoggerFactory.getLogger(DemoHospital.class);

    private final FhirStore records;
    private final FhirContext fhir;
    private final Tenants tenants;
    private final JdbcClient jdbc;
    private final TransactionTemplate turn;
    private final TransactionTemplate apart;

    DemoHospital(
            FhirStore records,
            FhirContext fhir,
            Tenants tenants,
            JdbcClient jdbc,
            PlatformTransactionManager transactions) {
        this.records = records;
        this.fhir = fhir;
        this.tenants = tenants;
        this.jdbc = jdbc;
        this.turn = new TransactionTemplate(transactions);
        // A record that is not found marks the transaction that asked for it, and the turn must outlive that.
        this.apart = new TransactionTemplate(transactions);
        apart.setPropagationBehavior(TransactionDefinition.PROPAGATION_NOT_SUPPORTED);
    }

    @Override
    public void run(ApplicationArguments arguments) {
        LOG.warn("THIS IS A DEMO: everybody knows its passwords. Do not store real patients here.");
        tenants.provision(new Tenant(
                new TenantId("clinic-b"),
                "Lakeside Demo Clinic",
                1,
                ZoneId.of("America/New_York"),
                Currency.getInstance("USD")));
        Acting.as(Caller.server(TenantId.DEFAULT, "demo"), () -> turn.executeWithoutResult(ignored -> furnishInTurn()));
    }

    /** A server that starts at the same moment waits here, and then finds the hospital furnished. */
    private void furnishInTurn() {
        jdbc.sql("select pg_advisory_xact_lock(hashtextextended('openward.demo', 0))::text")
                .query(String.class)
                .single();
        apart.executeWithoutResult(ignored -> furnish());
    }

    private void furnish() {
        if (records.find(Organization.class, "demo-hospital").isEmpty()) {
            records.transact(hospital());
        }
    }

    private Bundle hospital() {
        try (var file = new ClassPathResource("demo/hospital.json").getInputStream()) {
            return fhir.newJsonParser().parseResource(Bundle.class, file);
        } catch (IOException missing) {
            throw new IllegalStateException("The demo hospital is not in this build.", missing);
        }
    }
}
