package org.openward.fhir;

import ca.uhn.fhir.batch2.jobs.config.Batch2JobsConfig;
import ca.uhn.fhir.broker.api.IBrokerClient;
import ca.uhn.fhir.broker.api.IChannelNamer;
import ca.uhn.fhir.broker.impl.LinkedBlockingBrokerClient;
import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.jpa.api.config.JpaStorageSettings;
import ca.uhn.fhir.jpa.api.config.ThreadPoolFactoryConfig;
import ca.uhn.fhir.jpa.api.model.HistoryCountModeEnum;
import ca.uhn.fhir.jpa.batch2.JpaBatch2Config;
import ca.uhn.fhir.jpa.binary.api.IBinaryStorageSvc;
import ca.uhn.fhir.jpa.binstore.DatabaseBinaryContentStorageSvcImpl;
import ca.uhn.fhir.jpa.config.HapiJpaConfig;
import ca.uhn.fhir.jpa.config.r4.JpaR4Config;
import ca.uhn.fhir.jpa.config.util.HapiEntityManagerFactoryUtil;
import ca.uhn.fhir.jpa.model.config.PartitionSettings;
import ca.uhn.fhir.jpa.model.config.PartitionSettings.CrossPartitionReferenceMode;
import ca.uhn.fhir.jpa.model.config.SubscriptionSettings;
import ca.uhn.fhir.jpa.model.dialect.HapiFhirPostgresDialect;
import ca.uhn.fhir.jpa.model.entity.StorageSettings;
import ca.uhn.fhir.jpa.subscription.channel.impl.LinkedBlockingChannelFactory;
import ca.uhn.fhir.jpa.subscription.channel.impl.RetryPolicyProvider;
import jakarta.persistence.EntityManagerFactory;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.sql.DataSource;
import org.hibernate.cfg.AvailableSettings;
import org.hibernate.jpa.boot.spi.IntegratorProvider;
import org.hibernate.jpa.boot.spi.JpaSettings;
import org.hibernate.search.mapper.orm.cfg.HibernateOrmMapperSettings;
import org.openward.fhir.sealing.SealedEntities;
import org.openward.fhir.terminology.CodesInSearches;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Primary;
import org.springframework.orm.jpa.JpaTransactionManager;
import org.springframework.orm.jpa.LocalContainerEntityManagerFactoryBean;

/** HAPI's JPA store as OpenWard runs it: on PostgreSQL, partitioned from the first start. */
@Configuration
@EnableConfigurationProperties(FhirSettings.class)
@Import({
    JpaR4Config.class,
    HapiJpaConfig.class,
    JpaBatch2Config.class,
    Batch2JobsConfig.class,
    ThreadPoolFactoryConfig.class
})
class FhirStoreConfiguration {
    /** All but batches and transactions: who sends one to be stored meant it to be carried out. */
    private static final Set<String> STORED_BUNDLES = Set.of(
            "batch-response", "collection", "document", "history", "message", "searchset", "transaction-response");

    @Bean
    JpaStorageSettings storageSettings(FhirSettings settings) {
        var storage = new JpaStorageSettings();
        // A cached search result would hide a result that arrived seconds ago.
        storage.setReuseCachedSearchResultsForMillis(null);
        // HAPI's cached count cuts a history short for a minute after a write.
        storage.setHistoryCountMode(HistoryCountModeEnum.COUNT_ACCURATE);
        storage.setFetchSizeDefaultMaximum(settings.maximumPageSize());
        storage.setIndexMissingFields(StorageSettings.IndexEnabledEnum.DISABLED);
        storage.setAllowContainsSearches(true);
        storage.setAllowMultipleDelete(false);
        storage.setExpungeEnabled(false);
        storage.setDeleteExpungeEnabled(false);
        storage.setBundleTypesAllowedForStorage(STORED_BUNDLES);
        // Ours knows an address elsewhere from a record of a wrong type (fhir.paths.ReferencedTypes).
        storage.setEnforceReferenceTargetTypes(false);
        storage.setEnforceReferentialIntegrityOnWrite(true);
        storage.setEnforceReferentialIntegrityOnDelete(true);
        storage.setAutoCreatePlaceholderReferenceTargets(false);
        // A record of another hospital may be named; nobody goes there.
        storage.setAllowExternalReferences(true);
        storage.setTagStorageMode(JpaStorageSettings.TagStorageModeEnum.NON_VERSIONED);
        storage.setStoreMetaSourceInformation(JpaStorageSettings.StoreMetaSourceInformationEnum.SOURCE_URI);
        storage.setIndexStorageOptimized(false);
        storage.setHibernateSearchIndexSearchParams(false);
        storage.setHibernateSearchIndexFullText(false);
        storage.setEnableTaskPreExpandValueSets(false);
        storage.setPreExpandValueSets(false);
        storage.setIndexIdentifierOfType(true);
        storage.setMaximumExpansionSize(CodesInSearches.MOST);
        storage.setJobFastTrackingEnabled(true);
        // A batch runs on the thread of its caller; on a thread of HAPI's pool nobody would be acting.
        storage.setBundleBatchPoolSize(1);
        storage.setBundleBatchMaxPoolSize(1);
        return storage;
    }

    @Bean
    PartitionSettings partitionSettings() {
        var partitions = new PartitionSettings();
        partitions.setPartitioningEnabled(true);
        // Partition numbers come from our own register of tenants; HAPI need not know their names.
        partitions.setUnnamedPartitionMode(true);
        partitions.setDefaultPartitionId(0);
        partitions.setIncludePartitionInSearchHashes(false);
        partitions.setAllowReferencesAcrossPartitions(CrossPartitionReferenceMode.NOT_ALLOWED);
        partitions.setConditionalCreateDuplicateIdentifiersEnabled(true);
        return partitions;
    }

    @Bean
    SubscriptionSettings subscriptionSettings() {
        return new SubscriptionSettings();
    }

    @Bean
    IChannelNamer channelNamer() {
        return (name, settings) -> name;
    }

    @Bean
    LinkedBlockingChannelFactory channelFactory(IChannelNamer channelNamer) {
        return new LinkedBlockingChannelFactory(channelNamer, new RetryPolicyProvider());
    }

    @Bean
    IBrokerClient brokerClient(IChannelNamer channelNamer) {
        return new LinkedBlockingBrokerClient(channelNamer);
    }

    @Bean
    IBinaryStorageSvc binaryStorage(FhirSettings settings) {
        var storage = new DatabaseBinaryContentStorageSvcImpl();
        storage.setMaximumBinarySize(settings.maximumBodySize().toBytes());
        return storage;
    }

    @Bean
    @Primary
    LocalContainerEntityManagerFactoryBean entityManagerFactory(
            DataSource dataSource,
            ConfigurableListableBeanFactory beans,
            FhirContext context,
            JpaStorageSettings storage,
            SealedEntities sealing) {
        var factory = HapiEntityManagerFactoryUtil.newEntityManagerFactory(beans, context, storage);
        factory.setPersistenceUnitName("fhir");
        factory.setJpaPropertyMap(hibernateSettings(sealing));
        factory.setDataSource(dataSource);
        return factory;
    }

    @Bean
    @Primary
    JpaTransactionManager transactionManager(EntityManagerFactory entityManagerFactory, DataSource dataSource) {
        var transactions = new JpaTransactionManager(entityManagerFactory);
        transactions.setDataSource(dataSource);
        return transactions;
    }

    private static Map<String, Object> hibernateSettings(SealedEntities sealing) {
        var settings = new HashMap<String, Object>();
        settings.put(JpaSettings.INTEGRATOR_PROVIDER, (IntegratorProvider) () -> List.of(sealing));
        settings.put(AvailableSettings.DIALECT, HapiFhirPostgresDialect.class.getName());
        settings.put(AvailableSettings.HBM2DDL_AUTO, "none");
        settings.put(AvailableSettings.SCANNER, "org.hibernate.boot.archive.scan.internal.DisabledScanner");
        settings.put(AvailableSettings.JAKARTA_VALIDATION_MODE, "none");
        settings.put(AvailableSettings.STATEMENT_BATCH_SIZE, "50");
        settings.put(AvailableSettings.ORDER_INSERTS, "true");
        settings.put(AvailableSettings.ORDER_UPDATES, "true");
        settings.put(AvailableSettings.BATCH_VERSIONED_DATA, "true");
        settings.put(AvailableSettings.USE_QUERY_CACHE, "false");
        settings.put(AvailableSettings.USE_SECOND_LEVEL_CACHE, "false");
        settings.put(HibernateOrmMapperSettings.ENABLED, "false");
        return settings;
    }
}
