package org.openward.privacy.retention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openward.privacy.retention.RetentionSettings.Rule;

class RetentionSettingsTest {
    @ParameterizedTest
    @ValueSource(strings = {"AuditEvent", "Binary", "Invoice", "PaymentReconciliation", "Patient", "Consent", "Task"})
    void what_must_never_go_for_its_age_has_no_rule(String type) {
        assertThatThrownBy(() -> rule(type, Duration.ofDays(9000))).hasMessageContaining("never removed for its age");
    }

    @Test
    void nothing_is_forgotten_within_a_day() {
        assertThatThrownBy(() -> rule("QuestionnaireResponse", Duration.ofHours(23)))
                .hasMessageContaining("a day or more");
        assertThat(rule("QuestionnaireResponse", Duration.ofDays(1)).rules()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"QuestionaireResponse", "observation", ""})
    void a_type_that_does_not_exist_has_no_rule(String type) {
        assertThatThrownBy(() -> rule(type, Duration.ofDays(90)))
                .hasMessageContaining("openward.retention.rules.one.type")
                .hasMessageContaining("no type of FHIR");
    }

    private static RetentionSettings rule(String type, Duration olderThan) {
        return new RetentionSettings(Map.of("one", new Rule(type, null, olderThan)));
    }
}
