package org.openward.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;

class ShownTokenTest {
    private final ShownToken tokens = new ShownToken();

    @ParameterizedTest
    @ValueSource(strings = {"Bearer ey-J_0.b.Zz9", "bearer ey-J_0.b.Zz9", "BEARER ey-J_0.b.Zz9"})
    void the_token_follows_the_scheme(String header) {
        assertThat(tokens.resolve(showing(header))).isEqualTo("ey-J_0.b.Zz9");
    }

    @Test
    void other_letters_are_judged_by_spring() {
        assertThat(tokens.resolve(showing("Bearer a+b/c~d=="))).isEqualTo("a+b/c~d==");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Bearer",
                "Bearer ",
                "Bearer =",
                "Bearer  a.b.c",
                "Bearer a.b.c ",
                "Bearer a b",
                "Bearer a.b.c,d",
                "Bearer \u00e4",
                "bearerx"
            })
    void what_is_no_token_is_malformed(String header) {
        assertMalformed(header);
    }

    @Test
    void other_schemes_show_none() {
        assertThat(tokens.resolve(showing("Basic YTpi"))).isNull();
        assertThat(tokens.resolve(new MockHttpServletRequest())).isNull();
    }

    @Test
    void a_token_in_the_address_is_none() {
        var request = new MockHttpServletRequest();
        request.setParameter("access_token", "a.b.c");

        assertThat(tokens.resolve(request)).isNull();
    }

    private void assertMalformed(String header) {
        assertThatThrownBy(() -> tokens.resolve(showing(header)))
                .isInstanceOf(OAuth2AuthenticationException.class)
                .hasMessageContaining("malformed");
    }

    private static MockHttpServletRequest showing(String header) {
        var request = new MockHttpServletRequest();
        request.addHeader("Authorization", header);
        return request;
    }
}
