package org.openward.fhir.start;

import org.openward.fhir.paths.SearchPaths;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.beans.factory.support.BeanDefinitionRegistryPostProcessor;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.core.Ordered;
import org.springframework.data.envers.repository.support.EnversRevisionRepositoryFactoryBean;
import org.springframework.data.repository.history.RevisionRepository;
import org.springframework.stereotype.Component;
import org.springframework.util.ClassUtils;

/** Puts our own beans in the place of those with which HAPI does at the start what can wait, or need not be done at all. */
@Component
final class LeftForLater implements BeanDefinitionRegistryPostProcessor, Ordered {
    private static final String PATHS = "searchParamExtractor";

    @Override
    public int getOrder() {
        return LOWEST_PRECEDENCE;
    }

    @Override
    public void postProcessBeanDefinitionRegistry(BeanDefinitionRegistry registry) {
        replace(registry, PATHS, new RootBeanDefinition(SearchPaths.class));
        for (var name : registry.getBeanDefinitionNames()) {
            var bean = registry.getBeanDefinition(name);
            if (EnversRevisionRepositoryFactoryBean.class.getName().equals(bean.getBeanClassName())) {
                // The one that keeps revisions, of links between patients, is made by a factory of its own kind, when
                // asked for.
                replace(registry, name, keepsRevisions(bean) ? lazy(bean) : withLaterQueries(bean));
            }
        }
    }

    private static BeanDefinition lazy(BeanDefinition bean) {
        bean.setLazyInit(true);
        return bean;
    }

    private static BeanDefinition withLaterQueries(BeanDefinition bean) {
        var later = new RootBeanDefinition((RootBeanDefinition) bean);
        later.setBeanClass(LaterQueries.class);
        return later;
    }

    private static void replace(BeanDefinitionRegistry registry, String name, BeanDefinition bean) {
        registry.removeBeanDefinition(name);
        registry.registerBeanDefinition(name, bean);
    }

    private static boolean keepsRevisions(BeanDefinition repository) {
        var type = repository.getConstructorArgumentValues().getArgumentValue(0, String.class);
        return type != null
                && RevisionRepository.class.isAssignableFrom(
                        ClassUtils.resolveClassName(String.valueOf(type.getValue()), null));
    }
}
