package org.openward.registration;

import org.hl7.fhir.r4.model.BooleanType;
import org.hl7.fhir.r4.model.OperationOutcome;
import org.hl7.fhir.r4.model.OperationOutcome.IssueSeverity;
import org.hl7.fhir.r4.model.OperationOutcome.IssueType;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.Patient;
import org.jspecify.annotations.Nullable;

/** What the operations of merging take and answer. */
final class MergeAnswer {
    private MergeAnswer() {}

    static NamedPatients checked(NamedPatients named, @Nullable BooleanType deleteSource) {
        if (isSet(deleteSource)) {
            throw UnclearMerge.deletes();
        }
        return named;
    }

    static boolean isSet(@Nullable BooleanType flag) {
        return flag != null && flag.booleanValue();
    }

    static Parameters merged(Patient survivor) {
        return answer("The patients are merged.", survivor);
    }

    static Parameters previewed(Patient survivor) {
        return answer("Nothing was written; the merge would make the survivor so.", survivor);
    }

    static Parameters undone() {
        return outcome("The merge is taken back: each record is again as it was before.");
    }

    private static Parameters answer(String text, Patient survivor) {
        var answer = outcome(text);
        answer.addParameter().setName("result").setResource(survivor);
        return answer;
    }

    private static Parameters outcome(String text) {
        var outcome = new OperationOutcome();
        outcome.addIssue()
                .setSeverity(IssueSeverity.INFORMATION)
                .setCode(IssueType.INFORMATIONAL)
                .setDiagnostics(text);
        var answer = new Parameters();
        answer.addParameter().setName("outcome").setResource(outcome);
        return answer;
    }
}
