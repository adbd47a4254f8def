package org.openward.fhir.terminology;

import ca.uhn.fhir.jpa.model.entity.ResourceTable;
import ca.uhn.fhir.jpa.term.TermConceptMappingSvcImpl;
import jakarta.annotation.Priority;
import org.hl7.fhir.r4.model.ConceptMap;
import org.springframework.stereotype.Component;

/** As with {@link CodesStayInRecords}: the address of a stored map is taken, its pairs are asked of the record. */
@Component
@Priority(1)
class MapsStayInRecords extends TermConceptMappingSvcImpl {
    @Override
    public void storeTermConceptMapAndChildren(ResourceTable stored, ConceptMap sent) {
        var address = sent.copy();
        address.setGroup(null);
        super.storeTermConceptMapAndChildren(stored, address);
    }
}
