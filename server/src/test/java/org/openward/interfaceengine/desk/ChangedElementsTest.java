package org.openward.interfaceengine.desk;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Observation.ObservationStatus;
import org.hl7.fhir.r4.model.Quantity;
import org.hl7.fhir.r4.model.Reference;
import org.junit.jupiter.api.Test;

class ChangedElementsTest {
    @Test
    void a_correction_changes_the_elements_that_it_says_otherwise_or_not_at_all() {
        var before = hemoglobin("10.9").setStatus(ObservationStatus.FINAL).setDevice(new Reference("Device/1"));
        before.getMeta().setVersionId("1");
        var after = hemoglobin("11.4").setStatus(ObservationStatus.CORRECTED);
        after.addNote().setText("Rerun");

        assertThat(ChangedElements.of(before, after)).containsExactly("device", "note", "status", "value[x]");
    }

    @Test
    void the_same_again_changes_nothing() {
        assertThat(ChangedElements.of(hemoglobin("10.9"), hemoglobin("10.9"))).isEmpty();
    }

    private static Observation hemoglobin(String value) {
        return new Observation().setValue(new Quantity().setValue(new BigDecimal(value)));
    }
}
