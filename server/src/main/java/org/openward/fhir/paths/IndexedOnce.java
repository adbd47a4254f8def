package org.openward.fhir.paths;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.interceptor.model.RequestPartitionId;
import ca.uhn.fhir.jpa.dao.index.SearchParamWithInlineReferencesExtractor;
import ca.uhn.fhir.jpa.model.entity.ResourceTable;
import ca.uhn.fhir.jpa.searchparam.extractor.ResourceIndexedSearchParams;
import ca.uhn.fhir.rest.api.server.RequestDetails;
import ca.uhn.fhir.rest.api.server.storage.TransactionDetails;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.r4.model.Base;
import org.springframework.context.annotation.Primary;
import org.springframework.stereotype.Component;

/**
 * Extracts the index values of a new record of a transaction once: HAPI does it also when it stores the record for the first
 * time, with references that do not point anywhere yet, and throws the values away. And adds those that HAPI leaves out.
 */
@Component
@Primary
class IndexedOnce extends SearchParamWithInlineReferencesExtractor {
    private final FullerIndex index;
    private final ReferencedTypes types;

    IndexedOnce(FullerIndex index, FhirContext context) {
        this.index = index;
        this.types = new ReferencedTypes(context);
    }

    @Override
    public void populateFromResource(
            RequestPartitionId partition,
            ResourceIndexedSearchParams values,
            TransactionDetails transaction,
            ResourceTable row,
            IBaseResource record,
            ResourceIndexedSearchParams before,
            RequestDetails request,
            boolean isToBeIndexed) {
        if (!isToBeIndexed) {
            passedOver(transaction).add(row);
            return;
        }
        types.require(record, record.fhirType());
        super.populateFromResource(partition, values, transaction, row, record, before, request, true);
        index.complete(values, row, (Base) record, transaction.getTransactionDate());
        // HAPI noted at the first time that the row has no values, and notes it anew only if a reference was replaced
        // since:
        // its next version would leave the values of this one in the index.
        if (passedOver(transaction).contains(row)) {
            values.populateResourceTableSearchParamsPresentFlags(row);
        }
    }

    private static Set<ResourceTable> passedOver(TransactionDetails transaction) {
        return transaction.getOrCreateUserData(
                IndexedOnce.class.getName(), () -> Collections.newSetFromMap(new IdentityHashMap<>()));
    }
}
