package org.openward.fhir.terminology;

import ca.uhn.fhir.jpa.model.entity.ResourceTable;
import ca.uhn.fhir.jpa.term.TermConceptMappingSvcImpl;
import jakarta.annotation.Priority;
import org.hl7.fhir.r4.model.ConceptMap;
import org.openward.tenancy.Acting;
import org.openward.tenancy.Caller;
import org.openward.tenancy.TenantId;
import org.springframework.stereotype.Component;

/**
 * As with {@link CodesStayInRecords}: the address of a stored map is taken, its pairs are asked of the record. Each tenant has addresses of its
 * own; HAPI looks for them among those of all.
 */
@Component
@Priority(1)
class MapsStayInRecords extends TermConceptMappingSvcImpl {
    @Override
    public void storeTermConceptMapAndChildren(ResourceTable stored, ConceptMap sent) {
        var address = sent.copy();
        address.setGroup(null);
        Acting.ifAny()
                .map(Caller::tenant)
                .filter(tenant -> address.hasUrl() && !TenantId.DEFAULT.equals(tenant))
                .ifPresent(tenant -> address.setUrl(tenant.value() + " " + address.getUrl()));
        super.storeTermConceptMapAndChildren(stored, address);
    }
}
