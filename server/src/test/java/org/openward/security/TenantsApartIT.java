package org.openward.security;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.UUID;
import org.hl7.fhir.r4.model.CodeSystem;
import org.hl7.fhir.r4.model.CodeSystem.CodeSystemContentMode;
import org.hl7.fhir.r4.model.Enumerations.PublicationStatus;
import org.hl7.fhir.r4.model.Organization;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Reference;
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
        assertThat(clinic.get("/Patient/_history").body()).doesNotContain("Closed");
        assertThat(clinic.get("/_history").body()).doesNotContain("Closed");
        assertThat(hospital.asDemo().get("/Patient/_history").body()).contains("Closed");
        assertThat(clinic.delete("/Patient/" + id).status()).isIn(200, 204, 404);
        assertThat(hospital.asDemo().get("/Patient/" + id).status()).isEqualTo(200);
    }

    @Test
    void each_chooses_its_ids_as_if_the_other_were_not_there(Hospital hospital) {
        var id = "chosen-" + UUID.randomUUID();
        var both = Map.of("the hospital", hospital.asDemo(), "the clinic", hospital.asClinicB());

        both.forEach((name, tenant) -> {
            var ward = new Organization().setName("Ward of " + name);
            ward.setId(id);
            var patient = named("Chosen").setManagingOrganization(new Reference("Organization/" + id));
            patient.setId(id);
            assertThat(tenant.put("/Organization/" + id, ward).status()).isEqualTo(201);
            assertThat(tenant.put("/Patient/" + id, patient).status()).isEqualTo(201);
            assertThat(tenant.put("/Organization/" + id, ward.setName("Renamed ward of " + name))
                            .status())
                    .isEqualTo(200);
        });

        both.forEach((name, tenant) -> {
            assertThat(tenant.read(Organization.class, id).getName()).isEqualTo("Renamed ward of " + name);
            assertThat(tenant.search("Patient?_id=" + id + "&_include=Patient:organization")
                            .getEntry())
                    .hasSize(2);
            assertThat(tenant.search("Patient?organization=Organization/" + id).getEntry())
                    .hasSize(1);
            assertThat(tenant.delete("/Patient/" + id).status()).isEqualTo(200);
            assertThat(tenant.get("/Patient/" + id).status()).isEqualTo(410);
        });
    }

    @Test
    void shared_definitions_belong_to_the_default_tenant(Hospital hospital) {
        var colours = new CodeSystem().setContent(CodeSystemContentMode.COMPLETE);
        colours.setStatus(PublicationStatus.ACTIVE);
        colours.setUrl("https://example.org/CodeSystem/colours");

        var refused = hospital.asClinicB().post("/CodeSystem", colours);
        var stored = hospital.asDemo().post("/CodeSystem", colours);

        assertThat(refused.status()).as(refused.body()).isEqualTo(403);
        assertThat(stored.status()).as(stored.body()).isEqualTo(201);
    }
}
