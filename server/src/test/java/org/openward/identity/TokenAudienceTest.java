package org.openward.identity;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TokenAudienceTest {
    private static final String HERE = "https://hospital.example";

    private final TokenAudience unnamed = new TokenAudience(Set.of());
    private final TokenAudience named = new TokenAudience(Set.of("https://fhir.hospital.example", "urn:hospital"));

    @Test
    void a_token_is_for_the_api_of_the_address_at_which_it_was_asked_for() {
        assertThat(unnamed.of(HERE)).containsExactly(HERE + "/fhir");
        assertThat(unnamed.isMeantBy(HERE, List.of(HERE + "/fhir"))).isTrue();
        assertThat(unnamed.isMeantBy(HERE, List.of("https://other.example", HERE + "/fhir")))
                .isTrue();
    }

    @Test
    void or_for_what_the_operator_calls_the_server_wherever_it_was_asked_for() {
        assertThat(named.of(HERE)).containsExactly("https://fhir.hospital.example", "urn:hospital");
        assertThat(named.isMeantBy("https://10.0.0.7", named.of(HERE))).isTrue();
        assertThat(named.isMeantBy(HERE, List.of(HERE + "/fhir"))).isFalse();
    }

    @Test
    void any_other_is_not_for_us() {
        assertThat(unnamed.isMeantBy(null, List.of(HERE + "/fhir"))).isFalse();
        assertThat(unnamed.isMeantBy(HERE, null)).isFalse();
        assertThat(unnamed.isMeantBy(HERE, List.of())).isFalse();
        assertThat(unnamed.isMeantBy(HERE, List.of("demo"))).isFalse();
        assertThat(unnamed.isMeantBy(HERE, List.of("https://other.example/fhir")))
                .isFalse();
        assertThat(named.isMeantBy(null, List.of("urn:hospital"))).isFalse();
    }
}
