package org.openward.fhir.merging;

import ca.uhn.fhir.jpa.api.dao.DaoRegistry;
import ca.uhn.fhir.jpa.api.model.DaoMethodOutcome;
import ca.uhn.fhir.merge.MergeProvenanceSvc;
import ca.uhn.fhir.merge.MergeResourceHelper;
import ca.uhn.fhir.merge.ResourceLinkServiceFactory;
import ca.uhn.fhir.rest.api.server.RequestDetails;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.r4.model.Patient;
import org.jspecify.annotations.Nullable;

/** The record that ends in a merge says so by {@code active} false, also if it never said that it is active: HAPI leaves that one silent. */
class EndedRecords extends MergeResourceHelper {
    EndedRecords(DaoRegistry daos, MergeProvenanceSvc trail, ResourceLinkServiceFactory links) {
        super(daos, trail, links);
    }

    @Override
    public DaoMethodOutcome updateMergedResourcesAfterReferencesReplaced(
            IBaseResource ended,
            IBaseResource survivor,
            @Nullable IBaseResource asWished,
            boolean deletesEnded,
            RequestDetails request) {
        ((Patient) ended).setActive(false);
        return super.updateMergedResourcesAfterReferencesReplaced(ended, survivor, asWished, deletesEnded, request);
    }
}
