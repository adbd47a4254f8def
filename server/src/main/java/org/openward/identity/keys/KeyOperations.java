package org.openward.identity.keys;

import ca.uhn.fhir.rest.annotation.Operation;
import ca.uhn.fhir.rest.annotation.OperationParam;
import ca.uhn.fhir.rest.api.server.RequestDetails;
import java.util.Date;
import org.hl7.fhir.r4.model.BooleanType;
import org.hl7.fhir.r4.model.InstantType;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.StringType;
import org.jspecify.annotations.Nullable;
import org.openward.fhir.FhirOperations;
import org.openward.fhir.Idempotency;
import org.openward.identity.keys.SigningKeys.Former;
import org.openward.identity.keys.SigningKeys.Rotation;
import org.openward.profiles.OperationNames;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;

/** How the operator of the server replaces the key that signs its tokens, as FHIR clients call it. */
@FhirOperations
@ConditionalOnProperty(name = "openward.security.issuer", matchIfMissing = true, havingValue = "embedded")
class KeyOperations {
    private static final int LONGEST_REASON = 500;

    private final KeyDesk desk;
    private final Idempotency idempotency;

    KeyOperations(KeyDesk desk, Idempotency idempotency) {
        this.desk = desk;
        this.idempotency = idempotency;
    }

    @Operation(
            name = "$rotate-signing-key",
            canonicalUrl = OperationNames.CANONICAL + OperationNames.ROTATE_SIGNING_KEY)
    public Parameters rotate(
            @OperationParam(name = "reason", min = 1, max = 1) @Nullable StringType reason,
            @OperationParam(name = "compromised", max = 1) @Nullable BooleanType compromised,
            RequestDetails request) {
        var former = compromised != null && compromised.booleanValue() ? Former.END_NOW : Former.RUN_OUT;
        return idempotency.once(request, () -> described(desk.rotate(former, why(reason))));
    }

    private static String why(@Nullable StringType reason) {
        var why = reason == null || reason.getValue() == null
                ? ""
                : reason.getValue().strip();
        if (why.isEmpty() || why.length() > LONGEST_REASON) {
            throw KeyRefused.withoutReason(LONGEST_REASON);
        }
        return why;
    }

    private static Parameters described(Rotation rotation) {
        return new Parameters()
                .addParameter("key", new StringType(rotation.keyId()))
                .addParameter("former-until", new InstantType(Date.from(rotation.formerCountsUntil())));
    }
}
