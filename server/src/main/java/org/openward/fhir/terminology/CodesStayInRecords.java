package org.openward.fhir.terminology;

import ca.uhn.fhir.jpa.model.entity.ResourceTable;
import ca.uhn.fhir.jpa.term.TermCodeSystemStorageSvcImpl;
import ca.uhn.fhir.rest.api.server.RequestDetails;
import ca.uhn.fhir.rest.server.exceptions.UnprocessableEntityException;
import jakarta.annotation.Priority;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.hl7.fhir.r4.model.CodeSystem;
import org.hl7.fhir.r4.model.CodeSystem.CodeSystemContentMode;
import org.hl7.fhir.r4.model.CodeSystem.ConceptDefinitionComponent;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * A stored code system's address is taken, so that no second record claims it; its codes are not copied into HAPI's tables, which nobody
 * asks. Copying them costs a delete job for each new version, and transactions that lock each other while records are indexed again.
 */
@Component
@Priority(1)
class CodesStayInRecords extends TermCodeSystemStorageSvcImpl {
    @Override
    public void storeNewCodeSystemVersionIfNeeded(
            @Nullable CodeSystem sent, ResourceTable stored, @Nullable RequestDetails request) {
        if (sent == null) {
            return;
        }
        requireEachOnce(sent.getConcept(), new HashSet<>());
        if (sent.getContent() == null || sent.getContent() == CodeSystemContentMode.COMPLETE) {
            super.storeNewCodeSystemVersionIfNeeded(addressOf(sent), stored, request);
        } else {
            super.storeNewCodeSystemVersionIfNeeded(sent, stored, request);
        }
    }

    private static CodeSystem addressOf(CodeSystem sent) {
        return new CodeSystem()
                .setUrl(sent.getUrl())
                .setVersion(sent.getVersion())
                .setName(sent.getName())
                .setContent(CodeSystemContentMode.NOTPRESENT);
    }

    private static void requireEachOnce(List<ConceptDefinitionComponent> concepts, Set<String> seen) {
        for (var concept : concepts) {
            if (concept.hasCode() && !seen.add(concept.getCode())) {
                throw new UnprocessableEntityException("The code " + concept.getCode() + " is defined twice.");
            }
            requireEachOnce(concept.getConcept(), seen);
        }
    }
}
