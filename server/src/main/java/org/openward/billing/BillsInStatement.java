package org.openward.billing;

import ca.uhn.fhir.rest.api.server.RequestDetails;
import java.util.Map;
import java.util.Set;
import org.hl7.fhir.r4.model.CapabilityStatement;
import org.hl7.fhir.r4.model.CapabilityStatement.CapabilityStatementRestResourceComponent;
import org.hl7.fhir.r4.model.CapabilityStatement.ConditionalDeleteStatus;
import org.hl7.fhir.r4.model.CapabilityStatement.TypeRestfulInteraction;
import org.openward.fhir.statement.StatementPart;
import org.springframework.stereotype.Component;

/** Takes out of the server's statement what {@link InvoiceGuard} lets nobody do: payments are taken by operation, bills stay. */
@Component
class BillsInStatement implements StatementPart {
    private static final Map<String, Set<TypeRestfulInteraction>> NEVER = Map.of(
            "PaymentReconciliation",
            Set.of(
                    TypeRestfulInteraction.CREATE,
                    TypeRestfulInteraction.UPDATE,
                    TypeRestfulInteraction.PATCH,
                    TypeRestfulInteraction.DELETE),
            "Invoice",
            Set.of(TypeRestfulInteraction.DELETE));

    @Override
    public void addTo(CapabilityStatement statement, RequestDetails request) {
        statement.getRest().stream()
                .flatMap(rest -> rest.getResource().stream())
                .filter(resource -> NEVER.containsKey(resource.getType()))
                .forEach(BillsInStatement::withoutWhatIsRefused);
    }

    private static void withoutWhatIsRefused(CapabilityStatementRestResourceComponent resource) {
        var refused = NEVER.getOrDefault(resource.getType(), Set.of());
        resource.getInteraction().removeIf(interaction -> refused.contains(interaction.getCode()));
        resource.setConditionalDelete(ConditionalDeleteStatus.NOTSUPPORTED);
        if (refused.contains(TypeRestfulInteraction.CREATE)) {
            resource.setConditionalCreate(false).setConditionalUpdate(false);
        }
    }
}
