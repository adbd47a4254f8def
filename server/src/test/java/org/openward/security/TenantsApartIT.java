package org.openward.security;

import static org.assertj.core.api.Assertions.assertThat;

import org.hl7.fhir.r4.model.Enumerations.PublicationStatus;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.ValueSet;
import org.junit.jupiter.api.Test;
import org.openward.testing.Hospital;
import org.openward.testing.HospitalTest;

@HospitalTest
class TenantsApartIT {
    private static Patient named(String family) {
        var patient = new Patient();
        patient.addName().setFamily(family);
        return patient;
    }

    @Test
    void a_token_opens_its_own_tenant_only(Hospital hospital) {
        assertThat(hospital.asDemo().at("/fhir/clinic-b").get("/Patient").status())
                .isEqualTo(403);
        assertThat(hospital.asClinicB().at("/fhir").get("/Patient").status()).isEqualTo(403);
        assertThat(hospital.asClinicB().get("/Patient").status()).isEqualTo(200);
    }

    @Test
    void neither_finds_the_others_patients(Hospital hospital) {
        var ours = hospital.asDemo().create(named("Apartment"));
        var theirs = hospital.asClinicB().create(named("Apartment"));

        var foundHere = hospital.asDemo().search("Patient?family=Apartment");
        var foundThere = hospital.asClinicB().search("Patient?family=Apartment");

        assertThat(foundHere.getEntry())
                .extracting(entry -> entry.getResource().getIdElement().getIdPart())
                .contains(ours.getIdElement().getIdPart())
                .doesNotContain(theirs.getIdElement().getIdPart());
        assertThat(foundThere.getEntry())
                .extracting(entry -> entry.getResource().getIdElement().getIdPart())
                .containsExactly(theirs.getIdElement().getIdPart());
    }

    @Test
    void neither_reads_or_changes_the_others_patient_by_its_id(Hospital hospital) {
        var ours = hospital.asDemo().create(named("Closed"));
        var id = ours.getIdElement().getIdPart();
        var clinic = hospital.asClinicB();

        assertThat(clinic.get("/Patient/" + id).status()).isEqualTo(404);
        assertThat(clinic.get("/Patient/" + id + "/_history").status()).isIn(200, 404);
        assertThat(clinic.get("/Patient/" + id + "/_history").body()).doesNotContain("Closed");
        assertThat(clinic.get("/Patient?_id=" + id).body()).doesNotContain("Closed");
        assertThat(clinic.delete("/Patient/" + id).status()).isIn(200, 204, 404);
        assertThat(hospital.asDemo().get("/Patient/" + id).status()).isEqualTo(200);
    }

    @Test
    void shared_definitions_belong_to_the_default_tenant(Hospital hospital) {
        var colours = new ValueSet();
        colours.setStatus(PublicationStatus.ACTIVE);
        colours.setUrl("https://example.org/ValueSet/colours");

        var refused = hospital.asClinicB().post("/ValueSet", colours);
        var stored = hospital.asDemo().post("/ValueSet", colours);

        assertThat(refused.status()).as(refused.body()).isEqualTo(403);
        assertThat(stored.status()).as(stored.body()).isEqualTo(201);
    }
}
