package org.openward.fhir.validation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ca.uhn.fhir.context.FhirContext;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.hl7.fhir.r4.model.DiagnosticReport;
import org.hl7.fhir.r4.model.OperationOutcome;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Resource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openward.fhir.FhirSettings;
import org.openward.profiles.Definitions;
import org.openward.profiles.Profiles;
import org.springframework.util.unit.DataSize;

class ClaimedProfilesTest {
    private static final FhirContext FHIR = FhirContext.forR4Cached();

    private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "registration/patient",
                "orders/laboratory-order",
                "laboratory/laboratory-report",
                "laboratory/analyzer-result",
                "tariff/price-list-entry",
                "billing/charge-item",
                "billing/invoice-draft",
                "interfaceengine/analyzer-device"
            })
    void every_published_example_is_let_through_and_counted(String example) {
        profiles(true).hold((Resource) FHIR.newJsonParser().parseResource(new Definitions(FHIR).example(example)));

        assertThat(metrics.timer("openward.fhir.validation").count()).isOne();
    }

    @Test
    void a_record_that_claims_nothing_costs_nothing() {
        profiles(true).hold(new Patient());

        assertThat(metrics.timer("openward.fhir.validation").count()).isZero();
    }

    @Test
    void a_refusal_names_fifty_places_at_most() {
        var report = unfinished();
        for (int i = 0; i < 100; i++) {
            report.addIdentifier().getPeriod().setId("not valid!");
        }

        assertThatThrownBy(() -> profiles(true).hold(report))
                .isInstanceOfSatisfying(ProfileNotMet.class, refusal -> assertThat(
                                ((OperationOutcome) refusal.getOperationOutcome()).getIssue())
                        .hasSize(50));
    }

    @Test
    void a_hospital_that_switched_it_off_takes_every_record() {
        assertThatThrownBy(() -> profiles(true).hold(unfinished())).isInstanceOf(ProfileNotMet.class);

        profiles(false).hold(unfinished());
    }

    private ClaimedProfiles profiles(boolean validate) {
        return new ClaimedProfiles(
                FHIR,
                new PublishedDefinitions(FHIR),
                new FhirSettings(20, 500, 5_000, DataSize.ofMegabytes(50), DataSize.ofGigabytes(2), validate),
                metrics);
    }

    private static DiagnosticReport unfinished() {
        var report = new DiagnosticReport();
        report.getMeta().addProfile(Profiles.LABORATORY_REPORT);
        return report;
    }
}
