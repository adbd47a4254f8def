package org.openward.fhir.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import ca.uhn.fhir.context.FhirContext;
import java.util.UUID;
import java.util.stream.Stream;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.Patient;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.openward.fhir.protocol.PatchSuiteTest.Case;
import org.openward.profiles.Systems;
import org.openward.testing.FhirClient;
import org.openward.testing.Hospital;
import org.openward.testing.HospitalTest;

/** HL7's own cases of FHIRPath Patch as clients send them: each is a record that is stored, patched and read again. */
@HospitalTest
class PatchSuiteIT {
    private static final FhirContext FHIR = FhirContext.forR4Cached();

    private final FhirClient client;

    PatchSuiteIT(Hospital hospital) {
        client = hospital.asMigrator();
    }

    static Stream<Case> cases() throws Exception {
        return PatchSuiteTest.cases();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void it_is_applied_to_a_stored_record(Case asked) {
        var stored = client.create(numbered((Patient) asked.input()));
        var address = "/Patient/" + stored.getIdElement().getIdPart();

        var answer =
                client.send("PATCH", address, FHIR.newJsonParser().encodeResourceToString((Parameters) asked.patch()));

        var now = client.get(address).resource(Patient.class);
        if (asked.output().isEmpty()) {
            assertThat(answer.status()).as("%s", answer).isBetween(400, 422);
            assertThat(now.getMeta().getVersionId()).isEqualTo("1");
        } else {
            assertThat(answer.status()).as("%s", answer).isEqualTo(200);
            assertThat(said(now)).isEqualTo(said((Patient) asked.output().get()));
        }
    }

    /** With a number of the hospital behind his others, where the server's own would be in the way of what is patched by its place. */
    private static Patient numbered(Patient patient) {
        var stored = storable(patient);
        stored.addIdentifier().setSystem(Systems.MRN).setValue("PATCHED-" + UUID.randomUUID());
        return stored;
    }

    /** The organization of the largest case is not here. */
    private static Patient storable(Patient patient) {
        patient.setManagingOrganization(null).setId((String) null);
        return patient;
    }

    /** Without what the server itself adds to a record: its id, its version and its number in the hospital. */
    private static String said(Patient patient) {
        var copy = storable(patient.copy());
        copy.getIdentifier().removeIf(each -> Systems.MRN.equals(each.getSystem()));
        copy.setMeta(null);
        return FHIR.newJsonParser().encodeResourceToString(copy);
    }
}
