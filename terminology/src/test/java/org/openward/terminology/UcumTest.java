package org.openward.terminology;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UcumTest {
    private static final Ucum UCUM = new Ucum();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "10*3/uL",
                "10*12/L",
                "g/dL",
                "fL",
                "pg",
                "%",
                "1",
                "mmol/L",
                "[IU]/L",
                "meq/L",
                "U/L",
                "mm[Hg]",
                "{INR}",
                "mL/min/{1.73_m2}",
                "mm/h",
                "[pH]",
                "Cel"
            })
    void a_unit_of_the_laboratory_is_a_unit(String code) {
        assertThat(UCUM.isUnit(code)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "x10^3/uL",
                "IU/L",
                "mEq/L",
                "mg/DL",
                "g//dL",
                "g/",
                "g.",
                "/",
                "µmol/L",
                "mg / dL",
                "furlongs"
            })
    void anything_else_is_not(String code) {
        assertThat(UCUM.isUnit(code)).isFalse();
    }

    @Test
    void an_overlong_unit_is_not_even_looked_at() {
        assertThat(UCUM.isUnit("m".repeat(10_000))).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"10*3/uL, 10*3/uL", "[IU]/L, IU/L", "mm[Hg], mmHg", "g/dL, g/dL", "%, %"})
    void a_unit_is_shown_as_people_write_it(String code, String display) {
        assertThat(UCUM.display(code)).isEqualTo(display);
    }

    @Test
    void units_of_one_kind_are_comparable() {
        assertThat(UCUM.areComparable("g/dL", "g/L")).isTrue();
        assertThat(UCUM.areComparable("g/dL", "mmol/L")).isFalse();
        assertThat(UCUM.areComparable("g/dL", "furlongs")).isFalse();
    }
}
