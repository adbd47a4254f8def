package org.openward.fhir.verbatim;

import ca.uhn.fhir.jpa.dao.IResourceMetadataExtractorSvc;
import ca.uhn.fhir.jpa.dao.JpaStorageResourceParser;
import ca.uhn.fhir.jpa.model.cross.IBasePersistedResource;
import ca.uhn.fhir.jpa.model.entity.ResourceHistoryTable;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.springframework.context.annotation.Primary;
import org.springframework.stereotype.Component;

/** Reads the versions of a history, verbatim when the request for it allows that, otherwise as HAPI's own parser does. */
@Component
@Primary
class VerbatimHistories extends JpaStorageResourceParser {
    private final IResourceMetadataExtractorSvc labels;
    private final StandIns standIns;

    VerbatimHistories(IResourceMetadataExtractorSvc labels, StandIns standIns) {
        this.labels = labels;
        this.standIns = standIns;
    }

    @Override
    @SuppressWarnings("rawtypes") // as HAPI declares it
    public IBaseResource toResource(IBasePersistedResource entity, boolean forHistory) {
        return AnswerInTurn.ifAny()
                .filter(request -> forHistory && VerbatimRules.isHistory(request))
                .filter(request -> entity instanceof ResourceHistoryTable version && StandIns.canShow(version, request))
                .<IBaseResource>map(request -> standIns.of(
                        (ResourceHistoryTable) entity,
                        labels.getTags((ResourceHistoryTable) entity),
                        true,
                        this,
                        request))
                .orElseGet(() -> super.toResource(entity, forHistory));
    }
}
