package org.openward.laboratory;

import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.DateType;
import org.hl7.fhir.r4.model.DiagnosticReport;
import org.hl7.fhir.r4.model.Enumerations.AdministrativeGender;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Provenance;
import org.hl7.fhir.r4.model.Provenance.ProvenanceEntityRole;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Specimen;
import org.jspecify.annotations.Nullable;
import org.openward.profiles.Systems;
import org.openward.registration.Traits;

/** File these reports, all or none: what an analyzer measured, with everything it said about whom and what it answers. */
public record RecordResults(Trust trust, List<Report> reports, Destination destination, @Nullable Origin origin) {
    public RecordResults {
        reports = List.copyOf(reports);
    }

    /** Says which message brings the reports. */
    public RecordResults from(Origin message) {
        return new RecordResults(trust, reports, destination, message);
    }

    /** Files under the same terms as before but for these. */
    public RecordResults with(Trust other, Destination otherwise) {
        return new RecordResults(other, reports, otherwise, origin);
    }

    /** Files where the reports themselves say that they belong. */
    public RecordResults(Trust trust, List<Report> reports) {
        this(trust, reports, Destination.AS_SENT, null);
    }

    /**
     * Where a person says that the reports belong, whatever numbers they bring along.
     *
     * @param patient id of the patient
     * @param order id of the order; alone it names its patient too
     * @param identityConfirmed a birth date or sex that is not that patient's has been looked into
     */
    public record Destination(@Nullable String patient, @Nullable String order, boolean identityConfirmed) {
        /** Nobody said anything: their own numbers decide. */
        public static final Destination AS_SENT = new Destination(null, null, false);
    }

    /**
     * What the results may do by themselves.
     *
     * @param autoverify their status stands; otherwise they wait for a verifier
     * @param unsolicited they may be filed although nobody ordered them
     * @param undoing what becomes of one that would undo a final result
     */
    public record Trust(boolean autoverify, boolean unsolicited, Undoing undoing) {
        /** A person is asked before a final result is undone. */
        public Trust(boolean autoverify, boolean unsolicited) {
            this(autoverify, unsolicited, Undoing.ASK);
        }

        boolean keepsFinal() {
            return undoing == Undoing.KEEP;
        }

        boolean takesOver() {
            return undoing == Undoing.TAKE_OVER;
        }
    }

    /** What becomes of a message that would undo a final result. */
    public enum Undoing {
        /** Nothing of it is filed, and a person is asked. */
        ASK,
        /** The final result stays, and the rest is filed. */
        KEEP,
        /** Somebody who verifies results takes the correction over. */
        TAKE_OVER
    }

    /**
     * The message that brings the reports.
     *
     * @param sender the device, or what is known of it
     * @param message the number of the message
     */
    public record Origin(Reference sender, Identifier message) {
        /**
         * Says that these versions took the place of what was on file because of the message.
         *
         * @param verifier who took the correction over, if a person did
         */
        Provenance replaced(List<IdType> versions, Instant when, @Nullable String verifier) {
            var note = new Provenance().setRecorded(Date.from(when));
            versions.forEach(version -> note.addTarget(new Reference(version)));
            note.setActivity(new CodeableConcept(new Coding(Systems.DATA_OPERATION, "UPDATE", "revise")));
            note.addAgent()
                    .setType(new CodeableConcept(new Coding(Systems.PROVENANCE_PARTICIPANT, "author", "Author")))
                    .setWho(sender);
            if (verifier != null) {
                note.addAgent()
                        .setType(
                                new CodeableConcept(new Coding(Systems.PROVENANCE_PARTICIPANT, "verifier", "Verifier")))
                        .setWho(new Reference().setDisplay(verifier));
            }
            note.addEntity().setRole(ProvenanceEntityRole.SOURCE).setWhat(new Reference().setIdentifier(message));
            return note;
        }
    }

    /**
     * One report. Its resources refer to each other by {@code urn:uuid} ids, have no subject, encounter and order yet, and
     * begin with the identifier that makes them the same one when they come again.
     *
     * @param subject whose results they are, as the sender knows the patient
     */
    public record Report(
            Subject subject,
            OrderNumbers order,
            DiagnosticReport report,
            List<Specimen> specimens,
            List<Result> results) {
        public Report {
            specimens = List.copyOf(specimens);
            results = List.copyOf(results);
        }
    }

    /**
     * The patient as the sender knows them.
     *
     * @param birthDate as exact as it was sent
     * @param visit the number of the encounter, or empty
     */
    public record Subject(
            List<PatientNumber> numbers,
            Optional<DateType> birthDate,
            Optional<AdministrativeGender> sex,
            String visit) {
        public Subject {
            numbers = List.copyOf(numbers);
        }

        /** What the message says of its patient that cannot be true of this one, as the field that says it. */
        Optional<String> contradiction(Patient found) {
            return new Traits(birthDate, sex).contradiction(found);
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
