package org.openward.security;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.config.observation.SecurityObservationSettings;
import org.springframework.security.web.firewall.HttpFirewall;
import org.springframework.security.web.firewall.StrictHttpFirewall;

/** Takes from Spring Security what costs each request more than reading a record does. */
@Configuration(proxyBeanMethods = false)
class LightDoorsConfiguration {
    /** Requests are timed as a whole; a timer around each filter would cost as much as all filters together. */
    @Bean
    SecurityObservationSettings noTimersAroundFilters() {
        return SecurityObservationSettings.noObservations();
    }

    /**
     * As strict as Spring's own, whose regular expression goes through the whole token of each request. It also asks
     * whether each character is assigned; the web server reads headers as ISO 8859-1, where all are.
     */
    @Bean
    HttpFirewall firewall() {
        var firewall = new StrictHttpFirewall();
        firewall.setAllowedHeaderValues(value -> value.chars().noneMatch(Character::isISOControl));
        return firewall;
    }
}
