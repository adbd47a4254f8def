package org.openward.terminology;

import static org.assertj.core.api.Assertions.assertThat;

import ca.uhn.fhir.context.FhirContext;
import java.util.List;
import java.util.Locale;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.ConceptMap;
import org.hl7.fhir.r4.model.ConceptMap.SourceElementComponent;
import org.hl7.fhir.r4.model.Enumerations.ConceptMapEquivalence;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.openward.profiles.Definitions;
import org.openward.profiles.Systems;

class AnalyzerUnitsTest {
    private static final Ucum UCUM = new Ucum();
    private static final Definitions DEFINITIONS = new Definitions(FhirContext.forR4Cached());

    private final AnalyzerUnits units = new AnalyzerUnits(UCUM, List.of(AnalyzerUnits.common(DEFINITIONS)));

    @ParameterizedTest
    @CsvSource({
        "10*3/uL, 10*3/uL",
        "x10^3/uL, 10*3/uL",
        "10^3/uL, 10*3/uL",
        "10*3/µL, 10*3/uL",
        "10*3/μL, 10*3/uL",
        "K/uL, 10*3/uL",
        "M/uL, 10*6/uL",
        "10^9/L, 10*9/L",
        "T/L, 10*12/L",
        "lakhs/cumm, 10*5/mm3",
        "g/dL, g/dL",
        "g/dl, g/dL",
        "gm/dl, g/dL",
        "fL, fL",
        "pg, pg",
        "%, %",
        "mmol/l, mmol/L",
        "µmol/L, umol/L",
        "mcg/dL, ug/dL",
        "IU/L, [IU]/L",
        "mIU/mL, m[IU]/mL",
        "µIU/mL, u[IU]/mL",
        "mEq/L, meq/L",
        "U/L, U/L",
        "sec, s",
        "mm/hr, mm/h",
        "mmHg, mm[Hg]",
        "mL/min/1.73m2, mL/min/{1.73_m2}",
        "' mg/dL ', mg/dL"
    })
    void what_an_analyzer_writes_is_understood(String spelling, String unit) {
        assertThat(units.of(spelling)).hasValueSatisfying(coding -> {
            assertThat(coding.getSystem()).isEqualTo(Systems.UCUM);
            assertThat(coding.getCode()).isEqualTo(unit);
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"G/L", "PG", "U/ML", "MU/L", "MG/DL", "furlongs", "x10^3", ""})
    void what_could_be_two_units_or_none_is_not_guessed(String spelling) {
        assertThat(units.of(spelling)).isEmpty();
    }

    @Test
    void the_display_is_what_people_write() {
        assertThat(units.of("IU/L").map(Coding::getDisplay)).contains("IU/L");
    }

    @Test
    void the_analyzers_own_map_is_asked_first() {
        ConceptMap own = new ConceptMap();
        own.addGroup()
                .setTarget(Systems.UCUM)
                .addElement()
                .setCode("G/L")
                .addTarget()
                .setCode("g/L")
                .setEquivalence(ConceptMapEquivalence.EQUIVALENT);

        AnalyzerUnits ownFirst =
                new AnalyzerUnits(UCUM, List.of(new Translation(own), AnalyzerUnits.common(DEFINITIONS)));

        assertThat(ownFirst.of("G/L").map(Coding::getCode)).contains("g/L");
        assertThat(ownFirst.of("K/uL").map(Coding::getCode)).contains("10*3/uL");
    }

    @Test
    void every_published_spelling_means_a_unit_of_ucum_or_says_why_not() {
        assertThat(spellings()).hasSizeGreaterThan(500).allSatisfy(spelling -> assertThat(spelling.getTargetFirstRep())
                .matches(target -> target.getEquivalence() == ConceptMapEquivalence.UNMATCHED
                        ? target.hasComment()
                        : UCUM.isUnit(target.getCode())));
    }

    @Test
    void no_published_spelling_turns_a_capital_prefix_into_a_small_one() {
        assertThat(spellings())
                .filteredOn(spelling -> spelling.getCode().matches("M(g|mol|U|IU|eq)/.*"))
                .allSatisfy(spelling -> assertThat(units.of(spelling.getCode())).isEmpty());
        assertThat(spellings())
                .extracting(SourceElementComponent::getCode)
                .doesNotHaveDuplicates()
                .filteredOn(code -> code.equals(code.toUpperCase(Locale.ROOT)) && code.endsWith("/ML"))
                .allSatisfy(code -> assertThat(units.of(code)).isEmpty());
    }

    private static List<SourceElementComponent> spellings() {
        return DEFINITIONS
                .named(ConceptMap.class, AnalyzerUnits.COMMON_SPELLINGS)
                .getGroupFirstRep()
                .getElement();
    }
}
