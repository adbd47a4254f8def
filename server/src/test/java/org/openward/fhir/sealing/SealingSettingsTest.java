package org.openward.fhir.sealing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.openward.profiles.Systems;

class SealingSettingsTest {
    private static SealingSettings with(String system) {
        return new SealingSettings(Set.of(system), null, Duration.ofSeconds(5));
    }

    @Test
    void any_identifier_system_can_be_named() {
        assertThat(with("https://healthid.ndhm.gov.in").systems()).hasSize(1);
        assertThat(with("urn:oid:1.2.36.146.595.217.0.1").systems()).hasSize(1);
    }

    @Test
    void what_is_no_system_is_refused() {
        for (var wrong : new String[] {"aadhaar", "https://a b", "https://a|b", "https://a\"b", "https://a%20b", ""}) {
            assertThatThrownBy(() -> with(wrong)).as(wrong).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void a_number_that_this_server_gives_itself_is_refused() {
        assertThatThrownBy(() -> with(Systems.MRN))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("this server's own");
    }
}
