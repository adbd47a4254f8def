package org.openward.interfaceengine.desk;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.openward.hl7v2.changes.Change.MergePatients;
import org.openward.hl7v2.changes.Change.Put;
import org.openward.hl7v2.changes.IntendedChanges;
import org.openward.hl7v2.results.PatientAsSent;
import org.openward.hl7v2.results.PatientAsSent.SentIdentifier;
import org.openward.interfaceengine.changes.ChangeDesk;
import org.openward.interfaceengine.desk.Explanation.Decision;
import org.openward.interfaceengine.desk.Explanation.Finding;
import org.openward.laboratory.Preview;

/** Every decision that was made about a message that wants records changed. */
final class ExplainedChanges {
    private ExplainedChanges() {}

    static List<Decision> of(IntendedChanges intended, Preview preview) {
        var decisions = new ArrayList<Decision>();
        var patients = preview.findings().stream().map(Preview.Finding::patient).toList();
        if (intended.changes().stream().anyMatch(MergePatients.class::isInstance)) {
            intended.changes().stream()
                    .map(MergePatients.class::cast)
                    .forEach(merge -> decisions.add(new Decision(
                            "MRG-1",
                            "merge",
                            numbers(merge.prior()) + " into " + numbers(merge.survivor()),
                            patients.isEmpty() ? Finding.NOT_FOUND : Finding.FOUND,
                            patients.isEmpty() ? null : "Patient/" + patients.get(0),
                            patients.size() > 1
                                    ? "Patient/" + patients.get(1) + " would end"
                                    : "Nobody would end of whom there is a record in use")));
        } else if (!ChangeDesk.isAboutNobody(intended)) {
            decisions.add(new Decision(
                    "PID-3",
                    "patient",
                    numbers(intended.patient()),
                    patients.isEmpty() ? Finding.NOT_FOUND : Finding.FOUND,
                    patients.isEmpty() ? null : "Patient/" + patients.get(0),
                    ""));
        }
        intended.changes().stream()
                .filter(Put.class::isInstance)
                .map(Put.class::cast)
                .filter(put -> !put.erased().isEmpty())
                .forEach(put -> decisions.add(new Decision(
                        put.resource().fhirType(),
                        "erased",
                        String.join(", ", put.erased().stream().sorted().toList()),
                        Finding.FOUND,
                        null,
                        "")));
        intended.holds()
                .forEach(hold -> decisions.add(new Decision(
                        hold.place().toString(), word(hold.reason()), "", Finding.IN_THE_WAY, null, hold.text())));
        intended.aside()
                .forEach(place ->
                        decisions.add(new Decision(place.toString(), "segment", "", Finding.KEPT_ASIDE, null, "")));
        intended.remarks()
                .forEach(remark -> decisions.add(new Decision(
                        remark.place().toString(), word(remark.kind()), "", Finding.DOUBTED, null, remark.text())));
        return decisions;
    }

    private static String numbers(PatientAsSent patient) {
        return patient.identifiers().stream().map(SentIdentifier::value).collect(Collectors.joining(", "));
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
