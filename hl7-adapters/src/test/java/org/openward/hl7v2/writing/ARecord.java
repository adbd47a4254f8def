package org.openward.hl7v2.writing;

import java.math.BigDecimal;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.DateTimeType;
import org.hl7.fhir.r4.model.DateType;
import org.hl7.fhir.r4.model.DiagnosticReport;
import org.hl7.fhir.r4.model.DiagnosticReport.DiagnosticReportStatus;
import org.hl7.fhir.r4.model.Encounter;
import org.hl7.fhir.r4.model.Encounter.EncounterStatus;
import org.hl7.fhir.r4.model.Enumerations.AdministrativeGender;
import org.hl7.fhir.r4.model.InstantType;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Observation.ObservationStatus;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Quantity;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.ServiceRequest;
import org.hl7.fhir.r4.model.Specimen;
import org.hl7.fhir.r4.model.Type;
import org.jspecify.annotations.Nullable;
import org.openward.hl7v2.Hl7Message;
import org.openward.hl7v2.Messages;
import org.openward.hl7v2.writing.Letterhead.Answers;
import org.openward.hl7v2.writing.Letterhead.Parties;
import org.openward.profiles.Systems;

/** What the tests of this package write about: Asha, her blood count and her stay, and to whom. */
final class ARecord {
    static final Instant NOW = Instant.parse("2026-03-01T04:45:00Z");
    static final String CONTROL = "C-1";

    private ARecord() {}

    static Letterhead letterhead(Hl7Version version, Charset charset) {
        return new Letterhead(
                new Parties("OPENWARD", "HOSPITAL", "RIS", "WEST"),
                version,
                charset,
                ZoneId.of("Asia/Kolkata"),
                Answers.ORIGINAL);
    }

    static Letterhead letterhead() {
        return letterhead(Hl7Version.V2_5_1, StandardCharsets.UTF_8);
    }

    static Patient asha() {
        var patient = new Patient();
        patient.setId("p1");
        patient.addIdentifier()
                .setSystem(Systems.MRN)
                .setValue("MRN-1")
                .getType()
                .addCoding(new Coding(Systems.IDENTIFIER_TYPE, "MR", null));
        patient.addName().setFamily("Rao").addGiven("Asha").addGiven("K");
        return patient.setBirthDateElement(new DateType("1980-04-12")).setGender(AdministrativeGender.FEMALE);
    }

    static CodeableConcept loinc(String code, String words) {
        return new CodeableConcept(new Coding(Systems.LOINC, code, words));
    }

    static Observation result(String code, String words, @Nullable Type value) {
        var result = new Observation().setStatus(ObservationStatus.FINAL).setCode(loinc(code, words));
        result.setEffective(new DateTimeType("2026-03-01T10:14:00+05:30"));
        return result.setValue(value);
    }

    static Quantity quantity(String value, String unit) {
        return new Quantity()
                .setValue(new BigDecimal(value))
                .setUnit(unit)
                .setSystem(Systems.UCUM)
                .setCode(unit);
    }

    static DiagnosticReport report(DiagnosticReportStatus status) {
        var report = new DiagnosticReport().setStatus(status).setCode(loinc("58410-2", "Blood count"));
        report.setId("r1");
        report.setEffective(new DateTimeType("2026-03-01T09:40:00+05:30"));
        report.setIssuedElement(new InstantType("2026-03-01T10:14:00.000+05:30"));
        report.addCategory().addCoding(new Coding(Systems.DIAGNOSTIC_SERVICE, "HM", "Hematology"));
        return report;
    }

    static ServiceRequest order() {
        var order = new ServiceRequest();
        order.addIdentifier().setSystem(Systems.ACCESSION).setValue("A-7");
        return order.setRequester(new Reference().setDisplay("Dr. Sen"));
    }

    static ResultsToTell told(Observation... results) {
        return new ResultsToTell(
                report(DiagnosticReportStatus.FINAL), asha(), order(), List.of(results), List.of(), null);
    }

    static Specimen specimen() {
        var specimen = new Specimen();
        specimen.addIdentifier().setValue("T-1");
        specimen.setType(
                new CodeableConcept(new Coding("http://terminology.hl7.org/CodeSystem/v2-0487", "BLD", "Blood")));
        return specimen;
    }

    static Encounter stay(EncounterStatus status) {
        var stay = new Encounter()
                .setStatus(status)
                .setClass_(new Coding("http://terminology.hl7.org/CodeSystem/v3-ActCode", "IMP", null));
        stay.setId("e1");
        stay.addIdentifier().setSystem("https://hospital.example/visits").setValue("V-9");
        stay.addLocation().setLocation(new Reference().setDisplay("Ward 3, Room 2, Bed 1"));
        stay.getPeriod().setStartElement(new DateTimeType("2026-02-28T18:00:00+05:30"));
        return stay;
    }

    static String text(WrittenMessage message) {
        return new String(message.bytes(), StandardCharsets.UTF_8);
    }

    static Hl7Message read(WrittenMessage message) {
        return Messages.parsed(message.bytes());
    }
}
