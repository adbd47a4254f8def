package org.openward.fhir.search;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.UUID;
import org.hl7.fhir.r4.model.Basic;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openward.testing.FhirClient;
import org.openward.testing.Hospital;
import org.openward.testing.HospitalTest;

/** Records found by what their meta says: tag, security label, profile, source; each in its own tenant. */
@HospitalTest
class LabelledRecordsIT {
    private static final String SYSTEM = "https://example.org/labels";

    private static Basic labelled(String label) {
        var record = new Basic().setCode(new CodeableConcept(new Coding(SYSTEM, "labelled", null)));
        record.getMeta()
                .addTag(SYSTEM, label, null)
                .addSecurity(SYSTEM, label, null)
                .addProfile("https://example.org/profiles/" + label)
                .setSource("https://example.org/sources/" + label);
        return record;
    }

    @ParameterizedTest
    @CsvSource({
        "_tag=%s",
        "_tag=https://example.org/labels|%s",
        "_security=https://example.org/labels|%s",
        "_profile=https://example.org/profiles/%s",
        "_source=https://example.org/sources/%s"
    })
    void are_found_in_their_tenant_only(String query, Hospital hospital) {
        var label = UUID.randomUUID().toString();
        var ours = hospital.asDemo().create(labelled(label)).getIdElement().getIdPart();
        var theirs = hospital.asClinicB().create(labelled(label)).getIdElement().getIdPart();
        var asked = "Basic?" + query.formatted(label);

        assertThat(found(hospital.asDemo(), asked)).containsExactly(ours);
        assertThat(found(hospital.asClinicB(), asked)).containsExactly(theirs);
        assertThat(found(hospital.asDemo(), "Basic?" + query.formatted(label + "-other")))
                .isEmpty();
    }

    private static List<String> found(FhirClient client, String query) {
        return client.search(query.replace("|", "%7C")).getEntry().stream()
                .map(entry -> entry.getResource().getIdElement().getIdPart())
                .toList();
    }
}
