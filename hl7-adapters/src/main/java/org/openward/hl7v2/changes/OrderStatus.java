package org.openward.hl7v2.changes;

import java.util.Map;
import java.util.Optional;
import org.hl7.fhir.r4.model.ServiceRequest.ServiceRequestStatus;

/** HL7 tables 0038 (ORC-5) and 0119 (ORC-1): how far an order is. */
final class OrderStatus {
    private static final Map<String, ServiceRequestStatus> STATUSES = Map.of(
            "CA", ServiceRequestStatus.REVOKED,
            "DC", ServiceRequestStatus.REVOKED,
            "RP", ServiceRequestStatus.REVOKED,
            "CM", ServiceRequestStatus.COMPLETED,
            "HD", ServiceRequestStatus.ONHOLD,
            "IP", ServiceRequestStatus.ACTIVE,
            "SC", ServiceRequestStatus.ACTIVE,
            "A", ServiceRequestStatus.ACTIVE,
            "ER", ServiceRequestStatus.ENTEREDINERROR);
    private static final Map<String, ServiceRequestStatus> CONTROLS = Map.ofEntries(
            Map.entry("NW", ServiceRequestStatus.ACTIVE),
            Map.entry("OK", ServiceRequestStatus.ACTIVE),
            Map.entry("RO", ServiceRequestStatus.ACTIVE),
            Map.entry("RL", ServiceRequestStatus.ACTIVE),
            Map.entry("RQ", ServiceRequestStatus.ACTIVE),
            Map.entry("AF", ServiceRequestStatus.ACTIVE),
            Map.entry("XO", ServiceRequestStatus.ACTIVE),
            Map.entry("XX", ServiceRequestStatus.ACTIVE),
            Map.entry("SC", ServiceRequestStatus.ACTIVE),
            Map.entry("PA", ServiceRequestStatus.ACTIVE),
            Map.entry("CH", ServiceRequestStatus.ACTIVE),
            Map.entry("CA", ServiceRequestStatus.REVOKED),
            Map.entry("CR", ServiceRequestStatus.REVOKED),
            Map.entry("DC", ServiceRequestStatus.REVOKED),
            Map.entry("DR", ServiceRequestStatus.REVOKED),
            Map.entry("OC", ServiceRequestStatus.REVOKED),
            Map.entry("OD", ServiceRequestStatus.REVOKED),
            Map.entry("DF", ServiceRequestStatus.REVOKED),
            Map.entry("RP", ServiceRequestStatus.REVOKED),
            Map.entry("HD", ServiceRequestStatus.ONHOLD),
            Map.entry("HR", ServiceRequestStatus.ONHOLD),
            Map.entry("OH", ServiceRequestStatus.ONHOLD),
            Map.entry("FU", ServiceRequestStatus.COMPLETED));

    private OrderStatus() {}

    /** What the control asks for counts more than how far the order was before. */
    static Optional<ServiceRequestStatus> of(String control, String status) {
        Optional<ServiceRequestStatus> asked = Optional.ofNullable(CONTROLS.get(control));
        if (asked.isPresent() && asked.get() != ServiceRequestStatus.ACTIVE) {
            return asked;
        }
        return Optional.ofNullable(STATUSES.get(status)).or(() -> asked);
    }

    /** Whether the control makes an order, rather than changing one. */
    static boolean isNew(String control) {
        return control.isEmpty()
                || control.equals("NW")
                || control.equals("RO")
                || control.equals("CH")
                || control.equals("PA");
    }
}
