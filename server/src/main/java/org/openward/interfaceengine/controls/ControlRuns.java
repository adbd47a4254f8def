package org.openward.interfaceengine.controls;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Bundle.BundleType;
import org.hl7.fhir.r4.model.Bundle.HTTPVerb;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.DateTimeType;
import org.hl7.fhir.r4.model.DateType;
import org.hl7.fhir.r4.model.Enumerations.AdministrativeGender;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Specimen;
import org.openward.fhir.FhirStore;
import org.openward.fhir.contents.LargeContents;
import org.openward.hl7v2.results.Accounting;
import org.openward.hl7v2.results.LaboratoryReport;
import org.openward.hl7v2.results.LaboratoryResults;
import org.openward.hl7v2.results.Purpose;
import org.openward.profiles.Systems;
import org.springframework.stereotype.Component;

/**
 * Keeps what an analyzer measured of its controls and calibrators as its own results. Controls have the same number every day, so
 * that each run is new results and never the next version of earlier ones.
 */
@Component
public class ControlRuns {
    private final FhirStore fhir;

    ControlRuns(FhirStore fhir) {
        this.fhir = fhir;
    }

    /**
     * Whether the message brings results of controls or calibrators and nothing else. One that also names a person is none: either
     * may be the mistake.
     */
    public static boolean areIn(LaboratoryResults results) {
        return !results.reports().isEmpty()
                && results.reports().stream().allMatch(ControlRuns::isRun)
                && results.accounting().leftOut().stream()
                        .map(Accounting.LeftOut::reason)
                        .noneMatch(reason ->
                                reason == Accounting.Reason.NO_ORDER || reason == Accounting.Reason.NO_TEST_CODE);
    }

    private static boolean isRun(LaboratoryReport report) {
        var isNoPatients = report.purpose() == Purpose.QUALITY_CONTROL || report.purpose() == Purpose.CALIBRATION;
        return isNoPatients
                && !describesPerson(report)
                && !report.resources().results().isEmpty();
    }

    private static boolean describesPerson(LaboratoryReport report) {
        var sent = report.patient();
        return !sent.name().family().isEmpty()
                || !sent.name().given().isEmpty()
                || sent.sex().filter(sex -> sex != AdministrativeGender.UNKNOWN).isPresent()
                || sent.birthDate().filter(date -> isPast(date, report)).isPresent();
    }

    /** Some analyzers put the day on which a control expires where the birth date is. */
    private static boolean isPast(DateType date, LaboratoryReport report) {
        var sent = report.resources().report();
        return date.hasValue()
                && !(sent.hasIssued()
                        && date.getValue().toInstant().isAfter(sent.getIssued().toInstant()));
    }

    /**
     * The results as they are kept.
     *
     * @param device id of the analyzer's Device
     * @param message the number of the message
     */
    public List<Observation> results(LaboratoryResults results, String device, String message) {
        var kept = new ArrayList<Observation>();
        for (var report : results.reports()) {
            for (var result : report.resources().results()) {
                var number = message + "-" + (kept.size() + 1);
                var own = own(result.observation().copy(), report, device);
                own.setIdentifier(List.of(
                        new Identifier().setSystem(Systems.CONTROL_RESULT).setValue(number)));
                own.setId("urn:uuid:" + UUID.nameUUIDFromBytes(number.getBytes(StandardCharsets.UTF_8)));
                kept.add(own);
            }
        }
        return kept;
    }

    /** Stores them. The references to them, in their order. */
    public List<String> keep(List<Observation> results) {
        var bundle = new Bundle().setType(BundleType.TRANSACTION);
        var contents = new LargeContents();
        for (var result : results) {
            var link = result.getIdElement().getValue();
            contents.takeOut(result, link, null);
            bundle.addEntry()
                    .setFullUrl(link)
                    .setResource(result)
                    .getRequest()
                    .setMethod(HTTPVerb.POST)
                    .setUrl("Observation");
        }
        contents.addTo(bundle);
        return fhir.transact(bundle).getEntry().stream()
                .limit(results.size())
                .map(entry -> new IdType(entry.getResponse().getLocation())
                        .toUnqualifiedVersionless()
                        .getValue())
                .toList();
    }

    private static Observation own(Observation result, LaboratoryReport report, String device) {
        var isControl = report.purpose() == Purpose.QUALITY_CONTROL;
        result.setCategory(List.of(new CodeableConcept(new Coding(
                Systems.SPECIMEN_ROLE, isControl ? "Q" : "C", isControl ? "Control specimen" : "Calibrator"))));
        result.setSubject(new Reference("Device/" + device));
        result.setFocus(null);
        result.setSpecimen(null);
        material(report).ifPresent(result::setSpecimen);
        if (!result.hasEffective() && result.hasIssued()) {
            result.setEffective(new DateTimeType(result.getIssued()));
        }
        return result;
    }

    /** The number of the control or calibrator, which is no specimen of anybody. */
    private static Optional<Reference> material(LaboratoryReport report) {
        return report.resources().specimens().stream()
                .map(Specimen::getIdentifierFirstRep)
                .findFirst()
                .map(number -> new Reference().setType("Specimen").setIdentifier(number.copy()));
    }
}
