package org.openward.fhir.packages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ca.uhn.fhir.context.FhirContext;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.hl7.fhir.r4.model.Attachment;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Bundle.BundleType;
import org.hl7.fhir.r4.model.Bundle.HTTPVerb;
import org.hl7.fhir.r4.model.CapabilityStatement;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.DiagnosticReport;
import org.hl7.fhir.r4.model.DiagnosticReport.DiagnosticReportStatus;
import org.hl7.fhir.r4.model.OperationOutcome;
import org.hl7.fhir.r4.model.OperationOutcome.IssueSeverity;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.Parameters.ParametersParameterComponent;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.PrimitiveType;
import org.hl7.fhir.r4.model.ValueSet;
import org.junit.jupiter.api.Test;
import org.openward.profiles.Profiles;
import org.openward.testing.Answer;
import org.openward.testing.AtOnce;
import org.openward.testing.FhirClient;
import org.openward.testing.FullRun;
import org.openward.testing.Hospital;
import org.openward.testing.HospitalTest;
import org.springframework.jdbc.core.simple.JdbcClient;

@HospitalTest
class PackagesIT {
    private static final String SEE = "ImplementationGuide/$installed";

    private final Hospital hospital;
    private final FhirClient client;

    PackagesIT(Hospital hospital) {
        this.hospital = hospital;
        client = hospital.asDemo();
    }

    @Test
    void a_package_counts_as_soon_as_it_is_installed_and_until_it_is_taken_away() {
        var guide = Guide.whole();
        assertThat(client.get("/ValueSet/$expand?url=" + guide.list()).status()).isEqualTo(404);

        var manifest = installed(client.post(
                "/ImplementationGuide/$install?_format=json&_pretty=true", sent(guide), "Prefer", "respond-async"));

        assertThat(manifest).contains("\"inputUrl\":\"" + guide.name() + "\"", "\"count\":4", "\"error\":[]");
        assertThat(status(guide.name())).isEqualTo("installed");
        assertThat(errors(validated(married(guide, "alone")))).isEmpty();
        assertThat(errors(validated(married(guide, "divorced")))).isNotEmpty();
        assertThat(errors(validated(claiming(guide)))).anyMatch(text -> text.contains("Patient.name"));
        assertThat(client.get("/ValueSet/$expand?url=" + guide.list())
                        .resource(ValueSet.class)
                        .getExpansion()
                        .getTotal())
                .isEqualTo(2);
        assertThat(guidesNamed()).contains(guide.root() + "ImplementationGuide/guide|1.0.0");

        assertThat(client.post("/ImplementationGuide/$uninstall", named(guide.name()))
                        .status())
                .isEqualTo(200);

        assertThat(client.get("/ValueSet/$expand?url=" + guide.list()).status()).isEqualTo(404);
        assertThat(errors(validated(claiming(guide)))).isEmpty();
        assertThat(guidesNamed()).doesNotContain(guide.root() + "ImplementationGuide/guide|1.0.0");
        assertThat(client.post("/ImplementationGuide/$uninstall", named(guide.name()))
                        .status())
                .isEqualTo(404);
    }

    @Test
    @FullRun
    void a_package_that_takes_the_place_of_another_is_what_everybody_is_held_to() throws InterruptedException {
        var before = Guide.whole();
        var after = before.askingInsteadFor("Patient.birthDate");
        install(before);
        assertEverybodyNeeds(before, "Patient.name", "Patient.birthDate");

        AtOnce.all(17, person -> () -> {
                    if (person == 0) {
                        install(after);
                    } else {
                        for (int i = 0; i < 5; i++) {
                            validated(claiming(before));
                        }
                    }
                    return true;
                })
                .forEach(each -> assertThat(each.failure()).isEmpty());
        assertEverybodyNeeds(after, "Patient.birthDate", "Patient.name");
        assertOursAreKept();

        assertThat(client.post("/ImplementationGuide/$uninstall", named(after.name()))
                        .status())
                .isEqualTo(200);
        assertThat(errors(validated(claiming(after)))).isEmpty();
        install(before);
        assertEverybodyNeeds(before, "Patient.name", "Patient.birthDate");
    }

    /** A claim of ours in its version, which is looked up anew after packages changed. */
    private void assertOursAreKept() {
        var unissued = new DiagnosticReport().setStatus(DiagnosticReportStatus.FINAL);
        unissued.getCode().setText("Blood count");
        unissued.getMeta().addProfile(Profiles.LABORATORY_REPORT + "|0.1");

        assertThat(client.post("/DiagnosticReport", unissued).status()).isEqualTo(422);
        assertThat(errors(client.post("/DiagnosticReport/$validate", unissued).outcome()))
                .isNotEmpty();
    }

    private void assertEverybodyNeeds(Guide guide, String element, String not) throws InterruptedException {
        var told = AtOnce.all(
                16,
                person -> () -> List.of(
                        errors(validated(claiming(guide))),
                        errors(validated(claiming(guide))),
                        errors(client.post("/Patient", claiming(guide)).outcome())));

        assertThat(told).allSatisfy(each -> assertThat(each.result())
                .singleElement()
                .satisfies(answers -> assertThat(answers).hasSize(3).allSatisfy(errors -> assertThat(errors)
                        .anyMatch(text -> text.contains(element))
                        .noneMatch(text -> text.contains(not)))));
    }

    @Test
    void of_a_package_that_is_broken_half_way_nothing_is_left_but_that_it_failed() throws IOException {
        var base = Guide.whole();
        var broken = Guide.whole().file("package/zz-broken.json", "{ \"resourceType\": ");
        var brokenBase = base.file("package/zz-broken.json", "{ \"resourceType\": ");
        var folder = Objects.requireNonNull(hospital.part(PackageSettings.class).folder());
        var ofBase = Files.write(folder.resolve(base.name() + ".tgz"), brokenBase.archive());
        var guide = Guide.whole().manifest("\"" + base.name().replace("#", "\":\"") + "\"");

        install(broken);
        install(guide);
        Files.delete(ofBase);

        assertThat(statuses(broken.name())).containsExactly("failed");
        assertThat(values(card(broken.name()), "definitions")).containsExactly("0");
        assertThat(statuses(guide.name())).containsExactly("installed");
        assertThat(statuses(base.name())).doesNotContain("installing", "installed");
        install(broken.file("package/zz-broken.json", "{}"));
        assertThat(statuses(broken.name())).containsExactly("installed");
    }

    private List<String> statuses(String name) {
        return client.get("/" + SEE).resource(Parameters.class).getParameter().stream()
                .filter(card -> values(card, "name").contains(name))
                .flatMap(card -> values(card, "status").stream())
                .toList();
    }

    @Test
    void the_rules_of_the_hospital_decide_about_records_that_claim_a_profile_of_a_package() {
        var guide = Guide.whole();
        assertThat(client.post("/Patient", claiming(guide)).status()).isEqualTo(422);
        install(guide);

        var refused = client.post("/Patient", claiming(guide));
        var taken = client.post("/Patient", married(guide, "alone"));

        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.outcome().getIssue())
                .anyMatch(issue -> issue.getDiagnostics().contains("Patient.name"));
        assertThat(taken.status()).isEqualTo(201);
    }

    @Test
    void a_rule_that_warns_lets_the_record_in_and_tells_who_asks() {
        var warned = new Patient();
        warned.getMeta().addProfile("http://hl7.org/fhir/StructureDefinition/vitalsigns");

        var asked = client.post("/Patient", warned, "Prefer", "return=OperationOutcome");
        var together = client.transact(transaction(warned, new Patient().setActive(true)))
                .resource(Bundle.class);

        assertThat(asked.status()).isEqualTo(201);
        assertThat(warnings(asked.outcome())).isNotEmpty();
        assertThat(warnings((OperationOutcome)
                        together.getEntry().get(0).getResponse().getOutcome()))
                .isNotEmpty();
        assertThat(warnings((OperationOutcome)
                        together.getEntry().get(1).getResponse().getOutcome()))
                .isEmpty();
        assertThat(client.post("/Patient", warned).status()).isEqualTo(201);
    }

    @Test
    void what_a_package_builds_on_and_is_nowhere_to_be_had_is_named() {
        var guide = Guide.whole().manifest("\"hl7.fhir.r4.core\":\"4.0.1\",\"not.there\":\"2.0.0\"");

        var manifest = installed(client.post("/ImplementationGuide/$install", sent(guide), "Prefer", "respond-async"));

        assertThat(told(manifest)).contains("not.there#2.0.0");
        assertThat(values(card(guide.name()), "missing")).containsExactly("not.there#2.0.0");
        assertThat(status(guide.name())).isEqualTo("installed");
    }

    @Test
    void the_folder_is_installed_once_with_what_its_packages_build_on() throws IOException {
        var base = Guide.whole();
        var guide = Guide.whole().manifest("\"" + base.name().replace("#", "\":\"") + "\"");
        var folder = Objects.requireNonNull(hospital.part(PackageSettings.class).folder());
        Files.write(folder.resolve(guide.name() + ".tgz"), guide.archive());
        var ofBase = Files.write(folder.resolve(base.name().replace("#", "-") + ".tgz"), base.archive());

        hospital.part(PackageWatch.class).ready();

        // Each file is a job: that of the base may still be at it when the guide's job has brought the base along.
        await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> {
            assertThat(status(guide.name())).isEqualTo("installed");
            assertThat(status(base.name())).isEqualTo("installed");
        });
        assertThat(values(card(guide.name()), "missing")).isEmpty();
        var since = values(card(base.name()), "since");

        hospital.part(PackageWatch.class).ready();
        var later = Guide.whole();
        Files.write(ofBase, later.archive());
        hospital.part(PackageWatch.class).ready();

        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(status(later.name())).isEqualTo("installed"));
        assertThat(values(card(base.name()), "since")).isEqualTo(since);
    }

    @FullRun
    @Test
    void a_package_of_the_folder_is_installed_by_its_name() throws IOException {
        var guide = Guide.whole();
        var folder = Objects.requireNonNull(hospital.part(PackageSettings.class).folder());
        Files.write(folder.resolve(guide.name() + ".tgz"), guide.archive());

        installed(client.post("/ImplementationGuide/$install", named(guide.name()), "Prefer", "respond-async"));

        assertThat(status(guide.name())).isEqualTo("installed");
    }

    @Test
    void a_name_that_leads_nowhere_is_told_at_the_end() {
        var manifest = installed(
                client.post("/ImplementationGuide/$install", named("no.such#1.0.0"), "Prefer", "respond-async"));

        assertThat(manifest).contains("\"output\":[]");
        assertThat(told(manifest)).contains("no.such#1.0.0 is neither");
        assertThat(status("no.such#1.0.0")).isEqualTo("failed");
    }

    @FullRun
    @Test
    void another_server_of_the_same_database_sees_what_this_one_installs() {
        var other =
                new PackageDefinitions(FhirContext.forR4Cached(), new PackageShelf(hospital.part(JdbcClient.class)));
        var guide = Guide.whole();
        assertThat(other.fetchValueSet(guide.list())).isNull();

        install(guide);
        other.refresh();
        assertThat(other.fetchValueSet(guide.list())).isNotNull();

        client.post("/ImplementationGuide/$uninstall", named(guide.name()));
        other.refresh();
        assertThat(other.fetchValueSet(guide.list())).isNull();
    }

    @Test
    void all_tenants_know_a_package_and_only_the_default_tenant_changes_it() {
        var guide = Guide.whole();
        var clinic = hospital.asClinicB();
        assertThat(clinic.post("/ImplementationGuide/$install", sent(guide), "Prefer", "respond-async")
                        .status())
                .isEqualTo(403);
        install(guide);

        assertThat(clinic.get("/" + SEE).body()).contains(guide.name());
        assertThat(errors(clinic.post("/Patient/$validate", claiming(guide)).outcome()))
                .isNotEmpty();
        assertThat(clinic.post("/ImplementationGuide/$uninstall", named(guide.name()))
                        .status())
                .isEqualTo(403);
        assertThat(status(guide.name())).isEqualTo("installed");
    }

    @Test
    void the_examples_of_a_package_become_no_records() {
        var guide = Guide.whole()
                .file("package/Patient-1.json", "{\"resourceType\":\"Patient\",\"id\":\"of-a-package\"}")
                .file("package/example/Patient-1.json", "{\"resourceType\":\"Patient\",\"id\":\"of-a-package\"}");

        install(guide);

        assertThat(client.get("/Patient/of-a-package").status()).isEqualTo(404);
        assertThat(hospital.asClinicB().get("/Patient/of-a-package").status()).isEqualTo(404);
    }

    @Test
    void of_sixteen_who_send_the_same_package_at_once_nobody_installs_it_twice() throws InterruptedException {
        var guide = Guide.whole();

        var answers = AtOnce.all(
                16,
                person -> () -> client.post("/ImplementationGuide/$install", sent(guide), "Prefer", "respond-async"));

        assertThat(answers).allSatisfy(each -> assertThat(each.result())
                .singleElement()
                .satisfies(answer -> assertThat(answer.status()).isIn(202, 409)));
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(status(guide.name())).isEqualTo("installed"));
        assertThat(client.get("/" + SEE).resource(Parameters.class).getParameter())
                .filteredOn(card -> values(card, "name").contains(guide.name()))
                .hasSize(1);
    }

    @Test
    void what_cannot_be_a_package_is_refused_at_once() {
        assertRefused(400, new Parameters());
        assertRefused(400, named("no name"));
        assertRefused(400, sent(Guide.whole()).addParameter("name", "a#1"));
        assertRefused(422, new Parameters().addParameter("package", new Attachment().setData(new byte[] {1, 2})));
        assertThat(client.post("/ImplementationGuide/$install", sent(Guide.whole()))
                        .status())
                .isEqualTo(400);
        assertThat(client.send("POST", "/ImplementationGuide/$install", "{", "Prefer", "respond-async")
                        .status())
                .isEqualTo(400);
    }

    @Test
    void a_token_without_the_scopes_installs_nothing() {
        var reader = hospital.withScope("system/*.rs");

        assertThat(reader.post("/ImplementationGuide/$install", sent(Guide.whole()), "Prefer", "respond-async")
                        .status())
                .isEqualTo(403);
        assertThat(reader.post("/ImplementationGuide/$uninstall", named("a#1")).status())
                .isEqualTo(403);
        assertThat(hospital.withScope("system/Patient.r").get("/" + SEE).status())
                .isEqualTo(403);
        assertThat(hospital.asMigrator().get("/" + SEE).status()).isEqualTo(403);
        assertThat(hospital.anonymous().get("/" + SEE).status()).isEqualTo(401);
    }

    private void assertRefused(int status, Parameters asked) {
        var answer = client.post("/ImplementationGuide/$install", asked, "Prefer", "respond-async");
        assertThat(answer.status()).as(answer.body()).isEqualTo(status);
    }

    private void install(Guide guide) {
        installed(client.post("/ImplementationGuide/$install", sent(guide), "Prefer", "respond-async"));
    }

    /** Waits for the end of an installation, and gives back what the manifest says. */
    private String installed(Answer taken) {
        assertThat(taken.status()).as(taken.body()).isEqualTo(202);
        var address = below(taken.headers().firstValue("Content-Location").orElseThrow());
        var end = await().atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(200))
                .until(() -> client.get(address), answer -> answer.status() != 202);
        assertThat(end.status()).as(end.body()).isEqualTo(200);
        return end.body();
    }

    private static String below(String address) {
        var uri = URI.create(address);
        return uri.getRawPath().substring("/fhir".length()) + "?" + uri.getRawQuery();
    }

    /** The lines of the first file of errors. */
    private String told(String manifest) {
        var url = manifest.replaceFirst("(?s).*\"error\":\\[\\{[^}]*\"url\":\"([^\"]+)\".*", "$1");
        return client.get(below(url)).body();
    }

    private static Parameters sent(Guide guide) {
        return new Parameters()
                .addParameter(new ParametersParameterComponent()
                        .setName("package")
                        .setValue(new Attachment()
                                .setContentType("application/gzip")
                                .setData(guide.archive())));
    }

    private static Parameters named(String name) {
        return new Parameters().addParameter("name", name);
    }

    private static Patient claiming(Guide guide) {
        var patient = new Patient();
        patient.getMeta().addProfile(guide.profile());
        return patient;
    }

    private static Patient married(Guide guide, String status) {
        var patient = claiming(guide);
        patient.addName().setFamily("Rao");
        patient.setMaritalStatus(new CodeableConcept(new Coding(guide.statuses(), status, null)));
        return patient;
    }

    private static Bundle transaction(Patient... patients) {
        var bundle = new Bundle().setType(BundleType.TRANSACTION);
        for (var patient : patients) {
            bundle.addEntry()
                    .setResource(patient)
                    .getRequest()
                    .setMethod(HTTPVerb.POST)
                    .setUrl("Patient");
        }
        return bundle;
    }

    private OperationOutcome validated(Patient patient) {
        return client.post("/Patient/$validate", patient).outcome();
    }

    private static List<String> errors(OperationOutcome outcome) {
        return texts(outcome, IssueSeverity.ERROR);
    }

    private static List<String> warnings(OperationOutcome outcome) {
        return texts(outcome, IssueSeverity.WARNING);
    }

    private static List<String> texts(OperationOutcome outcome, IssueSeverity severity) {
        return outcome.getIssue().stream()
                .filter(issue -> issue.getSeverity() == severity)
                .map(issue -> issue.getDiagnostics())
                .toList();
    }

    private List<String> guidesNamed() {
        return client
                .get("/metadata", "Cache-Control", "no-cache")
                .resource(CapabilityStatement.class)
                .getImplementationGuide()
                .stream()
                .map(PrimitiveType::getValueAsString)
                .toList();
    }

    private String status(String name) {
        return String.join(",", values(card(name), "status"));
    }

    private ParametersParameterComponent card(String name) {
        return client.get("/" + SEE).resource(Parameters.class).getParameter().stream()
                .filter(card -> values(card, "name").contains(name))
                .findFirst()
                .orElseGet(ParametersParameterComponent::new);
    }

    private static List<String> values(ParametersParameterComponent card, String name) {
        return card.getPart().stream()
                .filter(part -> part.getName().equals(name))
                .map(part -> part.getValue().primitiveValue())
                .toList();
    }
}
