package org.openward.notifications.terms;

import ca.uhn.fhir.interceptor.api.Hook;
import ca.uhn.fhir.interceptor.api.Interceptor;
import ca.uhn.fhir.interceptor.api.Pointcut;
import org.hl7.fhir.instance.model.api.IBaseConformance;
import org.hl7.fhir.r4.model.CanonicalType;
import org.hl7.fhir.r4.model.CapabilityStatement;
import org.hl7.fhir.r4.model.CapabilityStatement.CapabilityStatementRestResourceComponent;
import org.openward.fhir.FhirInterceptor;

/** Lists the topics where the guide looks for them: at the Subscription of the CapabilityStatement. */
@FhirInterceptor
@Interceptor
public class TopicsInCapabilities {
    private final Topics topics;

    TopicsInCapabilities(Topics topics) {
        this.topics = topics;
    }

    @Hook(Pointcut.SERVER_CAPABILITY_STATEMENT_GENERATED)
    public void list(IBaseConformance conformance) {
        if (conformance instanceof CapabilityStatement statement) {
            statement.getRest().stream()
                    .flatMap(rest -> rest.getResource().stream())
                    .filter(resource -> "Subscription".equals(resource.getType()))
                    .forEach(this::list);
        }
    }

    private void list(CapabilityStatementRestResourceComponent subscription) {
        topics.all().stream()
                .filter(topic -> subscription.getExtensionsByUrl(Backport.TOPIC).stream()
                        .noneMatch(listed -> listed.getValue().primitiveValue().equals(topic.url())))
                .forEach(topic -> subscription.addExtension(Backport.TOPIC, new CanonicalType(topic.url())));
    }
}
