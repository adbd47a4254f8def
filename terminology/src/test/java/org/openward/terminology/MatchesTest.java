package org.openward.terminology;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Objects;
import java.util.Optional;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.ConceptMap;
import org.hl7.fhir.r4.model.ConceptMap.ConceptMapGroupComponent;
import org.hl7.fhir.r4.model.ConceptMap.ConceptMapGroupUnmappedMode;
import org.hl7.fhir.r4.model.Enumerations.ConceptMapEquivalence;
import org.junit.jupiter.api.Test;
import org.openward.terminology.Matches.Match;

class MatchesTest {
    private static final String LOCAL = "https://lab.example/codes";
    private static final String LOINC = "http://loinc.org";

    private final ConceptMap map = new ConceptMap().setUrl("https://lab.example/map");
    private final ConceptMapGroupComponent tests =
            map.addGroup().setSource(LOCAL).setTarget(LOINC);
    private final Matches matches = new Matches(null, url -> Optional.empty());

    @Test
    void every_target_is_a_match_however_near() {
        says("WBC", ConceptMapEquivalence.EQUIVALENT, "6690-2");
        says("WBC", ConceptMapEquivalence.RELATEDTO, "26464-8");

        assertThat(matches.of(map, coding("WBC")))
                .extracting(Match::equivalence)
                .containsExactly(ConceptMapEquivalence.EQUIVALENT, ConceptMapEquivalence.RELATEDTO);
        assertThat(matches.of(map, coding("RBC"))).isEmpty();
        assertThat(matches.of(map, new Coding("https://other.example", "WBC", null)))
                .isEmpty();
    }

    @Test
    void that_there_is_none_is_no_translation() {
        tests.addElement().setCode("QC").addTarget().setEquivalence(ConceptMapEquivalence.UNMATCHED);

        assertThat(matches.of(map, coding("QC"))).singleElement().satisfies(match -> {
            assertThat(match.isTranslation()).isFalse();
            assertThat(match.concept()).isNull();
        });
    }

    @Test
    void a_map_says_what_becomes_of_codes_that_it_does_not_list() {
        tests.getUnmapped().setMode(ConceptMapGroupUnmappedMode.FIXED).setCode("LP-OTHER");
        assertThat(matches.of(map, coding("RBC")))
                .singleElement()
                .satisfies(match -> assertThat(concept(match).getCode()).isEqualTo("LP-OTHER"));

        tests.getUnmapped().setMode(ConceptMapGroupUnmappedMode.PROVIDED);
        assertThat(matches.of(map, coding("RBC")))
                .singleElement()
                .satisfies(match -> assertThat(concept(match).getCode()).isEqualTo("RBC"));
    }

    @Test
    void another_map_may_know_and_two_that_name_each_other_end() {
        var other = new ConceptMap().setUrl("https://lab.example/other");
        var rest = other.addGroup().setSource(LOCAL).setTarget(LOINC);
        rest.addElement().setCode("RBC").addTarget().setCode("789-8").setEquivalence(ConceptMapEquivalence.EQUAL);
        rest.getUnmapped().setMode(ConceptMapGroupUnmappedMode.OTHERMAP).setUrl(map.getUrl());
        tests.getUnmapped().setMode(ConceptMapGroupUnmappedMode.OTHERMAP).setUrl(other.getUrl());
        var both = new Matches(null, url -> Optional.of(url.equals(map.getUrl()) ? map : other));

        assertThat(both.of(map, coding("RBC"))).extracting(Match::map).containsExactly(other.getUrl());
        assertThat(both.of(map, coding("nowhere"))).isEmpty();
    }

    @Test
    void backwards_wider_is_narrower() {
        says("WBC", ConceptMapEquivalence.WIDER, "6690-2");

        assertThat(matches.back(map, new Coding(LOINC, "6690-2", null)))
                .singleElement()
                .satisfies(match -> {
                    assertThat(match.equivalence()).isEqualTo(ConceptMapEquivalence.NARROWER);
                    assertThat(concept(match).getSystem()).isEqualTo(LOCAL);
                    assertThat(concept(match).getCode()).isEqualTo("WBC");
                });
    }

    @Test
    void what_holds_only_together_with_another_element_holds_in_neither_direction_for_the_code_alone() {
        var depending = tests.addElement().setCode("WBC").addTarget().setCode("6690-2");
        depending.addDependsOn().setProperty("https://lab.example/method").setValue("automated");
        var producing = tests.addElement().setCode("RBC").addTarget().setCode("789-8");
        producing.addProduct().setProperty("https://lab.example/method").setValue("manual");

        assertThat(matches.of(map, coding("WBC"))).isEmpty();
        assertThat(matches.back(map, new Coding(LOINC, "6690-2", null))).isEmpty();
        assertThat(matches.of(map, coding("RBC"))).hasSize(1);
        assertThat(matches.back(map, new Coding(LOINC, "789-8", null))).isEmpty();
    }

    @Test
    void a_map_of_another_version_of_the_code_system_says_nothing() {
        says("WBC", ConceptMapEquivalence.EQUAL, "6690-2");
        assertThat(matches.of(map, coding("WBC").setVersion("2"))).hasSize(1);

        tests.setSourceVersion("1").setTargetVersion("2.81");

        assertThat(matches.of(map, coding("WBC").setVersion("2"))).isEmpty();
        assertThat(matches.of(map, coding("WBC").setVersion("1"))).hasSize(1);
        assertThat(matches.of(map, coding("WBC"))).hasSize(1);
        assertThat(matches.back(map, new Coding(LOINC, "6690-2", null).setVersion("2.80")))
                .isEmpty();
    }

    @Test
    void only_the_code_system_asked_for_is_a_target() {
        says("WBC", ConceptMapEquivalence.EQUAL, "6690-2");

        assertThat(new Matches("http://snomed.info/sct", url -> Optional.empty()).of(map, coding("WBC")))
                .isEmpty();
        assertThat(new Matches(LOINC, url -> Optional.empty()).of(map, coding("WBC")))
                .hasSize(1);
    }

    private void says(String code, ConceptMapEquivalence equivalence, String target) {
        tests.addElement().setCode(code).addTarget().setCode(target).setEquivalence(equivalence);
    }

    private static Coding concept(Match match) {
        return Objects.requireNonNull(match.concept());
    }

    private static Coding coding(String code) {
        return new Coding(LOCAL, code, null);
    }
}
