package org.openward.interfaceengine.changes;

import org.hl7.fhir.r4.model.Identifier;
import org.openward.hl7v2.results.BusinessIdentity;

/**
 * A thing as its sender knows it.
 *
 * @param kind FHIR type of its record
 */
record SentKey(String kind, String system, String value) {
    static SentKey of(String kind, BusinessIdentity identity) {
        return new SentKey(kind, identity.system(), identity.value());
    }

    static SentKey of(String kind, Identifier identifier) {
        return new SentKey(kind, identifier.getSystem(), identifier.getValue());
    }
}
