package org.openward.audit.anomalies;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
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
