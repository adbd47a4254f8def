package org.openward.fhir.validation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ca.uhn.fhir.context.FhirContext;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.Map;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.DiagnosticReport;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Observation.ObservationStatus;
import org.hl7.fhir.r4.model.OperationOutcome;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Resource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openward.fhir.FhirSettings;
import org.openward.fhir.packages.PackagesForTests;
import org.openward.fhir.validation.ValidationSettings.Outcome;
import org.openward.fhir.validation.ValidationSettings.Rule;
import org.openward.profiles.Definitions;
import org.openward.profiles.Profiles;
import org.springframework.util.unit.DataSize;

class ClaimedProfilesTest {
    private static final FhirContext FHIR = FhirContext.forR4Cached();
    private static final String VITAL_SIGNS = "http://hl7.org/fhir/StructureDefinition/vitalsigns";

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
    void a_profile_is_known_by_its_version_without_a_list_of_all() {
        var published = new PublishedDefinitions(FHIR);

        assertThat(published.fetchStructureDefinition(Profiles.LABORATORY_REPORT))
                .isNotNull()
                .isSameAs(published.fetchStructureDefinition(Profiles.LABORATORY_REPORT + "|0.1"));
        assertThat(published.fetchStructureDefinition(Profiles.LABORATORY_REPORT + "|9.9"))
                .isNull();
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

    @Test
    void a_rule_holds_whoever_claims_a_profile_of_the_standard() {
        var rules = Map.of("vital signs", new Rule(VITAL_SIGNS, null, Outcome.REFUSE));

        assertThatThrownBy(() -> profiles(true, rules).hold(claiming(VITAL_SIGNS)))
                .isInstanceOf(ProfileNotMet.class);
        assertThat(profiles(true, Map.of()).hold(claiming(VITAL_SIGNS))).isEmpty();
    }

    @Test
    void a_warning_refuses_nothing_and_is_counted() {
        var rules = Map.of("all of FHIR", new Rule("http://hl7.org/fhir/*", null, Outcome.WARN));

        assertThat(profiles(true, rules).hold(claiming(VITAL_SIGNS))).isNotEmpty();
        assertThat(metrics.counter("openward.fhir.validation.warned", "type", "Observation")
                        .count())
                .isOne();
    }

    @Test
    void the_more_particular_rule_decides() {
        var rules = Map.of(
                "all of FHIR", new Rule("http://hl7.org/fhir/*", null, Outcome.REFUSE),
                "vital signs", new Rule(VITAL_SIGNS, null, Outcome.IGNORE));

        assertThat(profiles(true, rules).hold(claiming(VITAL_SIGNS))).isEmpty();
    }

    @Test
    void every_record_of_a_type_is_held_to_a_profile_that_it_does_not_claim() {
        var rules = Map.of("observations", new Rule(VITAL_SIGNS, "Observation", Outcome.REFUSE));

        assertThatThrownBy(() -> profiles(true, rules).hold(new Observation().setStatus(ObservationStatus.FINAL)))
                .isInstanceOf(ProfileNotMet.class);
        profiles(true, rules).hold(new Patient());
    }

    @Test
    void every_record_of_a_type_is_held_to_the_standard() {
        var rules = Map.of("observations", new Rule(null, "Observation", Outcome.REFUSE));
        var unfinished = new Observation().setStatus(ObservationStatus.FINAL);
        var finished = unfinished.copy().setCode(new CodeableConcept().setText("Haemoglobin"));

        assertThatThrownBy(() -> profiles(true, rules).hold(unfinished)).isInstanceOf(ProfileNotMet.class);
        assertThat(profiles(true, rules).hold(finished)).isEmpty();
    }

    @Test
    void a_profile_that_nobody_installed_cannot_be_met() {
        var rules = Map.of("a guide", new Rule("https://guide.example/*", null, Outcome.REFUSE));

        assertThatThrownBy(() -> profiles(true, rules).hold(claiming("https://guide.example/heart")))
                .isInstanceOf(ProfileNotMet.class)
                .hasMessageContaining("install its package");
    }

    @Test
    void what_is_merely_told_does_not_hide_what_is_refused() {
        var rules = Map.of("vital signs", new Rule(VITAL_SIGNS, null, Outcome.WARN));
        var report = unfinished();
        report.getMeta().addProfile(VITAL_SIGNS);

        assertThatThrownBy(() -> profiles(true, rules).hold(report)).isInstanceOf(ProfileNotMet.class);
    }

    private static Observation claiming(String profile) {
        var observation = new Observation().setStatus(ObservationStatus.FINAL);
        observation.getMeta().addProfile(profile);
        return observation;
    }

    private ClaimedProfiles profiles(boolean validate) {
        return profiles(validate, Map.of());
    }

    private ClaimedProfiles profiles(boolean validate, Map<String, Rule> rules) {
        var published = new PublishedDefinitions(FHIR);
        var settings = new FhirSettings(20, 500, 5_000, DataSize.ofMegabytes(50), DataSize.ofGigabytes(2), validate);
        return new ClaimedProfiles(
                FHIR,
                published,
                PackagesForTests.none(),
                new HeldProfiles(published, settings, new ValidationSettings(rules)),
                metrics);
    }

    private static DiagnosticReport unfinished() {
        var report = new DiagnosticReport();
        report.getMeta().addProfile(Profiles.LABORATORY_REPORT);
        return report;
    }
}
