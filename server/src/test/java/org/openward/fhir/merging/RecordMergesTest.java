package org.openward.fhir.merging;

import static org.assertj.core.api.Assertions.assertThat;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.jpa.api.config.JpaStorageSettings;
import ca.uhn.fhir.jpa.provider.merge.OperationOutcomeWithStatusCode;
import ca.uhn.fhir.jpa.provider.merge.ResourceMergeService;
import ca.uhn.fhir.jpa.provider.merge.ResourceUndoMergeService;
import ca.uhn.fhir.jpa.provider.merge.UndoMergeOperationInputParameters;
import org.hl7.fhir.r4.model.OperationOutcome;
import org.junit.jupiter.api.Test;
import org.mockito.ArgumentCaptor;
import org.mockito.ArgumentMatchers;
import org.mockito.Mockito;
import org.openward.tenancy.Acting;
import org.openward.tenancy.Caller;
import org.openward.tenancy.TenantId;

class RecordMergesTest {
    private static final int MOVED = 7;

    @Test
    void a_merge_that_moved_as_many_as_it_may_can_be_taken_back_with_both_of_the_merged() {
        var settings = new JpaStorageSettings();
        settings.setMaxTransactionEntriesForWrite(MOVED);
        var done = new OperationOutcomeWithStatusCode();
        done.setHttpStatusCode(200);
        done.setOperationOutcome(new OperationOutcome());
        var undoing = Mockito.mock(ResourceUndoMergeService.class);
        var asked = ArgumentCaptor.forClass(UndoMergeOperationInputParameters.class);
        Mockito.when(undoing.undoMerge(asked.capture(), ArgumentMatchers.any(), ArgumentMatchers.any()))
                .thenReturn(done);
        var merges = new RecordMerges(
                Mockito.mock(ResourceMergeService.class), undoing, FhirContext.forR4Cached(), settings);

        Acting.as(Caller.server(TenantId.DEFAULT, "test"), () -> merges.undo("1", "2"));

        assertThat(asked.getValue().getResourceLimit()).isEqualTo(MOVED + 2);
    }
}
