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
    @ValueSource(strings = {"AuditEvent", "Invoice", "PaymentReconciliation", "Patient", "Consent", "Task"})
    void what_must_never_go_for_its_age_has_no_rule(String type) {
        assertThatThrownBy(() -> rule(type, Duration.ofDays(9000))).hasMessageContaining("never removed for its age");
    }

    @Test
    void nothing_is_forgotten_within_a_day() {
        assertThatThrownBy(() -> rule("QuestionnaireResponse", Duration.ofHours(23)))
                .hasMessageContaining("a day or more");
        assertThat(rule("QuestionnaireResponse", Duration.ofDays(1)).rules()).hasSize(1);
    }

    private static RetentionSettings rule(String type, Duration olderThan) {
        return new RetentionSettings(Map.of("one", new Rule(type, null, olderThan)));
    }
}
