package org.openward.fhir.reading;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.jpa.config.r4.FhirContextR4Config;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.beans.factory.support.BeanDefinitionRegistryPostProcessor;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.core.Ordered;
import org.springframework.stereotype.Component;

/** Lets all that reads FHIR in this server read JSON whole. */
@Component
final class WholeReading implements BeanDefinitionRegistryPostProcessor, Ordered {
    private static final String CONTEXT = "primaryFhirContext";

    @Override
    public int getOrder() {
        return LOWEST_PRECEDENCE;
    }

    @Override
    public void postProcessBeanDefinitionRegistry(BeanDefinitionRegistry registry) {
        var whole = new RootBeanDefinition(
                FhirContext.class, () -> FhirContextR4Config.configureFhirContext(new WholeContext()));
        whole.setPrimary(true);
        registry.removeBeanDefinition(CONTEXT);
        registry.registerBeanDefinition(CONTEXT, whole);
    }
}
