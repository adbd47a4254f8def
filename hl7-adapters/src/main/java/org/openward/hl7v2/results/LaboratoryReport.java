package org.openward.hl7v2.results;

import java.util.List;
import org.hl7.fhir.r4.model.DiagnosticReport;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Specimen;
import org.openward.hl7v2.Place;

/** One OBR with its results: whom and what it answers as sent, and the FHIR resources it became. */
public record LaboratoryReport(
        PatientAsSent patient, OrderNumbers order, SampleIdentity sample, Purpose purpose, Resources resources) {

    /** The order's numbers at the placer (ORC-2, OBR-2), the filler (ORC-3, OBR-3) and of its group (ORC-4); each may be empty. */
    public record OrderNumbers(String placer, String filler, String group) {}

    /**
     * The resources, linked to each other by {@code urn:uuid} ids and without subject, encounter and order.
     *
     * <p>Specimens that serve several reports of a message are the same objects in each of them.
     */
    public record Resources(DiagnosticReport report, List<Specimen> specimens, List<Result> results) {}

    /** One observation, the status code it was sent with, and the OBX it came from. */
    public record Result(Observation observation, ResultStatus status, Place place) {}
}
