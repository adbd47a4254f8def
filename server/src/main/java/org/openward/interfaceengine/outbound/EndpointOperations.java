package org.openward.interfaceengine.outbound;

import ca.uhn.fhir.rest.annotation.IdParam;
import ca.uhn.fhir.rest.annotation.Operation;
import ca.uhn.fhir.rest.annotation.OperationParam;
import java.util.List;
import org.hl7.fhir.r4.model.BooleanType;
import org.hl7.fhir.r4.model.CodeType;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.InstantType;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.StringType;
import org.jspecify.annotations.Nullable;
import org.openward.fhir.FhirOperations;
import org.openward.profiles.OperationNames;

/** What a person can ask of a destination. */
@FhirOperations
class EndpointOperations {
    private final Resending desk;

    EndpointOperations(Resending desk) {
        this.desk = desk;
    }

    @Operation(
            name = "$resend",
            typeName = "Endpoint",
            canonicalUrl = OperationNames.CANONICAL + OperationNames.ENDPOINT_RESEND)
    public Parameters resend(
            @IdParam IdType endpoint,
            @OperationParam(name = "message", max = OperationParam.MAX_UNLIMITED) @Nullable List<StringType> messages,
            @OperationParam(name = "controlId", max = OperationParam.MAX_UNLIMITED) @Nullable List<StringType> controlIds,
            @OperationParam(name = "from", max = 1) @Nullable InstantType from,
            @OperationParam(name = "to", max = 1) @Nullable InstantType to,
            @OperationParam(name = "status", max = 1) @Nullable CodeType status,
            @OperationParam(name = "dryRun", max = 1) @Nullable BooleanType dryRun) {
        var period = new ResendMessages.Given.Period(from, to, status);
        var asked = new ResendMessages.Given(messages, controlIds, period).read(dryRun);
        return desk.resend(endpoint.getIdPart(), asked).answer();
    }
}
