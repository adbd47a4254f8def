package org.openward.privacy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.openward.privacy.PrivateClinic.aConsent;
import static org.openward.privacy.PrivateClinic.deny;
import static org.openward.privacy.PrivateClinic.id;
import static org.openward.privacy.PrivateClinic.name;
import static org.openward.privacy.PrivateClinic.to;

import java.time.Duration;
import java.util.UUID;
import org.hl7.fhir.r4.model.AuditEvent;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Communication;
import org.hl7.fhir.r4.model.Condition;
import org.hl7.fhir.r4.model.IntegerType;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.StringType;
import org.hl7.fhir.r4.model.Task;
import org.junit.jupiter.api.Test;
import org.openward.testing.Answer;
import org.openward.testing.FhirClient;
import org.openward.testing.Hospital;
import org.openward.testing.HospitalTest;

@HospitalTest
class EmergencyIT {
    private static final String REASON = "Unconscious in the emergency room";

    private final Hospital hospital;
    private final PrivateClinic clinic;
    private final FhirClient nurse;
    private final Patient patient;
    private final Condition condition;

    EmergencyIT(Hospital hospital) {
        this.hospital = hospital;
        this.clinic = new PrivateClinic(hospital);
        this.nurse = clinic.nurse();
        this.patient = clinic.aPatient();
        this.condition = clinic.aConditionOf(patient);
    }

    @Test
    void who_breaks_the_glass_sees_the_whole_record_for_a_while() {
        clinic.office().create(aConsent(patient, deny("Condition")));
        assertThat(nurse.get("/" + name(condition)).status()).isEqualTo(404);

        var task = breakGlass(nurse, REASON, 20).resource(Task.class);

        assertThat(nurse.get("/" + name(condition)).status()).isEqualTo(200);
        assertThat(nurse.search("Condition?patient=" + id(patient)).getEntry()).hasSize(1);
        var period = task.getRestriction().getPeriod();
        assertThat(Duration.between(
                        period.getStart().toInstant(), period.getEnd().toInstant()))
                .isEqualTo(Duration.ofMinutes(20));
    }

    @Test
    void what_was_looked_at_meanwhile_is_found_by_its_purpose() {
        clinic.office().create(aConsent(patient, deny("Condition")));
        nurse.get("/" + name(patient));
        var emergencies = "AuditEvent?patient=" + id(patient) + "&purpose=BTG&agent=ward-nurse&_sort=date";
        assertThat(clinic.office().search(emergencies).getEntry()).isEmpty();

        breakGlass(nurse, REASON, 20);
        nurse.get("/" + name(condition));
        nurse.search("Condition?patient=" + id(patient));
        clinic.office().get("/" + name(patient));

        assertThat(clinic.office().search(emergencies + "&type=rest").getEntry().stream()
                        .map(entry -> (AuditEvent) entry.getResource())
                        .map(event -> event.getSubtypeFirstRep().getCode()))
                .contains("read", "search-type");
        assertThat(clinic.office()
                        .search("AuditEvent?patient=" + id(patient) + "&purpose=BTG&agent=records-office")
                        .getEntry())
                .isEmpty();
    }

    @Test
    void it_is_open_to_nobody_else() {
        clinic.office().create(aConsent(patient, deny("Condition")));

        breakGlass(nurse, REASON, 20);

        assertThat(clinic.office().get("/" + name(condition)).status()).isEqualTo(404);
    }

    @Test
    void everybody_concerned_hears_of_it_and_somebody_looks_into_it() {
        clinic.office().create(aConsent(patient, to("ward-nurse", deny("Condition"))));

        var task = breakGlass(nurse, REASON, 20).resource(Task.class);

        assertThat(task.getFor().getReference()).isEqualTo(name(patient));
        assertThat(task.getRequester().getDisplay()).isEqualTo("ward-nurse");
        assertThat(task.getReasonCode().getText()).isEqualTo(REASON);
        var alert = clinic.office()
                .read(Communication.class, task.getFocus().getReferenceElement().getIdPart());
        assertThat(alert.getSubject().getReference()).isEqualTo(name(patient));
        var trail = clinic.office().search("AuditEvent?patient=" + id(patient) + "&subtype=break-glass");
        assertThat(((AuditEvent) trail.getEntryFirstRep().getResource())
                        .getAgentFirstRep()
                        .getName())
                .isEqualTo("ward-nurse");
    }

    @Test
    void a_repeat_with_the_same_key_opens_nothing_twice() {
        var key = UUID.randomUUID().toString();

        var first = breakGlass(nurse, REASON, 20, key).resource(Task.class);
        var again = breakGlass(nurse, REASON, 20, key).resource(Task.class);

        assertThat(id(again)).isEqualTo(id(first));
        assertThat(clinic.office()
                        .search("Communication?subject=" + name(patient))
                        .getEntry())
                .hasSize(1);
    }

    @Test
    void without_a_reason_or_for_too_long_nothing_is_opened() {
        assertThat(breakGlass(nurse, "because", 20).status()).isEqualTo(400);
        assertThat(breakGlass(nurse, REASON, 61).status()).isEqualTo(400);
        assertThat(breakGlass(nurse, REASON, 0).status()).isEqualTo(400);
        assertThat(nurse.post("/" + name(patient) + "/$break-glass", new Parameters(), "Idempotency-Key", "none")
                        .status())
                .isEqualTo(400);
        assertThat(nurse.post("/Patient/nobody-knows/$break-glass", asked(REASON, 20), "Idempotency-Key", "nobody")
                        .status())
                .isEqualTo(404);
        assertThat(clinic.office()
                        .search("Communication?subject=" + name(patient))
                        .getEntry())
                .isEmpty();
    }

    @Test
    void who_lacks_scope_or_permission_breaks_no_glass() {
        var stranger = FhirClient.withToken(
                hospital.root(), PrivateClinic.BASE, "ward-nurse", "ward-nurse-secret", "system/Condition.rs");

        assertThat(breakGlass(stranger, REASON, 20).status()).isEqualTo(403);
        assertThat(breakGlass(hospital.asFeedReader(), REASON, 20).status()).isEqualTo(403);
    }

    @Test
    void who_looked_at_a_record_can_be_told_with_one_request() {
        nurse.get("/" + name(condition));
        var path = "/" + name(patient) + "/$access-report";

        var report = clinic.office().get(path + "?_count=2").resource(Bundle.class);

        assertThat(report.getEntry()).hasSize(2);
        var newest = (AuditEvent) report.getEntryFirstRep().getResource();
        assertThat(newest.getAgentFirstRep().getName()).isEqualTo("ward-nurse");
        var next = clinic.office().page(report.getLink("next").getUrl());
        assertThat(next.getEntry()).isNotEmpty();
        assertThat(clinic.office()
                        .get(path + "?end=2001-01-01")
                        .resource(Bundle.class)
                        .getEntry())
                .isEmpty();
        assertThat(clinic.office().get(path + "?start=tomorrow").status()).isEqualTo(400);
        assertThat(clinic.office().get("/Patient/nobody-knows/$access-report").status())
                .isEqualTo(404);
    }

    @Test
    void it_is_told_to_nobody_who_may_not_read_the_trail() {
        var reader = FhirClient.withToken(
                hospital.root(), PrivateClinic.BASE, "ward-nurse", "ward-nurse-secret", "system/Patient.rs");

        var answer = reader.get("/" + name(patient) + "/$access-report");

        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.invariant()).isEqualTo("X6");
    }

    private Answer breakGlass(FhirClient who, String reason, int minutes) {
        return breakGlass(who, reason, minutes, UUID.randomUUID().toString());
    }

    private Answer breakGlass(FhirClient who, String reason, int minutes, String key) {
        return who.post("/" + name(patient) + "/$break-glass", asked(reason, minutes), "Idempotency-Key", key);
    }

    private static Parameters asked(String reason, int minutes) {
        var asked = new Parameters();
        asked.addParameter("reason", new StringType(reason));
        asked.addParameter("minutes", new IntegerType(minutes));
        return asked;
    }
}
