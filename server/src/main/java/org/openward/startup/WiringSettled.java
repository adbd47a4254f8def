package org.openward.startup;

import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.stereotype.Component;

/**
 * Tells Spring that no bean will be declared any more, before it makes the first one. Only then does Spring remember which beans
 * are of which type; it would say so itself after the web server is made, whose servlets need nearly every bean of the FHIR store.
 */
@Component
final class WiringSettled implements BeanFactoryPostProcessor {
    @Override
    public void postProcessBeanFactory(ConfigurableListableBeanFactory beans) {
        beans.freezeConfiguration();
    }
}
