package org.openward.laboratory;

import static org.assertj.core.api.Assertions.assertThat;

import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.DateTimeType;
import org.hl7.fhir.r4.model.Specimen;
import org.hl7.fhir.r4.model.Specimen.SpecimenStatus;
import org.junit.jupiter.api.Test;

class SampleContentTest {
    @Test
    void the_same_description_changes_nothing() {
        assertThat(SampleContent.bring(described("Blood"), described("Blood"))).isFalse();
    }

    @Test
    void another_description_takes_its_place() {
        var onFile = described("Blood");
        var incoming = described("Serum").setStatus(SpecimenStatus.UNAVAILABLE);
        incoming.addCondition().setText("Hemolyzed");

        assertThat(SampleContent.bring(onFile, incoming)).isTrue();

        assertThat(onFile.getType().getText()).isEqualTo("Serum");
        assertThat(onFile.getStatus()).isEqualTo(SpecimenStatus.UNAVAILABLE);
        assertThat(onFile.getConditionFirstRep().getText()).isEqualTo("Hemolyzed");
    }

    @Test
    void what_an_order_says_of_it_by_the_way_only_fills_in_what_is_missing() {
        var onFile = described("Blood");
        var hint = new Specimen().setType(new CodeableConcept().setText("Serum"));
        hint.getCollection().setCollected(new DateTimeType("2026-11-21T08:00:00Z"));

        assertThat(SampleContent.bring(onFile, hint)).isTrue();

        assertThat(onFile.getType().getText()).isEqualTo("Blood");
        assertThat(onFile.getCollection().hasCollected()).isTrue();
    }

    @Test
    void that_a_person_found_it_unsatisfactory_stays() {
        var onFile = described("Blood").setStatus(SpecimenStatus.UNSATISFACTORY);

        assertThat(SampleContent.bring(onFile, described("Blood"))).isFalse();
    }

    private static Specimen described(String type) {
        return new Specimen().setStatus(SpecimenStatus.AVAILABLE).setType(new CodeableConcept().setText(type));
    }
}
