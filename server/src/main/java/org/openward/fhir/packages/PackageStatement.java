package org.openward.fhir.packages;

import ca.uhn.fhir.interceptor.api.Hook;
import ca.uhn.fhir.interceptor.api.Interceptor;
import ca.uhn.fhir.interceptor.api.Pointcut;
import org.hl7.fhir.instance.model.api.IBaseConformance;
import org.hl7.fhir.r4.model.CapabilityStatement;
import org.openward.fhir.FhirInterceptor;

/** Names the implementation guides of the installed packages in the CapabilityStatement, whenever that is made anew. */
@FhirInterceptor
@Interceptor
class PackageStatement {
    private final PackageDefinitions definitions;

    PackageStatement(PackageDefinitions definitions) {
        this.definitions = definitions;
    }

    @Hook(Pointcut.SERVER_CAPABILITY_STATEMENT_GENERATED)
    public void name(IBaseConformance made) {
        if (made instanceof CapabilityStatement statement) {
            definitions.implementationGuides().forEach(statement::addImplementationGuide);
        }
    }
}
