package org.openward.fhir.bulk.load;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.rest.api.server.RequestDetails;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.hl7.fhir.r4.model.Parameters.ParametersParameterComponent;
import org.openward.fhir.bulk.BulkParameters;
import org.openward.fhir.bulk.BulkRights;
import org.openward.fhir.bulk.RemoteFiles;
import org.openward.fhir.bulk.UnusableBulkRequest;
import org.openward.fhir.bulk.load.ImportPlan.Input;
import org.springframework.stereotype.Component;

/** Reads what a client wants to bring in, and refuses what he may not or what is not done here. */
@Component
class ImportPlans {
    private static final Set<String> PARAMETERS = Set.of("inputFormat", "inputSource", "input", "storageDetail");
    private static final Set<String> FORMATS = Set.of("application/fhir+ndjson", "application/ndjson", "ndjson");
    private static final int MOST_INPUTS = 1000;

    /** Written by the server alone. */
    private static final String AUDIT = "AuditEvent";

    private final FhirContext context;
    private final BulkRights rights;
    private final RemoteFiles files;

    ImportPlans(FhirContext context, BulkRights rights, RemoteFiles files) {
        this.context = context;
        this.rights = rights;
        this.files = files;
    }

    ImportPlan of(RequestDetails request) {
        var asked = BulkParameters.of(request);
        asked.unknownBeside(PARAMETERS);
        if (!asked.one("inputFormat").filter(FORMATS::contains).isPresent()) {
            throw UnusableBulkRequest.unreadable("inputFormat", "application/fhir+ndjson");
        }
        var parameters = BulkParameters.body(request).getParameter();
        parameters.stream()
                .filter(parameter -> "storageDetail".equals(parameter.getName()))
                .forEach(ImportPlans::requireStorage);
        var inputs = parameters.stream()
                .filter(parameter -> "input".equals(parameter.getName()))
                .map(parameter -> input(parameter, request))
                .toList();
        if (inputs.isEmpty() || inputs.size() > MOST_INPUTS) {
            throw UnusableBulkRequest.unreadable("input", "given once for each file, of which there are 1 to 1000");
        }
        return new ImportPlan(List.copyOf(inputs), rights.remembered(request));
    }

    private static void requireStorage(ParametersParameterComponent storage) {
        if (!part(storage, "type").filter("https"::equals).isPresent()) {
            throw UnusableBulkRequest.unreadable("storageDetail", "of the type https");
        }
    }

    private Input input(ParametersParameterComponent parameter, RequestDetails request) {
        var type = part(parameter, "type").orElse("");
        var url = part(parameter, "url").orElse("");
        if (!context.getResourceTypes().contains(type)) {
            throw UnusableBulkRequest.unreadable("input.type", "a FHIR type");
        }
        if (AUDIT.equals(type)) {
            throw new UnusableBulkRequest("AuditEvent is not imported: the server writes its audit trail itself.");
        }
        files.objectionTo(url).ifPresent(objection -> {
            throw new UnusableBulkRequest("The input.url cannot be fetched. " + objection);
        });
        if (!rights.mayBringIn(request, type)) {
            throw new NotToBeBroughtIn(type);
        }
        return new Input(type, url);
    }

    private static Optional<String> part(ParametersParameterComponent parameter, String name) {
        return parameter.getPart().stream()
                .filter(part -> name.equals(part.getName()) && part.hasValue())
                .map(part -> String.valueOf(part.getValue().primitiveValue()))
                .findFirst();
    }
}
