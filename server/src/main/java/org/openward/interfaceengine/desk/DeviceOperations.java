package org.openward.interfaceengine.desk;

import ca.uhn.fhir.rest.annotation.IdParam;
import ca.uhn.fhir.rest.annotation.Operation;
import ca.uhn.fhir.rest.annotation.OperationParam;
import ca.uhn.fhir.rest.api.server.RequestDetails;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.StringType;
import org.jspecify.annotations.Nullable;
import org.openward.fhir.FhirOperations;
import org.openward.hl7v2.MessageKind;
import org.openward.interfaceengine.DecisionDesk;
import org.openward.profiles.OperationNames;
import org.openward.security.StandingRights;

/** What a person can ask about the messages of one analyzer. */
@FhirOperations
class DeviceOperations {
    /** What the operation's own row in the policy is about. */
    private static final String RESULTS = MessageKind.RESULTS.code();

    private final Rehearsals rehearsals;
    private final StandingRights rights;

    DeviceOperations(Rehearsals rehearsals, StandingRights rights) {
        this.rehearsals = rehearsals;
        this.rights = rights;
    }

    @Operation(
            name = "$feed-map",
            typeName = "Device",
            canonicalUrl = OperationNames.CANONICAL + OperationNames.DEVICE_FEED_MAP,
            idempotent = true)
    public Parameters map(
            @IdParam IdType device,
            @OperationParam(name = "message", min = 1, max = 1) @Nullable StringType message,
            RequestDetails request) {
        var pasted = Asked.message(message);
        DecisionDesk.subjectOfPasted(pasted)
                .filter(subject -> !RESULTS.equals(subject))
                .ifPresent(subject -> rights.requireMessages(request, subject));
        return rehearsals.ofDevice(device.getIdPart(), pasted);
    }
}
