package org.openward.audit.anomalies;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Bundle.BundleType;
import org.hl7.fhir.r4.model.Bundle.HTTPVerb;
import org.hl7.fhir.r4.model.HumanName;
import org.hl7.fhir.r4.model.Meta;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Task;
import org.junit.jupiter.api.Test;
import org.openward.audit.AuditEntry;
import org.openward.audit.AuditEntry.About;
import org.openward.audit.AuditEntry.Action;
import org.openward.audit.AuditEntry.Activity;
import org.openward.audit.AuditEntry.Deed;
import org.openward.audit.AuditTrail;
import org.openward.audit.anomalies.ViewedRecords.View;
import org.openward.tenancy.Acting;
import org.openward.tenancy.Caller;
import org.openward.tenancy.TenantId;
import org.openward.testing.AtOnce;
import org.openward.testing.FhirClient;
import org.openward.testing.Hospital;
import org.openward.testing.HospitalTest;

@HospitalTest
class AnomaliesIT {
    private static final int CROWD = 16;
    private static final int NIGHTLY = 105;

    private final Hospital hospital;
    private final FhirClient client;
    private final AnomalyRounds rounds;

    AnomaliesIT(Hospital hospital) {
        this.hospital = hospital;
        this.client = hospital.asDemo();
        this.rounds = hospital.part(AnomalyRounds.class);
    }

    @Test
    void who_looks_at_very_many_patients_is_asked_why_once() throws InterruptedException {
        var curious = "curious-" + UUID.randomUUID();
        for (int patient = 0; patient < 120; patient++) {
            looks(curious, "someone-" + patient);
        }

        AtOnce.all(CROWD, number -> () -> {
            rounds.look(TenantId.DEFAULT);
            return true;
        });
        rounds.look(TenantId.DEFAULT);

        assertThat(reviews("bulk-viewing", curious)).hasSize(1);
    }

    @Test
    void who_looks_at_few_patients_is_not_asked() {
        var modest = "modest-" + UUID.randomUUID();
        for (int patient = 0; patient < 20; patient++) {
            looks(modest, "someone-" + patient);
        }

        rounds.look(TenantId.DEFAULT);

        assertThat(reviews("bulk-viewing", modest)).isEmpty();
    }

    @Test
    void who_looks_at_somebody_with_the_same_name_is_asked_why() {
        var family = name();
        var patient = aPatient(family);
        looks("asha." + family, patient.getIdElement().getIdPart());

        rounds.look(TenantId.DEFAULT);

        var reviews = reviews("same-name", family);
        assertThat(reviews).hasSize(1);
        assertThat(reviews.get(0).getFor().getReference())
                .isEqualTo("Patient/" + patient.getIdElement().getIdPart());
    }

    @Test
    void who_looks_at_a_record_under_special_protection_is_asked_why() {
        var viewer = "viewer-" + UUID.randomUUID();
        var patient = aPatient(name());
        patient.getMeta()
                .addSecurity()
                .setSystem("http://terminology.hl7.org/CodeSystem/v3-ActCode")
                .setCode("CEL");
        client.put("/Patient/" + patient.getIdElement().getIdPart(), patient);
        looks(viewer, patient.getIdElement().getIdPart());
        looks(viewer, aPatient(name()).getIdElement().getIdPart());

        rounds.look(TenantId.DEFAULT);

        assertThat(reviews("vip", viewer)).hasSize(1);
    }

    @Test
    void a_change_by_which_nothing_changes_is_a_view_and_so_is_a_create_that_finds_somebody() {
        var patcher = "patcher-" + UUID.randomUUID();
        var finder = "finder-" + UUID.randomUUID();
        var batcher = "batcher-" + UUID.randomUUID();
        var patient = aProtectedPatient();
        var id = patient.getIdElement().getIdPart();

        var patched = receptionist(patcher)
                .send(
                        "PATCH",
                        "/Patient/" + id,
                        "[{\"op\":\"test\",\"path\":\"/resourceType\",\"value\":\"Patient\"}]",
                        "Content-Type",
                        "application/json-patch+json");
        var found = receptionist(finder).post("/Patient", new Patient(), "If-None-Exist", "_id=" + id);
        var batched = receptionist(batcher)
                .post("", unchangedIn(BundleType.BATCH, patient), "Prefer", "return=representation");
        rounds.look(TenantId.DEFAULT);

        assertThat(patched.status()).as(patched.body()).isEqualTo(200);
        assertThat(found.status()).as(found.body()).isEqualTo(200);
        assertThat(batched.body()).contains("\"200").contains("\"family\"");
        assertThat(List.of(patcher, finder, batcher))
                .allSatisfy(viewer -> assertThat(reviews("vip", viewer)).hasSize(1));
    }

    @Test
    void nobody_who_works_here_takes_the_label_off_before_he_looks() {
        var patient = aProtectedPatient();
        var path = "/Patient/" + patient.getIdElement().getIdPart();
        patient.setMeta(new Meta()).setLanguage("en");

        var refused = receptionist("tidy-" + UUID.randomUUID())
                .put(path, patient, "X-Meta-Snapshot-Mode", "TAG,PROFILE,SECURITY_LABEL");
        var allowed = receptionist("plain-" + UUID.randomUUID()).put(path, patient);

        assertThat(refused.status()).as(refused.body()).isEqualTo(403);
        assertThat(refused.body()).contains("X5");
        assertThat(allowed.status()).as(allowed.body()).isEqualTo(200);
        assertThat(client.get(path).resource(Patient.class).getMeta().getSecurity())
                .hasSize(1);
    }

    private FhirClient receptionist(String name) {
        return hospital.inRoles(List.of("REC"), "Practitioner/desk", Map.of("sub", name));
    }

    private static Bundle unchangedIn(BundleType type, Patient patient) {
        var all = new Bundle().setType(type);
        all.addEntry()
                .setResource(patient)
                .getRequest()
                .setMethod(HTTPVerb.PUT)
                .setUrl("Patient/" + patient.getIdElement().getIdPart());
        return all;
    }

    private Patient aProtectedPatient() {
        var patient = aPatient(name());
        patient.getMeta()
                .addSecurity()
                .setSystem("http://terminology.hl7.org/CodeSystem/v3-ActCode")
                .setCode("CEL");
        return client.put("/Patient/" + patient.getIdElement().getIdPart(), patient)
                .resource(Patient.class);
    }

    @Test
    void whoever_searches_through_the_hospital_at_night_is_asked_why() {
        var clinic = new TenantId("night-clinic");
        hospital.clinic(clinic, whereItIsNight());
        var base = "/fhir/" + clinic.value();
        var program = hospital.withClaims(
                base, Map.of("sub", "demo-portal", "scope", "system/*.cruds", "tenants", List.of(clinic.value())));
        program.transact(patients(NIGHTLY)).resource(Bundle.class);
        var owl = somebody(clinic, "owl-" + UUID.randomUUID());
        var busy = somebody(clinic, "busy-" + UUID.randomUUID());

        owl.search("Patient?_count=" + NIGHTLY);
        busy.search("Patient?_count=20");
        program.search("Patient?_count=" + NIGHTLY);

        // Another round may be under way, and only one server looks at a time.
        await().until(() -> {
            rounds.look(clinic);
            return reviews(program).size() >= 2;
        });
        rounds.look(clinic);
        assertThat(reviews(program)).hasSize(2).allMatch(task -> task.getDescription()
                .contains("owl-"));
        assertThat(reviews(program))
                .extracting(task -> task.getReasonCode().getText())
                .containsExactlyInAnyOrder("after-hours", "bulk-viewing");
    }

    private FhirClient somebody(TenantId clinic, String name) {
        return hospital.withClaims(
                "/fhir/" + clinic.value(),
                Map.of("sub", name, "roles", List.of("ADM"), "tenants", List.of(clinic.value())));
    }

    /** Where the clocks show two in the morning, and something. */
    private static ZoneId whereItIsNight() {
        var ahead = Math.floorMod(2 - Instant.now().atOffset(ZoneOffset.UTC).getHour() + 11, 24) - 11;
        // These zones are named for how far they lie behind.
        return ZoneId.of("Etc/GMT" + (ahead > 0 ? "-" : "+") + Math.abs(ahead));
    }

    private static Bundle patients(int number) {
        var all = new Bundle().setType(BundleType.TRANSACTION);
        for (int patient = 0; patient < number; patient++) {
            all.addEntry()
                    .setResource(new Patient().addName(new HumanName().setFamily(name())))
                    .getRequest()
                    .setMethod(HTTPVerb.POST)
                    .setUrl("Patient");
        }
        return all;
    }

    private static List<Task> reviews(FhirClient clinic) {
        return clinic.search("Task?code=access-review&_count=50").getEntry().stream()
                .map(entry -> (Task) entry.getResource())
                .toList();
    }

    @Test
    void views_are_walked_to_their_end_however_few_come_at_once() {
        var viewer = "walked-" + UUID.randomUUID();
        for (int patient = 1; patient <= 5; patient++) {
            looks(viewer, "someone-" + patient);
        }
        var now = Instant.now();
        var viewed = hospital.part(ViewedRecords.class);

        var seen = new ArrayList<String>();
        var after = new View(viewer, "");
        while (after.agent().equals(viewer) && seen.size() < 9) {
            var last = after;
            var some = Acting.as(
                    Caller.server(TenantId.DEFAULT, "test"),
                    () -> viewed.views(now.minusSeconds(3600), now.plusSeconds(60), last, 2));
            some.stream().filter(view -> view.agent().equals(viewer)).forEach(view -> seen.add(view.patient()));
            after = some.isEmpty() ? new View("", "") : some.get(some.size() - 1);
        }

        assertThat(seen).containsExactly("someone-1", "someone-2", "someone-3", "someone-4", "someone-5");
    }

    private static String name() {
        return "q" + UUID.randomUUID().toString().replaceAll("[^a-f]", "z");
    }

    private Patient aPatient(String family) {
        var patient = new Patient();
        patient.addName().setFamily(family.toUpperCase(Locale.ROOT));
        return client.create(patient);
    }

    private void looks(String person, String patient) {
        var caller = new Caller(TenantId.DEFAULT, Caller.Kind.PERSON, person, "test", "127.0.0.1");
        hospital.part(AuditTrail.class)
                .recordNow(new AuditEntry(
                        caller,
                        Deed.done(Activity.REST, Action.READ, "read"),
                        new About("Patient", patient, null, patient),
                        null));
    }

    private List<Task> reviews(String rule, String words) {
        return client.search("Task?code=access-review&_sort=-_lastUpdated&_count=200").getEntry().stream()
                .map(entry -> (Task) entry.getResource())
                .filter(task -> rule.equals(task.getReasonCode().getText()))
                .filter(task -> task.getDescription().contains(words))
                .toList();
    }
}
