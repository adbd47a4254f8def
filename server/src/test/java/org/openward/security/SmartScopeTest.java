package org.openward.security;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SmartScopeTest {
    @ParameterizedTest
    @CsvSource({
        "system/*.cruds,                  system/Patient.rs,                          true",
        "system/*.cruds,                  system/Observation.rs?category=laboratory,  true",
        "system/*.cruds,                  system/*.read,                              true",
        "system/*.cruds,                  system/*.*,                                 true",
        "system/*.*,                      system/*.cruds,                             true",
        "system/*.read,                   system/*.rs,                                true",
        "system/*.write,                  system/Patient.cud,                         true",
        "system/*.read,                   system/Patient.cud,                         false",
        "system/*.rs,                     system/*.cruds,                             false",
        "system/Patient.rs,               system/*.rs,                                false",
        "system/Patient.rs,               system/Observation.rs,                      false",
        "system/*.cruds,                  user/Patient.rs,                            false",
        "user/*.cruds,                    patient/Patient.rs,                         false",
        "system/Observation.rs?category=laboratory, system/Observation.rs,            false",
        "system/Observation.rs?category=laboratory, system/Observation.r?category=laboratory, true",
        "system/Observation.rs?category=laboratory, system/Observation.rs?category=vital-signs, false",
        "system/Observation.rs?category=laboratory, system/Observation.rs?status=final&category=laboratory, true"
    })
    void a_scope_covers_what_is_narrower(String registered, String asked, boolean covered) {
        var wide = SmartScope.parse(registered).orElseThrow();
        var narrow = SmartScope.parse(asked).orElseThrow();

        assertThat(wide.covers(narrow)).isEqualTo(covered);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "system/Patient",
                "system/Patient.",
                "system/Patient.sr",
                "system/Patient.x",
                "system/patient.r",
                "device/Patient.r",
                "system/Observation.rs?",
                "system/Observation.rs?category",
                "system/Observation.rs?category=a,b",
                "system/*.rs?category=laboratory",
                "system/Observation.rs?_count=5",
                "system/Observation.rs?_lastUpdated=gt2999-01-01",
                "system/Observation.rs?category=laboratory&_sort=date",
                "system/Observation.rs?_idle=5",
                "openid",
                ""
            })
    void what_is_no_scope_is_not_read_as_one(String text) {
        assertThat(SmartScope.parse(text)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "_tag=http://example.org/tags|shown",
                "_id=123",
                "code:not=http://loinc.org|8867-4",
                "_security:not=R",
                "subject:Patient.name=anna",
                "_has:Observation:patient:code=8867-4"
            })
    void a_restriction_is_a_condition_of_a_search(String condition) {
        assertThat(SmartScope.parse("system/Patient.rs?" + condition)
                        .orElseThrow()
                        .restriction())
                .containsExactly(condition);
    }

    @Test
    void the_words_of_version_1_mean_letters() {
        assertThat(SmartScope.parse("user/Patient.read").orElseThrow().interactions())
                .containsExactlyInAnyOrder(Interaction.READ, Interaction.SEARCH);
        assertThat(SmartScope.parse("user/Patient.write").orElseThrow().interactions())
                .containsExactlyInAnyOrder(Interaction.CREATE, Interaction.UPDATE, Interaction.DELETE);
    }
}
