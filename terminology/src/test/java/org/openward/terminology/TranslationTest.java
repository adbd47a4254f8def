package org.openward.terminology;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.ConceptMap;
import org.hl7.fhir.r4.model.ConceptMap.ConceptMapGroupComponent;
import org.hl7.fhir.r4.model.ConceptMap.ConceptMapGroupUnmappedMode;
import org.hl7.fhir.r4.model.ConceptMap.TargetElementComponent;
import org.hl7.fhir.r4.model.Enumerations.ConceptMapEquivalence;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.openward.profiles.Systems;

class TranslationTest {
    private static final String ANALYZER = "https://lab.example/codes";

    private final ConceptMap map = new ConceptMap();
    private final ConceptMapGroupComponent tests = map.addGroup().setTarget(Systems.LOINC);

    @Test
    void a_local_code_becomes_the_code_of_the_target_system() {
        says("WBC", ConceptMapEquivalence.EQUIVALENT, "6690-2").setDisplay("Leukocytes");

        Optional<Coding> translated = new Translation(map).of("WBC");

        assertThat(translated).hasValueSatisfying(coding -> {
            assertThat(coding.getSystem()).isEqualTo(Systems.LOINC);
            assertThat(coding.getCode()).isEqualTo("6690-2");
            assertThat(coding.getDisplay()).isEqualTo("Leukocytes");
        });
    }

    @Test
    void a_code_that_the_map_does_not_list_has_no_translation() {
        says("WBC", ConceptMapEquivalence.EQUIVALENT, "6690-2");

        Translation translation = new Translation(map);

        assertThat(translation.of("RBC")).isEmpty();
        assertThat(translation.lists("RBC")).isFalse();
    }

    @Test
    void upper_and_lower_case_are_different_codes() {
        says("Hb", ConceptMapEquivalence.EQUAL, "718-7");

        assertThat(new Translation(map).of("HB")).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(names = {"EQUAL", "EQUIVALENT", "WIDER", "SUBSUMES"})
    void a_target_that_says_no_more_than_the_source_counts(ConceptMapEquivalence equivalence) {
        says("WBC", equivalence, "6690-2");

        assertThat(code(new Translation(map).of("WBC"))).contains("6690-2");
    }

    @ParameterizedTest
    @EnumSource(names = {"NARROWER", "SPECIALIZES", "INEXACT", "RELATEDTO", "UNMATCHED", "DISJOINT"})
    void a_target_that_would_be_a_guess_does_not_count(ConceptMapEquivalence equivalence) {
        says("WBC", equivalence, "6690-2");

        assertThat(new Translation(map).of("WBC")).isEmpty();
        assertThat(new Translation(map).lists("WBC")).isTrue();
    }

    @Test
    void the_closest_target_wins() {
        says("WBC", ConceptMapEquivalence.WIDER, "26464-8");
        says("WBC", ConceptMapEquivalence.EQUAL, "6690-2");

        assertThat(code(new Translation(map).of("WBC"))).contains("6690-2");
    }

    @Test
    void two_different_targets_of_one_rank_are_no_translation() {
        says("WBC", ConceptMapEquivalence.EQUIVALENT, "26464-8");
        says("WBC", ConceptMapEquivalence.EQUIVALENT, "6690-2");

        assertThat(new Translation(map).of("WBC")).isEmpty();
    }

    @Test
    void a_target_that_depends_on_another_property_does_not_count() {
        says("GLU", ConceptMapEquivalence.EQUAL, "2345-7").addDependsOn().setProperty("specimen");

        assertThat(new Translation(map).of("GLU")).isEmpty();
    }

    @Test
    void a_group_for_another_source_system_is_passed_over() {
        tests.setSource("https://other.example/codes");
        says("WBC", ConceptMapEquivalence.EQUAL, "6690-2");

        Translation translation = new Translation(map);

        assertThat(translation.of(new Coding(ANALYZER, "WBC", null))).isEmpty();
        assertThat(code(translation.of(new Coding("https://other.example/codes", "WBC", null))))
                .contains("6690-2");
    }

    @Test
    void an_unlisted_code_is_kept_when_the_map_says_so() {
        tests.getUnmapped().setMode(ConceptMapGroupUnmappedMode.PROVIDED);

        assertThat(code(new Translation(map).of("718-7"))).contains("718-7");
    }

    @Test
    void an_unlisted_code_becomes_the_fixed_code_when_the_map_says_so() {
        tests.getUnmapped().setMode(ConceptMapGroupUnmappedMode.FIXED).setCode("11502-2");

        assertThat(code(new Translation(map).of("anything"))).contains("11502-2");
    }

    @Test
    void an_unlisted_code_is_looked_up_in_the_map_that_is_named() {
        leftTo("https://lab.example/ConceptMap/common");
        ConceptMap common = new ConceptMap();
        common.addGroup()
                .setTarget(Systems.LOINC)
                .addElement()
                .setCode("WBC")
                .addTarget()
                .setCode("6690-2")
                .setEquivalence(ConceptMapEquivalence.EQUAL);

        Translation translation = new Translation(map, url -> Optional.of(common));

        assertThat(code(translation.of("WBC"))).contains("6690-2");
    }

    @Test
    void maps_that_name_each_other_end_without_a_translation() {
        map.setUrl("https://lab.example/ConceptMap/own");
        leftTo("https://lab.example/ConceptMap/own");

        Translation translation = new Translation(map, url -> Optional.of(map));

        assertThat(translation.of("WBC")).isEmpty();
    }

    @Test
    void a_code_listed_as_unmatched_is_not_left_to_the_rest() {
        tests.addElement().setCode("QC").addTarget().setEquivalence(ConceptMapEquivalence.UNMATCHED);
        tests.getUnmapped().setMode(ConceptMapGroupUnmappedMode.PROVIDED);

        assertThat(new Translation(map).of("QC")).isEmpty();
    }

    @Test
    void the_codes_of_a_map_are_also_those_of_the_map_that_it_leaves_the_rest_to() {
        says("WBC", ConceptMapEquivalence.EQUIVALENT, "6690-2");
        leftTo("https://lab.example/rest");
        ConceptMap rest = new ConceptMap().setUrl("https://lab.example/rest");
        rest.addGroup().addElement().setCode("HGB");

        assertThat(new Translation(map, url -> Optional.of(rest)).sources()).containsExactly("WBC", "HGB");
    }

    private TargetElementComponent says(String code, ConceptMapEquivalence equivalence, String target) {
        return tests.addElement().setCode(code).addTarget().setCode(target).setEquivalence(equivalence);
    }

    private void leftTo(String url) {
        tests.getUnmapped().setMode(ConceptMapGroupUnmappedMode.OTHERMAP).setUrl(url);
    }

    private static Optional<String> code(Optional<Coding> coding) {
        return coding.map(Coding::getCode);
    }
}
