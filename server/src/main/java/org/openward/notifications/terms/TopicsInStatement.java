package org.openward.notifications.terms;

import ca.uhn.fhir.rest.api.server.RequestDetails;
import org.hl7.fhir.r4.model.CanonicalType;
import org.hl7.fhir.r4.model.CapabilityStatement;
import org.hl7.fhir.r4.model.CapabilityStatement.CapabilityStatementRestResourceComponent;
import org.openward.fhir.statement.StatementPart;
import org.springframework.stereotype.Component;

/** Lists the topics where the guide looks for them: at the Subscription of the CapabilityStatement. */
@Component
class TopicsInStatement implements StatementPart {
    private final Topics topics;

    TopicsInStatement(Topics topics) {
        this.topics = topics;
    }

    @Override
    public void addTo(CapabilityStatement statement, RequestDetails request) {
        statement.getRest().stream()
                .flatMap(rest -> rest.getResource().stream())
                .filter(resource -> "Subscription".equals(resource.getType()))
                .forEach(this::list);
    }

    private void list(CapabilityStatementRestResourceComponent subscription) {
        topics.all().forEach(topic -> subscription.addExtension(Backport.TOPIC, new CanonicalType(topic.url())));
    }
}
