package org.openward.fhir.search.oracle;

import java.math.BigDecimal;
import java.util.List;
import org.hl7.fhir.r4.model.Age;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.DateTimeType;
import org.hl7.fhir.r4.model.DecimalType;
import org.hl7.fhir.r4.model.DiagnosticReport;
import org.hl7.fhir.r4.model.Immunization;
import org.hl7.fhir.r4.model.InstantType;
import org.hl7.fhir.r4.model.MedicationRequest;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Quantity;
import org.hl7.fhir.r4.model.RiskAssessment;
import org.hl7.fhir.r4.model.StringType;

/** What is found out about patients and done for them. */
final class AwkwardFindings {
    private static final List<String> PROBABILITIES = List.of(
            "0.3", "0.30", "0.349", "0.25", "0.123456", "0.1234561", "0.0001", "1", "0", "0.99999", "12.5", "100");

    private final AwkwardValues values;

    AwkwardFindings(AwkwardValues values) {
        this.values = values;
    }

    Observation observation() {
        var observation = new Observation()
                .setStatus(values.of(List.of(
                        Observation.ObservationStatus.FINAL,
                        Observation.ObservationStatus.PRELIMINARY,
                        Observation.ObservationStatus.AMENDED)))
                .setCode(values.concept());
        if (values.often()) {
            observation.setSubject(values.to("Patient"));
        }
        if (values.often()) {
            observation.addCategory(values.concept()).setEncounter(values.to("Encounter"));
        }
        if (values.seldom()) {
            observation.addPerformer(values.elsewhere());
        }
        observation.setEffective(
                switch (values.below(5)) {
                    case 0 -> values.period();
                    case 1 -> new DateTimeType(values.of(AwkwardValues.DATES));
                    case 2 -> new InstantType(values.of(AwkwardValues.TIMES));
                    case 3 -> new DateTimeType(values.of(AwkwardValues.TIMES));
                    default -> null;
                });
        observation.setValue(
                switch (values.below(7)) {
                    case 0 -> new StringType(values.of(AwkwardValues.PLACES) + ", " + values.of(AwkwardValues.GIVENS));
                    case 1 -> values.concept();
                    case 2 -> new DateTimeType(values.of(AwkwardValues.DATES));
                    case 3 -> new Quantity().setValue(new BigDecimal(values.of(AwkwardValues.MASSES)));
                    case 4 -> new Quantity()
                            .setValue(new BigDecimal(values.of(AwkwardValues.MASSES)))
                            .setUnit("drops");
                    default -> values.quantity();
                });
        AwkwardValues.times(values.below(3), () -> observation
                .addComponent()
                .setCode(values.concept())
                .setValue(values.below(3) == 0 ? values.concept() : values.quantity()));
        return observation;
    }

    org.hl7.fhir.r4.model.Condition condition() {
        var condition =
                new org.hl7.fhir.r4.model.Condition().setCode(values.concept()).setSubject(values.to("Patient"));
        condition
                .getClinicalStatus()
                .addCoding(new Coding(
                        "http://terminology.hl7.org/CodeSystem/condition-clinical",
                        values.of(List.of("active", "resolved")),
                        null));
        condition.setOnset(
                switch (values.below(6)) {
                    case 0 -> values.period();
                    case 1 -> new DateTimeType(values.of(AwkwardValues.DATES));
                    case 2 -> values.measured(new Age(), List.of("5", "40", "40.5", "18"), List.of("a", "d", "wk"));
                    case 3 -> values.range();
                    case 4 -> new StringType("since " + values.of(AwkwardValues.PLACES));
                    default -> null;
                });
        if (values.either()) {
            condition
                    .setRecordedDateElement(new DateTimeType(values.of(AwkwardValues.TIMES)))
                    .setEncounter(values.to("Encounter"));
        }
        return condition;
    }

    MedicationRequest prescription() {
        var prescription = new MedicationRequest()
                .setStatus(values.of(List.of(
                        MedicationRequest.MedicationRequestStatus.DRAFT,
                        MedicationRequest.MedicationRequestStatus.STOPPED)))
                .setIntent(values.of(List.of(
                        MedicationRequest.MedicationRequestIntent.PLAN,
                        MedicationRequest.MedicationRequestIntent.ORDER)))
                .setMedication(values.concept())
                .setSubject(values.to("Patient"));
        if (values.often()) {
            prescription.setAuthoredOnElement(new DateTimeType(
                    values.either() ? values.of(AwkwardValues.DATES) : values.of(AwkwardValues.TIMES)));
        }
        AwkwardValues.times(values.below(3), () -> prescription
                .addDosageInstruction()
                .getTiming()
                .addEvent(new DateTimeType(values.of(AwkwardValues.TIMES)).getValue()));
        return prescription;
    }

    DiagnosticReport report() {
        var report = new DiagnosticReport()
                .setStatus(values.of(List.of(
                        DiagnosticReport.DiagnosticReportStatus.PARTIAL,
                        DiagnosticReport.DiagnosticReportStatus.REGISTERED)))
                .setCode(values.concept())
                .setSubject(values.to("Patient"))
                .addIdentifier(values.identifier())
                .addResult(values.to("Observation"))
                .addResult(values.to("Observation"));
        report.setEffective(values.either() ? values.period() : new DateTimeType(values.of(AwkwardValues.DATES)));
        if (values.either()) {
            report.addPerformer(values.to("Organization")).addPerformer(values.elsewhere());
        }
        if (values.often()) {
            report.addConclusionCode(values.concept())
                    .setIssuedElement(new InstantType(values.of(AwkwardValues.TIMES)));
        }
        return report;
    }

    Immunization immunization() {
        var immunization = new Immunization()
                .setStatus(values.of(
                        List.of(Immunization.ImmunizationStatus.COMPLETED, Immunization.ImmunizationStatus.NOTDONE)))
                .setVaccineCode(values.concept())
                .setPatient(values.to("Patient"));
        if (values.often()) {
            immunization
                    .setLotNumber(values.of(List.of("AAJN11K", "aajn12", "ÄJ-7")))
                    .addReaction()
                    .setDateElement(new DateTimeType(values.of(AwkwardValues.TIMES)));
        }
        return immunization.setOccurrence(
                values.seldom() ? new StringType("as a child") : new DateTimeType(values.of(AwkwardValues.DATES)));
    }

    RiskAssessment risk() {
        var risk = new RiskAssessment()
                .setStatus(RiskAssessment.RiskAssessmentStatus.FINAL)
                .setSubject(values.to("Patient"));
        if (values.often()) {
            risk.addPrediction().setOutcome(values.concept()).setProbability(new DecimalType(values.of(PROBABILITIES)));
            risk.addPrediction().setProbability(new DecimalType(values.of(PROBABILITIES)));
        }
        if (values.either()) {
            risk.setOccurrence(values.period());
        }
        return risk;
    }
}
