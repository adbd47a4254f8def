package org.openward.fhir.packages;

import ca.uhn.fhir.rest.api.server.RequestDetails;
import org.hl7.fhir.r4.model.CapabilityStatement;
import org.openward.fhir.statement.StatementPart;
import org.springframework.stereotype.Component;

/** Names the implementation guides of the installed packages in the CapabilityStatement. */
@Component
class PackageStatement implements StatementPart {
    private final PackageDefinitions definitions;

    PackageStatement(PackageDefinitions definitions) {
        this.definitions = definitions;
    }

    @Override
    public void addTo(CapabilityStatement statement, RequestDetails request) {
        definitions.implementationGuides().forEach(statement::addImplementationGuide);
    }

    @Override
    public void onChange(Runnable changed) {
        definitions.onChange(changed);
    }
}
