package org.openward.fhir.disclosure;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.OperationOutcome;
import org.hl7.fhir.r4.model.OperationOutcome.IssueType;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.Patient;
import org.junit.jupiter.api.Test;

/** What an operation shows is found wherever it stands, and taken out there. */
class OperationAnswerTest {
    private final Observation hidden = new Observation();
    private final Patient shown = new Patient();

    private Set<IBaseResource> closed() {
        Set<IBaseResource> closed = Collections.newSetFromMap(new IdentityHashMap<>());
        closed.add(hidden);
        return closed;
    }

    @Test
    void a_record_in_a_part_of_a_part_is_taken_out() {
        var answer = new Parameters();
        answer.addParameter().setName("patient").setResource(shown);
        answer.addParameter().setName("change").addPart().setName("resource").setResource(hidden);

        assertThat(OperationAnswer.records(answer)).containsExactlyElementsOf(List.of(shown, hidden));
        assertThat(OperationAnswer.without(closed(), answer)).isSameAs(answer);
        assertThat(OperationAnswer.records(answer)).containsExactly(shown);
        assertThat(answer.getParameter().get(1).getPartFirstRep().hasResource()).isFalse();
    }

    @Test
    void an_entry_of_a_list_within_is_taken_out_and_no_longer_counted() {
        var list = new Bundle().setTotal(2);
        list.addEntry().setResource(shown);
        list.addEntry().setResource(hidden);
        var answer = new Parameters();
        answer.addParameter().setName("return").setResource(list);

        OperationAnswer.without(closed(), answer);

        assertThat(OperationAnswer.records(answer)).containsExactly(shown);
        assertThat(list.hasTotal()).isFalse();
    }

    @Test
    void of_an_answer_that_is_the_record_itself_it_is_said_that_something_is_kept_back() {
        var answer = OperationAnswer.without(closed(), hidden);

        assertThat(((OperationOutcome) answer).getIssueFirstRep().getCode()).isEqualTo(IssueType.SUPPRESSED);
    }
}
