package org.openward.fhir.merging;

import ca.uhn.fhir.batch2.api.IJobCoordinator;
import ca.uhn.fhir.batch2.util.Batch2TaskHelper;
import ca.uhn.fhir.jpa.api.config.JpaStorageSettings;
import ca.uhn.fhir.jpa.api.dao.DaoRegistry;
import ca.uhn.fhir.jpa.api.dao.IFhirSystemDao;
import ca.uhn.fhir.jpa.dao.tx.HapiTransactionService;
import ca.uhn.fhir.jpa.partition.IRequestPartitionHelperSvc;
import ca.uhn.fhir.jpa.provider.merge.MergeValidationService;
import ca.uhn.fhir.jpa.provider.merge.ResourceMergeService;
import ca.uhn.fhir.jpa.provider.merge.ResourceUndoMergeService;
import ca.uhn.fhir.merge.ResourceLinkServiceFactory;
import jakarta.persistence.EntityManagerFactory;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Meta;
import org.openward.fhir.FhirStore;
import org.openward.tenancy.Tenants;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;

/** HAPI's merge put together anew, so that it works within the transaction of whoever asks for it. */
@Configuration
class MergingConfiguration {

    /** The moving of references is no bean: HAPI's other users of such a service have one of their own. */
    @Bean
    RecordMerges recordMerges(
            JpaStorageSettings settings,
            DaoRegistry daos,
            IFhirSystemDao<Bundle, Meta> system,
            HapiTransactionService transactions,
            IRequestPartitionHelperSvc partitions,
            IJobCoordinator jobs,
            Batch2TaskHelper tasks,
            MergeValidationService validation,
            ResourceLinkServiceFactory links,
            FhirStore fhir,
            JdbcClient jdbc,
            Tenants tenants,
            EntityManagerFactory written) {
        var nested = new NestedTransactions(daos.getFhirContext(), daos, system);
        var references = new TenantReferences(nested, jdbc, tenants, written);
        var trail = new MergeTrail(daos, fhir);
        var records = new EndedRecords(daos, trail, links);
        var merges = new ResourceMergeService(
                settings, daos, references, transactions, partitions, jobs, tasks, validation, records);
        var earlier = new EarlierVersions(daos, transactions, trail);
        var undoing = new ResourceUndoMergeService(daos, trail, earlier, validation, partitions);
        return new RecordMerges(merges, undoing, daos.getFhirContext(), settings);
    }
}
