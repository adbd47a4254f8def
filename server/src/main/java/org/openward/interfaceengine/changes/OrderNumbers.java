package org.openward.interfaceengine.changes;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.ServiceRequest;
import org.hl7.fhir.r4.model.ServiceRequest.ServiceRequestStatus;
import org.openward.fhir.FhirStore;
import org.openward.hl7v2.changes.Change.Existence;
import org.openward.hl7v2.changes.Change.Put;
import org.openward.hl7v2.changes.Change.SharedNumber;
import org.openward.hl7v2.results.BusinessIdentity;
import org.openward.interfaceengine.Outcome.Reason;

/** Which order a message means by a number that its sender gave to several: the one for the test that it names. */
class OrderNumbers {
    private final FhirStore fhir;
    private final SentIdentities identities;
    private final Map<SentKey, String> told;

    OrderNumbers(FhirStore fhir, SentIdentities identities, Map<SentKey, String> told) {
        this.fhir = fhir;
        this.identities = identities;
        this.told = told;
    }

    /** The same, each order under the identity that is meant. */
    List<Put> meant(List<Put> sent) throws CannotChange {
        var meant = new ArrayList<Put>();
        for (var put : sent) {
            meant.add(put.resource() instanceof ServiceRequest order ? meant(put, order) : put);
        }
        return meant;
    }

    private Put meant(Put put, ServiceRequest order) throws CannotChange {
        if (put.shared().isEmpty()) {
            refuseUnclear(put);
            return put;
        }
        var identity = identity(put, order, put.shared().get());
        if (identity.equals(put.identity())) {
            return put;
        }
        var under = order.copy();
        under.getIdentifier().removeIf(known -> known.equalsDeep(put.identity().identifier()));
        under.getIdentifier().add(0, identity.identifier());
        return new Put(under, identity, put.existence(), put.erased(), put.presumed(), put.partial(), put.shared());
    }

    private BusinessIdentity identity(Put put, ServiceRequest order, SharedNumber shared) throws CannotChange {
        if (told.containsKey(key(shared.withTest()))) {
            return shared.withTest();
        }
        var first =
                Optional.ofNullable(told.get(key(shared.alone()))).flatMap(id -> fhir.find(ServiceRequest.class, id));
        if (first.isEmpty()) {
            return put.identity();
        }
        if (isSame(first.get().getCode(), order.getCode())) {
            return shared.alone();
        }
        if (order.getStatus() == ServiceRequestStatus.REVOKED) {
            throw new CannotChange(
                    Reason.CONTRADICTION,
                    "The message takes back an order for another test than its number was given to.");
        }
        return put.existence() == Existence.MAY_BE_NEW ? shared.withTest() : put.identity();
    }

    /** Without a test, a number of several orders means none of them. */
    private void refuseUnclear(Put put) throws CannotChange {
        if (identities.isShared(key(put.identity()))) {
            throw new CannotChange(
                    Reason.CONTRADICTION,
                    "The sender has given this number to several orders, and the message does not say which test it is about.");
        }
    }

    private static SentKey key(BusinessIdentity identity) {
        return SentKey.of("ServiceRequest", identity);
    }

    private static boolean isSame(CodeableConcept one, CodeableConcept other) {
        return one.getCoding().stream().anyMatch(known -> other.getCoding().stream()
                        .anyMatch(said -> known.hasCode()
                                && known.getCode().equals(said.getCode())
                                && String.valueOf(known.getSystem()).equals(String.valueOf(said.getSystem()))))
                || (!one.hasCoding() && !other.hasCoding() && Objects.equals(one.getText(), other.getText()));
    }
}
