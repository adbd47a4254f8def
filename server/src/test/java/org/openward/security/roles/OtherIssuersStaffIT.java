package org.openward.security.roles;

import static org.assertj.core.api.Assertions.assertThat;
import static org.openward.security.roles.Ward.name;
import static org.openward.security.roles.Ward.reference;

import java.util.List;
import java.util.Map;
import org.hl7.fhir.r4.model.Organization;
import org.hl7.fhir.r4.model.PractitionerRole;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openward.testing.FhirClient;
import org.openward.testing.Hospital;
import org.openward.testing.HospitalTest;
import org.openward.testing.OtherIssuer;

/** People who sign in at another issuer, with tokens as wide as that issuer may make them, are what their roles there mean here. */
@HospitalTest
class OtherIssuersStaffIT {
    private final Ward ward;

    OtherIssuersStaffIT(Hospital hospital) {
        this.ward = Ward.of(hospital);
    }

    private FhirClient staff(String... roles) {
        return ward.hospital.withBearer(
                OtherIssuer.token(Map.of("groups", List.of(roles), "fhirUser", name(ward.doctor))));
    }

    @Test
    void a_nurse_of_another_issuer_sees_the_patients_in_her_care_and_deletes_nothing() {
        var hers = ward.demo.create(ward.observation(ward.known, "vital-signs"));
        var foreign = ward.demo.create(ward.observation(ward.stranger, "vital-signs"));
        var nurse = staff("ward-nurse", "a-group-that-means-nothing-here");

        assertThat(nurse.get("/" + name(hers)).status()).isEqualTo(200);
        assertThat(nurse.search("Observation?patient=" + name(ward.known)).getEntry())
                .hasSize(1);
        assertThat(nurse.search("Observation?patient=" + name(ward.stranger)).getEntry())
                .isEmpty();
        assertThat(nurse.get("/" + name(foreign)).status()).isEqualTo(404);
        assertThat(nurse.delete("/" + name(hers)).status()).isEqualTo(403);
        assertThat(nurse.get("/Invoice").status()).isEqualTo(403);
        assertThat(nurse.get("/" + name(ward.stranger) + "/$everything").status())
                .isEqualTo(403);
    }

    @Test
    void the_masks_of_a_role_hold_for_another_issuers_people() {
        var laboratory = ward.demo.create(new Organization());
        ward.demo.create(
                new PractitionerRole().setPractitioner(reference(ward.doctor)).setOrganization(reference(laboratory)));
        var order = ward.demo.create(ward.order(ward.known));
        ward.demo.create(ward.task(order, ward.known, laboratory));

        var patient = staff("analyst").get("/" + name(ward.known));

        assertThat(patient.status()).as(patient.body()).isEqualTo(200);
        assertThat(patient.body()).contains("Known", "SUBSETTED").doesNotContain("City" + ward.secret);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "porter", "NUR", "ADM"})
    void whoever_has_no_role_of_the_matrix_there_opens_nothing_here(String role) {
        var somebody = role.isEmpty() ? staff() : staff(role);

        for (var path : List.of("/Patient", "/Location", "/Observation", "/" + name(ward.known), "/Invoice")) {
            assertThat(somebody.get(path).status()).as(path).isEqualTo(403);
        }
        assertThat(somebody.delete("/" + name(ward.known)).status()).isEqualTo(403);
    }
}
