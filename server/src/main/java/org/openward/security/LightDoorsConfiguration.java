package org.openward.security;

import jakarta.servlet.Filter;
import jakarta.servlet.http.HttpServletRequest;
import org.springframework.beans.factory.support.BeanDefinitionRegistryPostProcessor;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.config.observation.SecurityObservationSettings;
import org.springframework.security.oauth2.server.resource.web.BearerTokenResolver;
import org.springframework.security.web.firewall.FirewalledRequest;
import org.springframework.security.web.firewall.HttpFirewall;
import org.springframework.security.web.firewall.RequestRejectedException;
import org.springframework.security.web.firewall.StrictHttpFirewall;
import org.springframework.web.servlet.handler.HandlerMappingIntrospector;

/** Takes from Spring Security what costs each request more than reading a record does. */
@Configuration(proxyBeanMethods = false)
class LightDoorsConfiguration {
    private static final String INTROSPECTOR = "mvcHandlerMappingIntrospector";

    /** Requests are timed as a whole; a timer around each filter would cost as much as all filters together. */
    @Bean
    SecurityObservationSettings noTimersAroundFilters() {
        return SecurityObservationSettings.noObservations();
    }

    /**
     * As strict as Spring's own, whose regular expression goes through the whole token of each request, each time that somebody asks for the
     * header. It also asks whether each character is assigned; the web server reads headers as ISO 8859-1, where all are.
     */
    @Bean
    HttpFirewall firewall() {
        var firewall = new HeadersLookedAtOnce();
        firewall.setAllowedHeaderNames(name -> true);
        firewall.setAllowedHeaderValues(value -> true);
        return firewall;
    }

    /** Turns away the request that has a control character in a header, before anybody asks for one; a tab may stand in values. */
    private static final class HeadersLookedAtOnce extends StrictHttpFirewall {
        @Override
        public FirewalledRequest getFirewalledRequest(HttpServletRequest request) {
            for (var names = request.getHeaderNames(); names.hasMoreElements(); ) {
                var name = names.nextElement();
                requirePrintable(name, false);
                for (var values = request.getHeaders(name); values.hasMoreElements(); ) {
                    requirePrintable(values.nextElement(), true);
                }
            }
            return super.getFirewalledRequest(request);
        }

        private static void requirePrintable(String text, boolean mayHaveTabs) {
            for (var place = 0; place < text.length(); place++) {
                var letter = text.charAt(place);
                if (Character.isISOControl(letter) && !(mayHaveTabs && letter == '\t')) {
                    throw new RequestRejectedException("A header of the request has a control character.");
                }
            }
        }
    }

    /** As strict as Spring's own. */
    @Bean
    BearerTokenResolver shownToken() {
        return new ShownToken();
    }

    /**
     * Spring asks all its controllers before each request whether it is for them, in case a door should want to know; none of ours does,
     * and records are served beside the controllers.
     */
    @Bean
    static BeanDefinitionRegistryPostProcessor controllersNotAskedBeforehand() {
        return registry -> {
            if (registry.containsBeanDefinition(INTROSPECTOR)) {
                registry.removeBeanDefinition(INTROSPECTOR);
                var unasked = new RootBeanDefinition(Unasked.class);
                unasked.setLazyInit(true);
                registry.registerBeanDefinition(INTROSPECTOR, unasked);
            }
        };
    }

    /** Answers when it is asked, and does nothing beforehand. */
    static final class Unasked extends HandlerMappingIntrospector {
        @Override
        public Filter createCacheFilter() {
            return (request, response, chain) -> chain.doFilter(request, response);
        }
    }
}
