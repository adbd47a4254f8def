package org.openward.fhir.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import org.hl7.fhir.r4.model.OperationOutcome;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OutcomeWordsTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            value = {
                "HAPI-2001: Resource Patient/7 is not known ~ Resource Patient/7 is not known",
                "HAPI-1995: Resource Patient/7/_history/1 is not known ~ Resource Patient/7 is not known",
                "HAPI-0450: Failed to parse. Error was: HAPI-1851: DataFormatException at [1,55]: HAPI-1814: Wrong type"
                        + " ~ Failed to parse. Error was: [1,55]: Wrong type",
                "Refused by ca.uhn.fhir.rest.ResourceGoneException: it is gone ~ Refused by it is gone",
                "The exception to the rule is Exceptional ~ The exception to the rule is Exceptional"
            })
    void what_is_for_programmers_is_left_out(String before, String after) {
        var outcome = new OperationOutcome();
        outcome.addIssue().setDiagnostics(before);

        OutcomeWords.plain(outcome);

        assertThat(outcome.getIssueFirstRep().getDiagnostics()).isEqualTo(after);
    }
}
