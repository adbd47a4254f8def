package org.openward.laboratory;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.hl7.fhir.r4.model.Attachment;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Observation.ObservationStatus;
import org.hl7.fhir.r4.model.Quantity;
import org.hl7.fhir.r4.model.StringType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.openward.fhir.contents.LargeContents;
import org.openward.profiles.Extensions;

class ResultContentTest {
    @Test
    void the_same_result_from_another_message_in_another_status_tells_the_same() {
        var other = aResult().setStatus(ObservationStatus.FINAL);
        other.setId("7");
        other.addIdentifier().setValue("another");

        assertThat(ResultContent.areSame(aResult(), other)).isTrue();
    }

    @ParameterizedTest
    @MethodSource
    void whatever_the_physician_reads_makes_another_result(Consumer<Observation> change) {
        var other = aResult();
        change.accept(other);

        assertThat(ResultContent.areSame(aResult(), other)).isFalse();
    }

    static Stream<Consumer<Observation>> whatever_the_physician_reads_makes_another_result() {
        return Stream.of(
                result -> result.setValue(new Quantity(11)),
                result -> result.setValue(null),
                result -> result.setValue(null).setDataAbsentReason(new CodeableConcept().setText("Clotted")),
                result -> result.getComponentFirstRep().setValue(new StringType("other")),
                result -> result.addInterpretation().setText("LL"),
                result -> result.getReferenceRangeFirstRep().setText("11-15"),
                result -> result.addNote().setText("Clotted"),
                result -> result.setBodySite(new CodeableConcept().setText("Left arm")),
                result -> result.addExtension(Extensions.RESULT_ATTACHMENT, picture("other")));
    }

    @Test
    void a_picture_is_the_same_wherever_its_content_lies() {
        var large = "x".repeat(LargeContents.LONGEST_WITHIN + 1);
        var within = aResult();
        within.getComponentFirstRep().addExtension(Extensions.RESULT_ATTACHMENT, picture(large));
        var beside = within.copy();
        new LargeContents().takeOut(beside, "Observation/1", null);

        assertThat(ResultContent.areSame(beside, within)).isTrue();
    }

    private static Attachment picture(String content) {
        return new Attachment().setContentType("image/png").setData(content.getBytes(StandardCharsets.UTF_8));
    }

    private static Observation aResult() {
        var result = new Observation().setStatus(ObservationStatus.PRELIMINARY).setValue(new Quantity(10));
        result.addComponent().setValue(new StringType("a part"));
        result.addReferenceRange().setText("12-15");
        return result;
    }
}
