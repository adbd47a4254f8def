package org.openward.laboratory;

import java.time.Clock;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Bundle.BundleType;
import org.hl7.fhir.r4.model.Bundle.HTTPVerb;
import org.hl7.fhir.r4.model.DiagnosticReport;
import org.hl7.fhir.r4.model.DiagnosticReport.DiagnosticReportStatus;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Observation.ObservationStatus;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Resource;
import org.jspecify.annotations.Nullable;
import org.openward.fhir.FhirStore;
import org.openward.fhir.ResourceNotFound;
import org.openward.tenancy.Acting;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Where a person takes responsibility for results before they reach the ward. */
@Component
public class VerificationDesk {
    private final FhirStore fhir;
    private final Clock clock;

    VerificationDesk(FhirStore fhir, Clock clock) {
        this.fhir = fhir;
        this.clock = clock;
    }

    /**
     * Makes a report and its results final. A report that is final already is answered unchanged.
     *
     * @param knownVersion the version that the verifier looked at, if he says
     */
    @Transactional
    public DiagnosticReport verify(String id, @Nullable String knownVersion) {
        var report = fhir.read(DiagnosticReport.class, id);
        if (knownVersion != null && !knownVersion.equals(report.getIdElement().getVersionIdPart())) {
            throw new ReportChangedMeanwhile();
        }
        if (ReportStates.isFinal(report.getStatus())) {
            return report;
        }
        if (ReportStates.isVoid(report.getStatus())) {
            throw new NothingToVerify("The report was withdrawn.");
        }
        var results = results(report);
        if (results.isEmpty() && !report.hasPresentedForm()) {
            throw new NothingToVerify("The report has no results yet.");
        }
        if (results.stream().anyMatch(VerificationDesk::isCallersOwn)) {
            throw new NothingToVerify("You produced a result of the report, so somebody else has to verify it.");
        }
        List<Resource> writes = new ArrayList<>(finalized(results));
        writes.add(signed(report));
        write(writes);
        return fhir.read(DiagnosticReport.class, id);
    }

    private List<Observation> results(DiagnosticReport report) {
        return report.getResult().stream()
                .map(result -> result.getReferenceElement().getIdPart())
                .map(id -> fhir.find(Observation.class, id).orElseThrow(() -> new ResourceNotFound("Observation", id)))
                .toList();
    }

    static boolean isCallersOwn(Observation result) {
        var caller = Acting.caller().subject();
        return result.getPerformer().stream()
                .anyMatch(performer -> caller.equals(performer.getReference())
                        || caller.equals(performer.getIdentifier().getValue()));
    }

    private static List<Observation> finalized(List<Observation> results) {
        var open = results.stream()
                .filter(result -> ReportStates.isOpen(result.getStatus()))
                .toList();
        if (open.stream().anyMatch(result -> result.getStatus() == ObservationStatus.REGISTERED)) {
            throw new NothingToVerify("A result of the report was not measured yet.");
        }
        open.forEach(result -> result.setStatus(ObservationStatus.FINAL));
        return open;
    }

    private DiagnosticReport signed(DiagnosticReport report) {
        report.setStatus(DiagnosticReportStatus.FINAL);
        report.setIssued(Date.from(clock.instant()));
        report.addResultsInterpreter(new Reference().setDisplay(Acting.caller().subject()));
        return report;
    }

    /** Whether somebody here verified the report; an interpreter whom its sender names has a number there. */
    static boolean isVerified(DiagnosticReport report) {
        return report.getResultsInterpreter().stream().anyMatch(person -> !person.hasIdentifier());
    }

    private void write(List<Resource> resources) {
        var bundle = new Bundle().setType(BundleType.TRANSACTION);
        for (var resource : resources) {
            bundle.addEntry()
                    .setResource(resource)
                    .getRequest()
                    .setMethod(HTTPVerb.PUT)
                    .setUrl(resource.getIdElement().toUnqualifiedVersionless().getValue());
        }
        fhir.transact(bundle);
    }
}
