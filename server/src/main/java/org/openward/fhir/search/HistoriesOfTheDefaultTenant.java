package org.openward.fhir.search;

import ca.uhn.fhir.jpa.dao.HistoryBuilder;
import ca.uhn.fhir.jpa.model.config.PartitionSettings;
import org.springframework.beans.DirectFieldAccessor;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.stereotype.Component;

/**
 * Lets the histories of a type and of the server find the default tenant's records. HAPI 8.8.0 looks for them in rows
 * without a partition number (HistoryBuilder), as if a default partition could have none but null.
 */
@Component
class HistoriesOfTheDefaultTenant implements BeanPostProcessor {
    private static final PartitionSettings EVERY_PARTITION_HAS_A_NUMBER = new PartitionSettings();

    static {
        EVERY_PARTITION_HAS_A_NUMBER.setPartitioningEnabled(true);
        EVERY_PARTITION_HAS_A_NUMBER.setDefaultPartitionId(null);
    }

    @Override
    public Object postProcessAfterInitialization(Object bean, String name) {
        if (bean instanceof HistoryBuilder) {
            new DirectFieldAccessor(bean).setPropertyValue("myPartitionSettings", EVERY_PARTITION_HAS_A_NUMBER);
        }
        return bean;
    }
}
