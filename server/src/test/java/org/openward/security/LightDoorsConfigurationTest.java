package org.openward.security;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.mock.web.MockFilterChain;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
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
}
