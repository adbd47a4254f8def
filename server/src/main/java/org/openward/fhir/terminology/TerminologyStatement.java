package org.openward.fhir.terminology;

import ca.uhn.fhir.interceptor.api.Hook;
import ca.uhn.fhir.interceptor.api.Interceptor;
import ca.uhn.fhir.interceptor.api.Pointcut;
import ca.uhn.fhir.rest.api.RestOperationTypeEnum;
import ca.uhn.fhir.rest.api.server.RequestDetails;
import ca.uhn.fhir.rest.api.server.ResponseDetails;
import java.util.Set;
import java.util.stream.Stream;
import org.hl7.fhir.r4.model.CapabilityStatement;
import org.hl7.fhir.r4.model.Enumerations.PublicationStatus;
import org.hl7.fhir.r4.model.TerminologyCapabilities;
import org.hl7.fhir.r4.model.TerminologyCapabilities.CapabilityStatementKind;
import org.hl7.fhir.r4.model.TerminologyCapabilities.CodeSearchSupport;
import org.openward.fhir.FhirInterceptor;
import org.openward.fhir.standard.ForeignOperation.Taken;
import org.openward.fhir.standard.ForeignOperations;

/** Answers {@code metadata?mode=terminology}: which code systems are known here, and what can be asked of them. */
@FhirInterceptor
@Interceptor
class TerminologyStatement {
    private static final Set<String> WHICH_VALUE_SET = Set.of("url", "valueSet", "valueSetVersion");
    private static final Set<String> MODES = Set.of("full", "normative", "terminology");

    private final StoredDefinitions definitions;

    TerminologyStatement(StoredDefinitions definitions) {
        this.definitions = definitions;
    }

    @Hook(Pointcut.SERVER_OUTGOING_RESPONSE)
    public void answer(RequestDetails request, ResponseDetails response) {
        if (request.getRestOperationType() != RestOperationTypeEnum.METADATA
                || !(response.getResponseResource() instanceof CapabilityStatement statement)) {
            return;
        }
        var mode = Stream.of(request.getParameters().getOrDefault("mode", new String[] {"full"}))
                .findFirst()
                .orElse("full");
        if (!MODES.contains(mode)) {
            throw UnansweredTerminology.unclear("The mode of metadata is full, normative or terminology.");
        }
        if (mode.equals("terminology")) {
            response.setResponseResource(of(statement));
        }
    }

    private TerminologyCapabilities of(CapabilityStatement statement) {
        var capabilities = new TerminologyCapabilities()
                .setStatus(PublicationStatus.ACTIVE)
                .setDate(statement.getDate())
                .setPublisher(statement.getPublisher())
                .setKind(CapabilityStatementKind.INSTANCE)
                .setCodeSearch(CodeSearchSupport.ALL);
        capabilities.setName("OpenWardTerminology").setTitle("OpenWard terminology");
        capabilities
                .getImplementation()
                .setDescription(statement.getImplementation().getDescription())
                .setUrl(statement.getImplementation().getUrl());
        capabilities
                .getSoftware()
                .setName(statement.getSoftware().getName())
                .setVersion(statement.getSoftware().getVersion());
        definitions.known().forEach((url, versions) -> {
            var system = capabilities.addCodeSystem().setUri(url).setSubsumption(true);
            versions.stream().filter(each -> !each.isEmpty()).forEach(each -> system.addVersion()
                    .setCode(each));
        });
        var expansion = capabilities
                .getExpansion()
                .setHierarchical(false)
                .setPaging(true)
                .setIncomplete(false);
        ForeignOperations.find("ValueSet", "expand").stream()
                .flatMap(operation -> operation.takes().stream())
                .map(Taken::name)
                .filter(name -> !WHICH_VALUE_SET.contains(name))
                .forEach(name -> expansion.addParameter().setName(name));
        expansion.setTextFilter("Words, each of which is in the code or one of its names, in upper or lower case.");
        capabilities.getValidateCode().setTranslations(false);
        capabilities.getTranslation().setNeedsMap(true);
        capabilities.getClosure().setTranslation(false);
        return capabilities;
    }
}
