package org.openward.fhir.bulk;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.UUID;
import org.hl7.fhir.r4.model.DateTimeType;
import org.hl7.fhir.r4.model.DateType;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Observation.ObservationStatus;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Quantity;
import org.hl7.fhir.r4.model.Reference;
import org.junit.jupiter.api.Test;
import org.openward.testing.Hospital;
import org.openward.testing.HospitalTest;

@HospitalTest
class DeidentifiedExportIT {
    private final Hospital hospital;
    private final BulkClient bulk;

    DeidentifiedExportIT(Hospital hospital) {
        this.hospital = hospital;
        this.bulk = BulkClient.of(hospital.asDemo());
    }

    @Test
    void an_export_says_of_nobody_who_it_is_and_still_what_belongs_together() {
        var area = "Q" + UUID.randomUUID().toString().replaceAll("[^0-9]", "").substring(0, 2);
        var patient = aPatientIn(area + "99");
        aPatientIn(area + "98");
        aPatientIn(area + "97");
        var id = patient.getIdElement().getIdPart();
        var observation = new Observation().setStatus(ObservationStatus.FINAL);
        observation.getCode().addCoding().setSystem("http://loinc.org").setCode("2345-7");
        observation.setSubject(new Reference("Patient/" + id).setDisplay("Told Nobody"));
        observation.setEffective(new DateTimeType("2021-03-04"));
        observation.setValue(new Quantity()
                .setValue(new BigDecimal("5.40"))
                .setSystem("http://unitsofmeasure.org")
                .setCode("mmol/L"));
        hospital.asDemo().create(observation);

        var manifest =
                bulk.export("/Patient/$export?_type=Patient,Observation&_deidentify=safe-harbor&patient=Patient/" + id);

        var lines = manifest.lines("output").stream().map(BulkClient::json).toList();
        assertThat(lines).hasSize(2);
        assertThat(lines.toString()).doesNotContain(id, "Told", "Nobody", "-03-04", "-11-12", area + "99");
        var person = lines.stream()
                .filter(line -> "Patient".equals(line.path("resourceType").asText()))
                .findFirst()
                .orElseThrow();
        var result = lines.stream()
                .filter(line -> "Observation".equals(line.path("resourceType").asText()))
                .findFirst()
                .orElseThrow();
        assertThat(person.at("/address/0/postalCode").asText()).isEqualTo(area);
        assertThat(person.path("birthDate").asText()).isEqualTo("1977");
        assertThat(result.at("/subject/reference").asText())
                .isEqualTo("Patient/" + person.path("id").asText());
        assertThat(manifest.lines("output")).anyMatch(line -> line.contains("\"value\":5.40"));
        assertThat(result.path("effectiveDateTime").asText()).isEqualTo("2021");
    }

    @Test
    void what_cannot_be_told_without_saying_who_is_refused() {
        var client = hospital.asDemo();

        assertThat(client.get("/$export?_deidentify=a-bit", "Prefer", "respond-async")
                        .status())
                .isEqualTo(400);
        assertThat(client.get("/$export?_deidentify=safe-harbor&_type=DocumentReference", "Prefer", "respond-async")
                        .status())
                .isEqualTo(400);
        assertThat(hospital.withScope("system/Observation.rs")
                        .get("/$export?_deidentify=safe-harbor&_type=Patient", "Prefer", "respond-async")
                        .status())
                .isEqualTo(403);
    }

    private Patient aPatientIn(String postalCode) {
        var patient = new Patient();
        patient.addName().setFamily("Nobody").addGiven("Told");
        patient.setBirthDateElement(new DateType("1977-11-12"));
        patient.addAddress().setPostalCode(postalCode).setCity("Told");
        return hospital.asDemo().create(patient);
    }
}
