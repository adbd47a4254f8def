package org.openward.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.servlet.http.HttpServletRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.mock.web.MockFilterChain;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.security.web.firewall.RequestRejectedException;
import org.springframework.web.context.support.GenericWebApplicationContext;
import org.springframework.web.servlet.HandlerMapping;
import org.springframework.web.servlet.handler.HandlerMappingIntrospector;

class LightDoorsConfigurationTest {
    @Test
    void no_controller_is_asked_before_the_doors() throws Exception {
        try (var server = new GenericWebApplicationContext()) {
            server.registerBeanDefinition(
                    "mvcHandlerMappingIntrospector", new RootBeanDefinition(HandlerMappingIntrospector.class));
            server.registerBean(HandlerMapping.class, () -> request -> {
                throw new AssertionError("asked");
            });
            server.addBeanFactoryPostProcessor(LightDoorsConfiguration.controllersNotAskedBeforehand());
            server.refresh();
            var chain = new MockFilterChain();

            server.getBean(HandlerMappingIntrospector.class)
                    .createCacheFilter()
                    .doFilter(new MockHttpServletRequest(), new MockHttpServletResponse(), chain);

            assertThat(chain.getRequest()).isNotNull();
        }
    }

    @ParameterizedTest
    @ValueSource(chars = {'\0', '\u0001', '\n', '\r', '\u007f', '\u0085'})
    void a_control_character_in_any_header_turns_the_request_away(char control) {
        assertTurnedAway("X-Nobody-Asks", "a" + control + "b");
        assertTurnedAway("X-" + control, "a");
    }

    @Test
    void a_tab_may_stand_in_a_value_and_not_in_a_name() {
        assertThat(let(withHeader("User-Agent", "one\ttwo")).getHeader("User-Agent"))
                .isEqualTo("one\ttwo");
        assertTurnedAway("X-\t", "a");
    }

    @Test
    void letters_of_any_language_are_no_control_characters() {
        assertThat(let(withHeader("X-Name", "M\u00fcller")).getHeader("X-Name")).isEqualTo("M\u00fcller");
    }

    private static void assertTurnedAway(String name, String value) {
        assertThatThrownBy(() -> let(withHeader(name, value))).isInstanceOf(RequestRejectedException.class);
    }

    private static HttpServletRequest let(HttpServletRequest request) {
        return new LightDoorsConfiguration().firewall().getFirewalledRequest(request);
    }

    private static HttpServletRequest withHeader(String name, String value) {
        var request = new MockHttpServletRequest("GET", "/fhir/Patient");
        request.addHeader(name, value);
        return request;
    }
}
