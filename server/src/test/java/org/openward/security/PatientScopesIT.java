package org.openward.security;

import static org.assertj.core.api.Assertions.assertThat;

import ca.uhn.fhir.context.FhirContext;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.proc.SecurityContext;
import java.time.Instant;
import java.util.List;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Observation.ObservationStatus;
import org.hl7.fhir.r4.model.Patient;
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
    private Patient asha;
    private Patient ben;
    private Observation ashas;
    private Observation bens;

    @BeforeEach
    void two_patients_with_a_result_each(Hospital hospital) {
        asha = hospital.asDemo().create(named("Asha"));
        ben = hospital.asDemo().create(named("Ben"));
        ashas = hospital.asDemo().create(resultOf(asha));
        bens = hospital.asDemo().create(resultOf(ben));
    }

    private static Patient named(String given) {
        var patient = new Patient();
        patient.addName().setFamily("Portal").addGiven(given);
        return patient;
    }

    private static Observation resultOf(Patient patient) {
        var observation = new Observation();
        observation.setStatus(ObservationStatus.FINAL);
        observation.setCode(new CodeableConcept().setText("Glucose"));
        observation.setSubject(new Reference(patient.getIdElement().toUnqualifiedVersionless()));
        return observation;
    }

    private static String path(Resource resource) {
        return "/" + resource.getIdElement().toUnqualifiedVersionless().getValue();
    }

    /** A request with the token that Asha's portal would have. */
    private Answer asAsha(Hospital hospital, String method, String path, String body, String scope) {
        @SuppressWarnings("unchecked") // the server has one key source
        JWKSource<SecurityContext> keys = hospital.part(JWKSource.class);
        var now = Instant.now();
        var claims = JwtClaimsSet.builder()
                .subject("asha")
                .issuer(hospital.root().toString())
                .audience(List.of(hospital.root() + "/fhir"))
                .issuedAt(now)
                .expiresAt(now.plusSeconds(300))
                .claim(Claims.CLIENT, "demo-portal")
                .claim(Claims.SCOPE, scope)
                .claim(Claims.TENANTS, List.of("default"))
                .claim(Claims.PATIENT, asha.getIdElement().getIdPart())
                .build();
        var encoder = new NimbusJwtEncoder(keys);
        encoder.setJwkSelector(known -> known.get(0));
        var token = encoder.encode(JwtEncoderParameters.from(claims));
        return hospital.anonymous()
                .send(method, path, body.isEmpty() ? null : body, "Authorization", "Bearer " + token.getTokenValue());
    }

    private Answer read(Hospital hospital, String path) {
        return asAsha(hospital, "GET", path, "", "patient/*.rs");
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

        var own = asAsha(hospital, "POST", "/Observation", parser.encodeResourceToString(resultOf(asha)), scope);
        var others = asAsha(hospital, "POST", "/Observation", parser.encodeResourceToString(resultOf(ben)), scope);
        bens.setSubject(new Reference(asha.getIdElement().toUnqualifiedVersionless()));
        var taken = asAsha(hospital, "PUT", path(bens), parser.encodeResourceToString(bens), scope);

        assertThat(own.status()).as(own.body()).isEqualTo(201);
        assertThat(others.status()).as(others.body()).isEqualTo(403);
        assertThat(taken.status()).as(taken.body()).isIn(403, 404);
    }
}
