package org.openward.identity.registration;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RedirectPolicyTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://app.example/done",
                "https://app.example:8443/done?from=openward",
                "http://127.0.0.1/done",
                "http://127.0.0.1:9000/done",
                "http://[::1]/done"
            })
    void an_address_of_the_app_itself_will_do(String address) {
        assertThat(RedirectPolicy.objectionTo(address, true)).isEmpty();
        assertThat(RedirectPolicy.objectionTo(address, false)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://app.example/done",
                "http://localhost/done",
                "http://127.0.0.1.evil.example/done",
                "https://app.example/done#here",
                "https://user@app.example/done",
                "https://*.example/done",
                "https:///done",
                "https:app.example",
                "//app.example/done",
                "/done",
                "",
                "javascript:alert(1)",
                "data:text/html,hello",
                "file:///etc/passwd",
                "myapp:/done",
                "https://app.example\\@evil.example/done",
                "https://app.example/a b"
            })
    void what_somebody_else_could_receive_will_not(String address) {
        assertThat(RedirectPolicy.objectionTo(address, false)).isPresent();
        assertThat(RedirectPolicy.objectionTo(address, true)).isPresent();
    }

    @Test
    void a_scheme_of_its_own_is_for_an_app_without_a_secret() {
        assertThat(RedirectPolicy.objectionTo("org.example.app:/done", false)).isEmpty();
        assertThat(RedirectPolicy.objectionTo("org.example.app:/done", true)).isPresent();
    }

    @Test
    void an_address_has_an_end() {
        assertThat(RedirectPolicy.objectionTo("https://app.example/" + "x".repeat(500), false))
                .isPresent();
    }
}
