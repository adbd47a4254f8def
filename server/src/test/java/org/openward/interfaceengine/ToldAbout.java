package org.openward.interfaceengine;

import java.math.BigDecimal;
import java.util.stream.Stream;
import org.hl7.fhir.r4.model.CodeType;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.DiagnosticReport;
import org.hl7.fhir.r4.model.DiagnosticReport.DiagnosticReportStatus;
import org.hl7.fhir.r4.model.Endpoint;
import org.hl7.fhir.r4.model.Endpoint.EndpointStatus;
import org.hl7.fhir.r4.model.Enumerations.AdministrativeGender;
import org.hl7.fhir.r4.model.Extension;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Observation.ObservationStatus;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Quantity;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.StringType;
import org.hl7.fhir.r4.model.Type;
import org.openward.profiles.DestinationParts;
import org.openward.profiles.Extensions;
import org.openward.profiles.Systems;
import org.openward.testing.FhirClient;

/** The records and destinations that the tests of this package need again and again. */
final class ToldAbout {
    private ToldAbout() {}

    /** @param feeds such as patients, or patients?Patient?gender=female */
    static Endpoint aDestination(String address, String... feeds) {
        var endpoint = new Endpoint()
                .setStatus(EndpointStatus.ACTIVE)
                .setConnectionType(new Coding(Systems.CONNECTION_TYPE, "hl7v2-mllp", null))
                .setName("Test system")
                .setAddress(address);
        endpoint.addPayloadType()
                .addCoding(new Coding("http://terminology.hl7.org/CodeSystem/endpoint-payload-type", "any", null));
        var parts = new Extension(Extensions.HL7V2_DESTINATION);
        Stream.of(feeds).map(ToldAbout::feed).forEach(parts::addExtension);
        endpoint.addExtension(parts);
        return endpoint;
    }

    private static Extension feed(String described) {
        var parts = described.split("\\?", 2);
        var feed = new Extension(DestinationParts.FEED);
        feed.addExtension(DestinationParts.CONTENT, new CodeType(parts[0]));
        if (parts.length > 1) {
            feed.addExtension(DestinationParts.CRITERIA, new StringType(parts[1]));
        }
        return feed;
    }

    static Endpoint with(Endpoint endpoint, String part, Type value) {
        endpoint.getExtensionByUrl(Extensions.HL7V2_DESTINATION).addExtension(part, value);
        return endpoint;
    }

    static Patient aPatient(FhirClient fhir, String family) {
        var patient = new Patient().setGender(AdministrativeGender.FEMALE);
        patient.addName().setFamily(family).addGiven("Asha");
        return fhir.create(patient);
    }

    static DiagnosticReport aReport(FhirClient fhir, Patient patient, DiagnosticReportStatus status) {
        var subject = new Reference(patient.getIdElement().toUnqualifiedVersionless());
        var result = fhir.create(new Observation()
                .setStatus(ObservationStatus.FINAL)
                .setSubject(subject)
                .setCode(new CodeableConcept(new Coding(Systems.LOINC, "718-7", "Hemoglobin")))
                .setValue(new Quantity()
                        .setValue(new BigDecimal("10.9"))
                        .setUnit("g/dL")
                        .setSystem(Systems.UCUM)
                        .setCode("g/dL")));
        var report = new DiagnosticReport()
                .setStatus(status)
                .setSubject(subject)
                .setCode(new CodeableConcept(new Coding(Systems.LOINC, "58410-2", "Blood count")));
        report.addResult(new Reference(result.getIdElement().toUnqualifiedVersionless()));
        return fhir.create(report);
    }

    static String medicalRecordNumber(Patient patient) {
        return patient.getIdentifier().stream()
                .filter(identifier -> Systems.MRN.equals(identifier.getSystem()))
                .findFirst()
                .orElseThrow()
                .getValue();
    }

    /** Ends what a test asked for, so that others are not told; one that a Task names cannot be deleted. */
    static void endAll(FhirClient fhir) {
        for (var entry :
                fhir.search("Endpoint?_count=200&status=active,suspended").getEntry()) {
            var endpoint = (Endpoint) entry.getResource();
            var path = "/Endpoint/" + endpoint.getIdElement().getIdPart();
            if (fhir.delete(path).status() != 200) {
                fhir.put(path, endpoint.setStatus(EndpointStatus.OFF));
            }
        }
    }
}
