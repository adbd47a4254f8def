package org.openward.interfaceengine.archive;

import ca.uhn.fhir.rest.annotation.Operation;
import ca.uhn.fhir.rest.annotation.OperationParam;
import org.hl7.fhir.r4.model.BooleanType;
import org.hl7.fhir.r4.model.CodeType;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.InstantType;
import org.hl7.fhir.r4.model.IntegerType;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.StringType;
import org.jspecify.annotations.Nullable;
import org.openward.fhir.FhirOperations;
import org.openward.profiles.OperationNames;

/** What a person can look up of the messages that arrived. */
@FhirOperations
class ArchiveOperations {
    private final ArchiveDesk desk;

    ArchiveOperations(ArchiveDesk desk) {
        this.desk = desk;
    }

    @Operation(
            name = "$feed-messages",
            canonicalUrl = OperationNames.CANONICAL + OperationNames.FEED_MESSAGES,
            idempotent = true)
    public Parameters messages(
            @OperationParam(name = "device", max = 1) @Nullable IdType device,
            @OperationParam(name = "status", max = 1) @Nullable CodeType status,
            @OperationParam(name = "from", max = 1) @Nullable InstantType from,
            @OperationParam(name = "to", max = 1) @Nullable InstantType to,
            @OperationParam(name = "count", max = 1) @Nullable IntegerType count,
            @OperationParam(name = "before", max = 1) @Nullable StringType before,
            @OperationParam(name = "raw", max = 1) @Nullable BooleanType raw,
            @OperationParam(name = "remark", max = 1) @Nullable CodeType remark) {
        return ArchiveAnswer.of(desk.list(new ListMessages(
                Given.id(device),
                Given.text(status),
                Given.moment(from),
                Given.moment(to),
                Given.number(count),
                Given.message(before),
                raw != null && raw.booleanValue(),
                Given.text(remark))));
    }
}
