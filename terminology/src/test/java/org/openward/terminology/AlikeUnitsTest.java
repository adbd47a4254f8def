package org.openward.terminology;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AlikeUnitsTest {
    private static final Ucum UCUM = new Ucum();
    private static final AlikeUnits UNITS = new AlikeUnits(UCUM);

    @ParameterizedTest
    @CsvSource({
        "5.4, mg/dL, g/L, 0.054",
        "1, mmol/L, umol/L, 1000",
        "120, mm[Hg], kPa, 15.99864",
        "4.5, 10*3/uL, 10*9/L, 4.5",
        "60, /min, /s, 1",
        "1, kg, [lb_av], 2.20462262185",
        "37, Cel, [degF], 98.6",
        "37, Cel, K, 310.15",
        "60, U/L, ukat/L, 1",
        "2.125984, [in_i], m, 0.0539999936",
        "5.4, [in_i], m, 0.13716",
        "1.7526, m, [in_i], 69",
        "154.3235835, [lb_av], kg, 70",
        "10.5, d, wk, 1.5",
        "2.5, a, mo, 30",
        "72.5, /min, /s, 1.208333333",
        "543.21987, mg/dL, g/L, 5.4321987",
        "14.5, [psi], kPa, 99.973980751",
    })
    void a_value_is_the_same_in_another_unit(BigDecimal value, String from, String to, BigDecimal expected) {
        assertThat(UNITS.of(from)).contains(to);
        assertThat(UNITS.converted(value, from, to)).hasValueSatisfying(converted -> assertThat(converted)
                .isCloseTo(expected, Offset.offset(new BigDecimal("0.000001"))));
    }

    @Test
    void every_unit_of_a_kind_is_one_of_ucum_and_can_be_converted_into_the_others() {
        for (var first : new String[] {
            "g/L", "mol/L", "eq/L", "U/L", "[IU]/L", "10*3/uL", "m", "kg", "L", "s", "mm[Hg]", "/min", "Cel", "kcal",
            "Bq"
        }) {
            for (var other : UNITS.of(first)) {
                assertThat(UCUM.isUnit(other)).as(other).isTrue();
                assertThat(UNITS.converted(BigDecimal.ONE, first, other))
                        .as("%s in %s", first, other)
                        .isPresent();
            }
        }
    }

    @Test
    void charges_are_no_moles_and_arbitrary_units_no_enzyme_units() {
        assertThat(UNITS.of("mmol/L")).doesNotContain("meq/L");
        assertThat(UNITS.of("[IU]/L")).doesNotContain("U/L");
        assertThat(UNITS.of("{score}")).containsExactly("{score}");
    }
}
