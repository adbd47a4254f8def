package org.openward.security;

import static org.assertj.core.api.Assertions.assertThat;

import ca.uhn.fhir.context.FhirContext;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.proc.SecurityContext;
import java.time.Instant;
import java.util.List;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.CareTeam;
import org.hl7.fhir.r4.model.CareTeam.CareTeamStatus;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.DiagnosticReport;
import org.hl7.fhir.r4.model.DiagnosticReport.DiagnosticReportStatus;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Observation.ObservationStatus;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Practitioner;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Resource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.openward.testing.Answer;
import org.openward.testing.Hospital;
import org.openward.testing.HospitalTest;
import org.springframework.security.oauth2.jwt.JwtClaimsSet;
import org.springframework.security.oauth2.jwt.JwtEncoderParameters;
import org.springframework.security.oauth2.jwt.NimbusJwtEncoder;

@HospitalTest
class PatientScopesIT {
    private static final String LOINC = "http://loinc.org";
    private static final String OF_TWO_PARAMETERS =
            "patient/Observation.rs?category=laboratory patient/Observation.rs?code=" + LOINC + "|8867-4";

    private Practitioner nurse;
    private Patient asha;
    private Patient ben;
    private Observation ashas;
    private Observation bens;

    @BeforeEach
    void two_patients_with_a_result_each(Hospital hospital) {
        var demo = hospital.asDemo();
        nurse = demo.create(new Practitioner());
        asha = demo.create(named("Asha"));
        ben = demo.create(named("Ben"));
        ashas = demo.create(resultOf(asha));
        bens = demo.create(resultOf(ben));
        demo.create(inHerCare(asha));
        demo.create(inHerCare(ben));
    }

    private static Patient named(String given) {
        var patient = new Patient();
        patient.addName().setFamily("Portal").addGiven(given);
        return patient;
    }

    private CareTeam inHerCare(Patient patient) {
        var team = new CareTeam().setStatus(CareTeamStatus.ACTIVE).setSubject(reference(patient));
        team.addParticipant().setMember(reference(nurse));
        return team;
    }

    private static Reference reference(Resource record) {
        return new Reference(record.getIdElement().toUnqualifiedVersionless());
    }

    private Observation resultOf(Patient patient, String category) {
        var observation = resultOf(patient);
        observation.addCategory().addCoding().setCode(category);
        return observation;
    }

    /** The nurse's own, so that her role lets her change it. */
    private Observation resultOf(Patient patient) {
        var observation = new Observation();
        observation.setStatus(ObservationStatus.FINAL);
        observation.setCode(new CodeableConcept().setText("Glucose"));
        observation.setSubject(reference(patient));
        observation.addPerformer(reference(nurse));
        return observation;
    }

    private static String path(Resource resource) {
        return "/" + resource.getIdElement().toUnqualifiedVersionless().getValue();
    }

    /** A request with the token of an app that a nurse, who cares for both, began with Asha before her. */
    private Answer withAsha(Hospital hospital, String method, String path, String body, String scope) {
        @SuppressWarnings("unchecked") // the server has one key source
        JWKSource<SecurityContext> keys = hospital.part(JWKSource.class);
        var now = Instant.now();
        var claims = JwtClaimsSet.builder()
                .subject("nurse")
                .issuer(hospital.root().toString())
                .audience(List.of(hospital.root() + "/fhir"))
                .issuedAt(now)
                .expiresAt(now.plusSeconds(300))
                .claim(Claims.CLIENT, "demo-portal")
                .claim(Claims.SCOPE, scope)
                .claim(Claims.TENANTS, List.of("default"))
                .claim(Claims.ROLES, List.of("NUR"))
                .claim(Claims.FHIR_USER, path(nurse).substring(1))
                .claim(Claims.PATIENT, asha.getIdElement().getIdPart())
                .build();
        var encoder = new NimbusJwtEncoder(keys);
        encoder.setJwkSelector(known -> known.get(0));
        var token = encoder.encode(JwtEncoderParameters.from(claims));
        return hospital.anonymous()
                .send(method, path, body.isEmpty() ? null : body, "Authorization", "Bearer " + token.getTokenValue());
    }

    private Answer read(Hospital hospital, String path) {
        return withAsha(hospital, "GET", path, "", "patient/*.rs");
    }

    private List<String> found(Hospital hospital, String search, String scope) {
        return withAsha(hospital, "GET", search, "", scope).resource(Bundle.class).getEntry().stream()
                .map(entry -> path(entry.getResource()))
                .toList();
    }

    @Test
    void several_scopes_for_one_type_show_what_each_of_them_shows(Hospital hospital) {
        var demo = hospital.asDemo();
        var laboratory = demo.create(resultOf(asha, "laboratory"));
        var vital = demo.create(resultOf(asha, "vital-signs"));
        var survey = demo.create(resultOf(asha, "survey"));
        var bensOwn = demo.create(resultOf(ben, "laboratory"));
        var both =
                "patient/Patient.rs patient/Observation.rs?category=laboratory patient/Observation.rs?category=vital-signs";

        assertThat(found(hospital, "/Observation", both)).containsExactlyInAnyOrder(path(laboratory), path(vital));
        assertThat(found(hospital, "/Observation?category=survey", both)).isEmpty();
        assertThat(found(hospital, "/Patient?_revinclude=Observation:patient", both))
                .containsExactlyInAnyOrder(path(asha), path(laboratory), path(vital));
        assertThat(withAsha(hospital, "GET", "/Observation?_total=accurate&_summary=count", "", both)
                        .resource(Bundle.class)
                        .getTotal())
                .isEqualTo(2);
        for (var shown : List.of(laboratory, vital)) {
            assertThat(withAsha(hospital, "GET", path(shown), "", both).status())
                    .isEqualTo(200);
        }
        for (var hidden : List.of(survey, bensOwn, ashas)) {
            assertThat(withAsha(hospital, "GET", path(hidden), "", both).status())
                    .isIn(403, 404);
        }
    }

    private static Observation pulse(Observation result) {
        result.setCode(new CodeableConcept(new Coding(LOINC, "8867-4", null)));
        return result;
    }

    @Test
    void scopes_of_different_parameters_show_what_each_of_them_shows(Hospital hospital) {
        var demo = hospital.asDemo();
        var laboratory = demo.create(resultOf(asha, "laboratory"));
        var pulse = demo.create(pulse(resultOf(asha)));
        var both = demo.create(pulse(resultOf(asha, "laboratory")));
        var survey = demo.create(resultOf(asha, "survey"));
        var bensPulse = demo.create(pulse(resultOf(ben, "laboratory")));
        var report = demo.create(reportOn(asha, laboratory, survey, pulse));
        var scopes = "patient/Patient.rs patient/DiagnosticReport.rs " + OF_TWO_PARAMETERS;

        assertThat(found(hospital, "/Observation", scopes))
                .containsExactlyInAnyOrder(path(laboratory), path(pulse), path(both));
        assertThat(found(hospital, "/Observation?category=survey", scopes)).isEmpty();
        assertThat(found(hospital, "/Observation?category=laboratory", scopes))
                .containsExactlyInAnyOrder(path(laboratory), path(both));
        assertThat(found(hospital, "/Observation?_id:not=" + both.getIdElement().getIdPart(), scopes))
                .containsExactlyInAnyOrder(path(laboratory), path(pulse));
        assertThat(withAsha(hospital, "GET", "/Observation?_total=accurate&_summary=count", "", scopes)
                        .resource(Bundle.class)
                        .getTotal())
                .isEqualTo(3);
        assertThat(found(hospital, "/DiagnosticReport?_include=DiagnosticReport:result", scopes))
                .containsExactlyInAnyOrder(path(report), path(laboratory), path(pulse));
        assertThat(found(hospital, "/Patient?_revinclude=Observation:patient", scopes))
                .containsExactlyInAnyOrder(path(asha), path(laboratory), path(pulse), path(both));
        for (var shown : List.of(laboratory, pulse, both)) {
            assertThat(withAsha(hospital, "GET", path(shown), "", scopes).status())
                    .isEqualTo(200);
        }
        for (var hidden : List.of(survey, bensPulse, ashas)) {
            assertThat(withAsha(hospital, "GET", path(hidden), "", scopes).status())
                    .isIn(403, 404);
        }
    }

    @Test
    void scopes_of_different_parameters_are_no_way_to_look_into_what_they_hide(Hospital hospital) {
        var demo = hospital.asDemo();
        demo.create(pulse(resultOf(asha)));
        var survey = demo.create(resultOf(asha, "survey"));
        demo.create(reportOn(asha, survey));
        var scopes = "patient/Patient.rs patient/DiagnosticReport.rs " + OF_TWO_PARAMETERS;

        for (var search : List.of(
                "/DiagnosticReport?result.category=survey",
                "/DiagnosticReport?result:Observation._id="
                        + survey.getIdElement().getIdPart(),
                "/Patient?_has:Observation:patient:category=survey",
                "/Patient?_has:Observation:patient:code=" + LOINC + "%7C8867-4",
                "/DiagnosticReport?_sort=result.code",
                "/Observation/_history")) {
            assertThat(withAsha(hospital, "GET", search, "", scopes).status())
                    .as(search)
                    .isEqualTo(403);
        }
    }

    @Test
    void scopes_for_one_patient_and_for_all_show_what_each_of_them_shows(Hospital hospital) {
        var demo = hospital.asDemo();
        var laboratory = demo.create(resultOf(asha, "laboratory"));
        var bensPulse = demo.create(pulse(resultOf(ben)));
        var bensLaboratory = demo.create(resultOf(ben, "laboratory"));
        var scopes = "patient/Observation.rs?category=laboratory user/Observation.rs?code=" + LOINC + "|8867-4";

        assertThat(found(hospital, "/Observation", scopes))
                .containsExactlyInAnyOrder(path(laboratory), path(bensPulse));
        assertThat(withAsha(hospital, "GET", path(bensPulse), "", scopes).status())
                .isEqualTo(200);
        assertThat(withAsha(hospital, "GET", path(bensLaboratory), "", scopes).status())
                .isIn(403, 404);
    }

    private DiagnosticReport reportOn(Patient patient, Observation... results) {
        var report = new DiagnosticReport();
        report.setStatus(DiagnosticReportStatus.FINAL);
        report.setCode(new CodeableConcept().setText("Findings"));
        report.setSubject(reference(patient));
        for (var result : results) {
            report.addResult(reference(result));
        }
        return report;
    }

    @Test
    void a_narrow_scope_beside_a_wide_one_takes_nothing_away(Hospital hospital) {
        var laboratory = hospital.asDemo().create(resultOf(asha, "laboratory"));

        assertThat(found(hospital, "/Observation", "patient/Observation.rs?category=laboratory patient/Observation.rs"))
                .containsExactlyInAnyOrder(path(ashas), path(laboratory));
        assertThat(
                        found(
                                hospital,
                                "/Observation",
                                "user/Observation.rs?category=laboratory&status=final user/Observation.rs?category=vital-signs&status=final"))
                .containsExactly(path(laboratory));
    }

    @Test
    void a_patient_finds_her_own_records_only(Hospital hospital) {
        var results = read(hospital, "/Observation?_total=accurate").resource(Bundle.class);
        var people = read(hospital, "/Patient?family=Portal").resource(Bundle.class);

        assertThat(results.getEntry())
                .extracting(entry -> path(entry.getResource()))
                .containsExactly(path(ashas));
        assertThat(results.getTotal()).isEqualTo(1);
        assertThat(people.getEntry())
                .extracting(entry -> path(entry.getResource()))
                .containsExactly(path(asha));
    }

    @Test
    void a_patient_does_not_find_others_by_leaving_herself_out(Hospital hospital) {
        var own = asha.getIdElement().getIdPart();

        for (var search : List.of("/Patient?_id:not=" + own, "/Patient?_id:not=" + own + "&family=Portal")) {
            var found = read(hospital, search + "&_total=accurate");

            assertThat(found.resource(Bundle.class).getEntry()).as(search).isEmpty();
            assertThat(found.resource(Bundle.class).getTotal()).as(search).isZero();
        }
    }

    @Test
    void a_patient_reads_her_own_records_only(Hospital hospital) {
        assertThat(read(hospital, path(asha)).status()).isEqualTo(200);
        assertThat(read(hospital, path(ashas)).status()).isEqualTo(200);
        assertThat(read(hospital, path(ben)).status()).isIn(403, 404);
        assertThat(read(hospital, path(bens)).status()).isIn(403, 404);
        assertThat(read(hospital, path(bens) + "/_history").body()).doesNotContain("Glucose");
        assertThat(read(hospital, "/Observation?patient=" + ben.getIdElement().getIdPart())
                        .body())
                .doesNotContain("Glucose");
    }

    @Test
    void what_is_no_part_of_a_patients_record_is_closed(Hospital hospital) {
        assertThat(read(hospital, "/Organization").status()).isEqualTo(403);
        assertThat(read(hospital, "/Patient/_history").status()).isEqualTo(403);
        assertThat(read(hospital, "/_history").status()).isEqualTo(403);
        assertThat(read(hospital, path(asha) + "/$everything").status()).isEqualTo(403);
    }

    @Test
    void a_patient_writes_into_her_own_record_only(Hospital hospital) {
        var scope = "patient/Observation.crus";
        var parser = FhirContext.forR4Cached().newJsonParser();

        var own = withAsha(hospital, "POST", "/Observation", parser.encodeResourceToString(resultOf(asha)), scope);
        var others = withAsha(hospital, "POST", "/Observation", parser.encodeResourceToString(resultOf(ben)), scope);
        bens.setSubject(reference(asha));
        var taken = withAsha(hospital, "PUT", path(bens), parser.encodeResourceToString(bens), scope);

        assertThat(own.status()).as(own.body()).isEqualTo(201);
        assertThat(others.status()).as(others.body()).isEqualTo(403);
        assertThat(taken.status()).as(taken.body()).isIn(403, 404);
    }
}
