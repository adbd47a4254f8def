package org.openward.interfaceengine.desk;

import ca.uhn.fhir.rest.annotation.IdParam;
import ca.uhn.fhir.rest.annotation.Operation;
import ca.uhn.fhir.rest.annotation.OperationParam;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.StringType;
import org.jspecify.annotations.Nullable;
import org.openward.fhir.FhirOperations;
import org.openward.profiles.OperationNames;

/** What a person can ask about the messages of one analyzer. */
@FhirOperations
class DeviceOperations {
    private final Rehearsals rehearsals;

    DeviceOperations(Rehearsals rehearsals) {
        this.rehearsals = rehearsals;
    }

    @Operation(
            name = "$feed-map",
            typeName = "Device",
            canonicalUrl = OperationNames.CANONICAL + OperationNames.DEVICE_FEED_MAP,
            idempotent = true)
    public Parameters map(
            @IdParam IdType device, @OperationParam(name = "message", min = 1, max = 1) @Nullable StringType message) {
        return rehearsals.ofDevice(device.getIdPart(), Asked.message(message));
    }
}
