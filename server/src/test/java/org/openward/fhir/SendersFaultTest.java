package org.openward.fhir;

import static org.assertj.core.api.Assertions.assertThat;

import ca.uhn.fhir.rest.api.server.SystemRequestDetails;
import ca.uhn.fhir.rest.server.exceptions.InternalErrorException;
import java.sql.SQLException;
import org.hl7.fhir.r4.model.OperationOutcome;
import org.hl7.fhir.r4.model.OperationOutcome.IssueType;
import org.junit.jupiter.api.Test;

class SendersFaultTest {
    private static InternalErrorException failed(String state) {
        return new InternalErrorException(new IllegalStateException(new SQLException("broken", state)));
    }

    @Test
    void a_statement_that_was_broken_off_is_no_failure_of_the_server() {
        var answer =
                SendersFault.in(failed("57014"), new SystemRequestDetails()).orElseThrow();

        assertThat(answer.getStatusCode()).isEqualTo(503);
        assertThat(((OperationOutcome) answer.getOperationOutcome())
                        .getIssueFirstRep()
                        .getCode())
                .isEqualTo(IssueType.TIMEOUT);
        assertThat(SendersFault.inAnEntry(failed("57014")).orElseThrow().getStatusCode())
                .isEqualTo(503);
    }

    @Test
    void a_value_that_no_database_keeps_is_the_senders_fault_and_a_broken_statement_is_not() {
        assertThat(SendersFault.inAnEntry(failed("22003")).orElseThrow().getStatusCode())
                .isEqualTo(400);
        assertThat(SendersFault.inAnEntry(failed("42601"))).isEmpty();
    }
}
