package org.openward.fhir.sites;

import ca.uhn.fhir.context.support.IValidationSupport;
import ca.uhn.fhir.jpa.config.JpaConfig;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.stereotype.Component;

/**
 * Lets HAPI's validation read stored definitions as they count for all tenants. It remembers what it read for minutes without regard to who
 * asked, so that one tenant's value set would answer for another.
 */
@Component
class RememberedDefinitions implements BeanPostProcessor {
    @Override
    public Object postProcessAfterInitialization(Object bean, String name) {
        return name.equals(JpaConfig.JPA_VALIDATION_SUPPORT) && bean instanceof IValidationSupport stored
                ? Proxy.newProxyInstance(
                        IValidationSupport.class.getClassLoader(),
                        new Class<?>[] {IValidationSupport.class},
                        (proxy, method, asked) -> SiteDefinitions.countingForAll(() -> answer(stored, method, asked)))
                : bean;
    }

    private static @Nullable Object answer(IValidationSupport stored, Method method, Object @Nullable [] asked) {
        try {
            return method.invoke(stored, asked);
        } catch (InvocationTargetException failure) {
            if (failure.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new IllegalStateException(failure.getCause());
        } catch (IllegalAccessException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
