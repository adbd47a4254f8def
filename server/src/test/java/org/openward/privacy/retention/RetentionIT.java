package org.openward.privacy.retention;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Flag;
import org.hl7.fhir.r4.model.Flag.FlagStatus;
import org.hl7.fhir.r4.model.IntegerType;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Observation.ObservationStatus;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.QuestionnaireResponse;
import org.hl7.fhir.r4.model.QuestionnaireResponse.QuestionnaireResponseStatus;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Resource;
import org.junit.jupiter.api.Test;
import org.openward.privacy.retention.DueRecords.Fate;
import org.openward.privacy.retention.RetentionSettings.Rule;
import org.openward.profiles.Systems;
import org.openward.tenancy.TenantId;
import org.openward.testing.FhirClient;
import org.openward.testing.Hospital;
import org.openward.testing.HospitalTest;

@HospitalTest
class RetentionIT {
    private static final TenantId TENANT = new TenantId("forgetting");

    private final Hospital hospital;
    private final FhirClient officer;
    private final String batch = UUID.randomUUID().toString();

    RetentionIT(Hospital hospital) {
        this.hospital = hospital;
        hospital.clinic(TENANT);
        this.officer = FhirClient.withToken(
                hospital.root(), "/fhir/forgetting", "forgetting-officer", "forgetting-secret", "system/*.cruds");
    }

    @Test
    void what_is_old_enough_goes_with_all_its_versions() {
        var draft = officer.create(aDraftOf(aPatient()));
        officer.put("/" + name(draft), draft.setAuthored(null).setLanguage("en"));
        var done = officer.create(aDraftOf(aPatient()).setStatus(QuestionnaireResponseStatus.COMPLETED));

        assertThat(removed(Duration.ofDays(1))).isEmpty();
        assertThat(removed(Duration.ofSeconds(-5))).isEqualTo(Map.of(Fate.DUE, 1));

        assertThat(officer.get("/" + name(draft)).status()).isEqualTo(410);
        assertThat(officer.get("/" + name(draft) + "/_history/1").status()).isNotEqualTo(200);
        assertThat(officer.get("/" + name(draft) + "/_history/2").status()).isNotEqualTo(200);
        assertThat(officer.get("/" + name(done)).status()).isEqualTo(200);
        assertThat(officer.search("AuditEvent?entity=" + name(draft) + "&action=D")
                        .getEntry())
                .hasSize(1);
    }

    @Test
    void what_must_be_kept_stays() {
        var patient = aPatient();
        var held = officer.create(aDraftOf(patient));
        officer.create(new Flag()
                .setStatus(FlagStatus.ACTIVE)
                .setCode(new CodeableConcept(
                        new Coding().setSystem(Systems.FLAG_TYPE).setCode("legal-hold")))
                .setSubject(new Reference(name(patient))));
        var used = officer.create(aDraftOf(aPatient()));
        var user = new Observation().setStatus(ObservationStatus.FINAL);
        user.getCode().setText("Score");
        officer.create(user.addDerivedFrom(new Reference(name(used))));

        assertThat(removed(Duration.ofSeconds(-5))).isEqualTo(Map.of(Fate.HELD, 1, Fate.REFERRED, 1));

        assertThat(officer.get("/" + name(held)).status()).isEqualTo(200);
        assertThat(officer.get("/" + name(used)).status()).isEqualTo(200);
    }

    @Test
    void what_a_rule_will_do_can_be_seen_before() {
        var report = officer.get("/$retention-report").resource(Parameters.class);

        var rule = report.getParameterFirstRep();
        assertThat(rule.getPart().get(0).getValue().primitiveValue()).isEqualTo("old-drafts");
        assertThat(rule.getPart().stream().skip(1).map(part -> ((IntegerType) part.getValue()).getValue()))
                .containsExactly(0, 0, 0);
        var reader = FhirClient.withToken(
                hospital.root(), "/fhir/forgetting", "forgetting-officer", "forgetting-secret", "system/Patient.rs");
        assertThat(reader.get("/$retention-report").status()).isEqualTo(403);
        assertThat(hospital.asFeedReader().get("/$retention-report").status()).isEqualTo(403);
    }

    private Map<Fate, Integer> removed(Duration olderThan) {
        return hospital.part(RetentionDesk.class)
                .remove(
                        TENANT,
                        "test",
                        new Rule("QuestionnaireResponse", "status=in-progress&identifier=" + batch, olderThan));
    }

    private Patient aPatient() {
        var patient = new Patient();
        patient.addName().setFamily("Kept");
        return officer.create(patient);
    }

    private QuestionnaireResponse aDraftOf(Patient patient) {
        var draft = new QuestionnaireResponse().setStatus(QuestionnaireResponseStatus.INPROGRESS);
        draft.getIdentifier().setSystem("https://example.org/batch").setValue(batch);
        return draft.setSubject(new Reference(name(patient)));
    }

    private static String name(Resource record) {
        return record.fhirType() + "/" + record.getIdElement().getIdPart();
    }
}
