package org.openward.notifications;

import ca.uhn.fhir.rest.annotation.IdParam;
import ca.uhn.fhir.rest.annotation.Operation;
import ca.uhn.fhir.rest.annotation.OperationParam;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.PositiveIntType;
import org.hl7.fhir.r4.model.Subscription;
import org.jspecify.annotations.Nullable;
import org.openward.fhir.FhirOperations;
import org.openward.profiles.OperationNames;

/** What a person can ask of a subscription that is not as it should be. */
@FhirOperations
class SubscriptionOperations {
    private final SubscriptionDesk desk;

    SubscriptionOperations(SubscriptionDesk desk) {
        this.desk = desk;
    }

    @Operation(
            name = "$replay",
            typeName = "Subscription",
            canonicalUrl = OperationNames.CANONICAL + OperationNames.SUBSCRIPTION_REPLAY)
    public Subscription replay(
            @IdParam IdType subscription, @OperationParam(name = "from", max = 1) @Nullable PositiveIntType from) {
        return desk.replay(subscription.getIdPart(), from == null ? null : from.getValue());
    }
}
