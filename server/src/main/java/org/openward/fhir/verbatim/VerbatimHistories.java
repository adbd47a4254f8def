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
                .filter(answer -> forHistory && VerbatimRules.isHistory(answer.request()))
                .filter(answer ->
                        entity instanceof ResourceHistoryTable version && StandIns.canShow(version, answer.request()))
                .map(answer -> shown((ResourceHistoryTable) entity, answer))
                .orElseGet(() -> super.toResource(entity, forHistory));
    }

    private IBaseResource shown(ResourceHistoryTable version, AnswerInTurn answer) {
        return answer.isSeenFirst()
                ? SeenFirst.keep(super.toResource(version, true), version.getResourceTextVc(), answer.request())
                : standIns.of(version, labels.getTags(version), true, this, answer.request());
    }
}
