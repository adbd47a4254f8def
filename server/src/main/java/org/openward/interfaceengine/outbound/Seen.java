package org.openward.interfaceengine.outbound;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.hl7.fhir.r4.model.Resource;
import org.openward.fhir.verbatim.RecordVersions;
import org.openward.interfaceengine.outbound.Destinations.Destination;
import org.openward.interfaceengine.outbound.letters.Composer;
import org.openward.security.KeptGrant;
import org.openward.security.StandingRights;
import org.springframework.stereotype.Component;

/** Whether a message that was written long ago still tells only what whoever stored its Endpoint last may see. */
@Component
class Seen {
    /** What a message about a record may say besides it; who lacks some of it has left it out of messages of his own. */
    private static final Map<String, List<String>> SAID_BESIDES = Map.of(
            "DiagnosticReport", List.of("Encounter", "Observation", "Patient", "ServiceRequest", "Specimen"),
            "Encounter", List.of("Patient"),
            "ChargeItem", List.of("Encounter", "Patient"),
            "ServiceRequest", List.of("Patient", "Specimen"));

    private final RecordVersions versions;
    private final StandingRights rights;
    private final Composer composer;

    Seen(RecordVersions versions, StandingRights rights, Composer composer) {
        this.versions = versions;
        this.rights = rights;
        this.composer = composer;
    }

    /** Judged by the record that it was written for, and by all that it says when it was written with other rights. */
    boolean by(Destination destination, OutboundMessage message) {
        var grant = destination.terms().grant();
        return message.patient() == null
                || record(message)
                        .filter(record -> rights.sees(grant, record))
                        .filter(record -> isWrittenFor(destination, message) || isSeenWhole(record, grant))
                        .isPresent();
    }

    /** Whether the message was written with the rights that its destination has. */
    static boolean isWrittenFor(Destination destination, OutboundMessage message) {
        return message.rights() == destination.rights();
    }

    private boolean isSeenWhole(Resource record, KeptGrant grant) {
        return SAID_BESIDES.getOrDefault(record.fhirType(), List.of()).stream()
                        .allMatch(type -> rights.seesSome(grant, type))
                && composer.isSeen(record, grant);
    }

    /** The record that the message was written for; of a deleted one, the version before. */
    Optional<Resource> record(OutboundMessage message) {
        var about = message.about();
        return versions.find(about.type(), about.id(), about.version())
                .or(() -> versions.find(about.type(), about.id(), about.version() - 1));
    }
}
