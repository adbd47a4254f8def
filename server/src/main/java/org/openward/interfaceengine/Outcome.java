package org.openward.interfaceengine;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What became of a message when it was to be filed. */
public sealed interface Outcome {
    /**
     * What it says is filed.
     *
     * @param reports ids of the DiagnosticReports
     * @param records other records that it made or changed, such as Patient/12
     * @param mapping the version of the mapping that was used
     * @param remarks what is to be known about it nevertheless
     */
    record Filed(List<String> reports, List<String> records, String mapping, List<Remark> remarks) implements Outcome {
        public Filed {
            reports = List.copyOf(reports);
            records = List.copyOf(records);
            remarks = List.copyOf(remarks);
        }

        /** Nothing is to be remarked. */
        public Filed(List<String> reports, List<String> records, String mapping) {
            this(reports, records, mapping, List.of());
        }

        Filed(List<String> reports, String mapping) {
            this(reports, List.of(), mapping);
        }

        Filed remarking(List<Remark> more) {
            return new Filed(
                    reports,
                    records,
                    mapping,
                    Stream.concat(remarks.stream(), more.stream()).toList());
        }

        /** What is to be known about the message as a whole. */
        Optional<Remark> onTheWhole() {
            return remarks.stream().filter(remark -> remark.place().isEmpty()).findFirst();
        }
    }

    /**
     * What is to be known about a message that was filed.
     *
     * @param code as the list of messages and the metric name it
     * @param place where in the message, or empty when it is the whole
     * @param detail without patient data
     */
    record Remark(String code, String place, String detail) {
        public Remark {
            place = Envelope.plain(place);
        }

        /** They are the analyzer's own results and no patient's. */
        static Remark controls(int results) {
            return new Remark(
                    "quality-control",
                    "",
                    results + " results of controls or calibrators are kept as the analyzer's own.");
        }

        /** What is said of the patient before the orders has no place in a report. */
        static List<Remark> ofPatient(long statements) {
            return statements == 0
                    ? List.of()
                    : List.of(new Remark(
                            "patient-statement",
                            "",
                            statements + " OBX before the orders speak of the patient; only the message keeps them."));
        }

        /** What is on file is newer than what the message brings. */
        static List<Remark> outdated(int results) {
            return results == 0
                    ? List.of()
                    : List.of(new Remark(
                            "older-result", "", results + " of its results are older than those on file, which stay."));
        }
    }

    /**
     * It cannot be filed before a person has removed what stands in its way.
     *
     * @param detail what exactly, without patient data
     * @param patient id of the Patient when it is known
     */
    record Held(Reason reason, String detail, @Nullable String patient) implements Outcome {}

    /** Why a message waits for a person. */
    enum Reason {
        UNKNOWN_PATIENT("unknown-patient", "Unknown patient"),
        AMBIGUOUS_PATIENT("ambiguous-patient", "Ambiguous patient"),
        PATIENT_MISMATCH("patient-mismatch", "Patient mismatch"),
        UNMAPPED_CODE("unmapped-code", "Unmapped code"),
        UNMAPPED_UNIT("unmapped-unit", "Unmapped unit"),
        UNKNOWN_ORDER("unknown-order", "Unknown order"),
        UNSOLICITED("unsolicited", "Unsolicited"),
        AMBIGUOUS_SAMPLE("ambiguous-sample", "Ambiguous sample"),
        WOULD_UNDO("would-undo", "Would undo"),
        MAPPING_FAILED("mapping-failed", "Mapping failed"),
        QUALITY_CONTROL("quality-control", "Quality control"),
        INCOMPLETE("incomplete", "Incomplete"),
        NOT_PERMITTED("not-permitted", "Not permitted"),
        UNKNOWN_RECORD("unknown-record", "Unknown record"),
        NO_IDENTITY("no-identity", "No identity"),
        MISSING_CONTENT("missing-content", "Missing content"),
        NOT_UNDERSTOOD("not-understood", "Not understood"),
        CONTRADICTION("contradiction", "Contradiction"),
        REFUSED("refused", "Refused");

        private final String code;
        private final String display;

        Reason(String code, String display) {
            this.code = code;
            this.display = display;
        }

        static Optional<Reason> of(String code) {
            return Arrays.stream(values())
                    .filter(reason -> reason.code.equals(code))
                    .findFirst();
        }

        /** Its code in the code system of held reasons. */
        public String code() {
            return code;
        }

        String display() {
            return display;
        }
    }
}
