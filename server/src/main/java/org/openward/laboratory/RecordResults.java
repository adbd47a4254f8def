package org.openward.laboratory;

import java.util.List;
import org.hl7.fhir.r4.model.DiagnosticReport;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Specimen;

/** File these reports, all or none: what an analyzer measured, with everything it said about whom and what it answers. */
public record RecordResults(Trust trust, List<Report> reports) {
    public RecordResults {
        reports = List.copyOf(reports);
    }

    /**
     * What the results may do by themselves.
     *
     * @param autoverify their status stands; otherwise they wait for a verifier
     * @param unsolicited they may be filed although nobody ordered them
     */
    public record Trust(boolean autoverify, boolean unsolicited) {}

    /**
     * One report. Its resources refer to each other by {@code urn:uuid} ids, have no subject, encounter and order yet, and
     * begin with the identifier that makes them the same one when they come again.
     *
     * @param patient the numbers under which the sender knows the patient
     */
    public record Report(
            List<PatientNumber> patient,
            OrderNumbers order,
            DiagnosticReport report,
            List<Specimen> specimens,
            List<Result> results) {
        public Report {
            patient = List.copyOf(patient);
            specimens = List.copyOf(specimens);
            results = List.copyOf(results);
        }
    }

    /**
     * A number of the patient.
     *
     * @param system the URI of the number's system, or empty
     * @param type its type in HL7 table 0203 such as MR, or empty
     */
    public record PatientNumber(String value, String system, String type) {}

    /**
     * The numbers by which the order may be found.
     *
     * @param placer the number that whoever ordered gave, or empty
     * @param accessions all numbers that may be our accession number: a tube's label is read into various places
     */
    public record OrderNumbers(String placer, List<String> accessions) {
        public OrderNumbers {
            accessions = List.copyOf(accessions);
        }
    }

    /** One result, and the rule by which it may take the place of a stored one. */
    public record Result(Observation observation, Revision revision) {}
}
