package org.openward.interfaceengine.outbound;

import java.util.Optional;
import org.hl7.fhir.r4.model.Resource;
import org.openward.fhir.verbatim.RecordVersions;
import org.openward.interfaceengine.outbound.Destinations.Destination;
import org.openward.interfaceengine.outbound.OutboundMessage.About;
import org.openward.security.StandingRights;
import org.springframework.stereotype.Component;

/** Whether a message that was written long ago still tells only what whoever stored its Endpoint last may see. */
@Component
class Seen {
    private final RecordVersions versions;
    private final StandingRights rights;

    Seen(RecordVersions versions, StandingRights rights) {
        this.versions = versions;
        this.rights = rights;
    }

    boolean by(Destination destination, OutboundMessage message) {
        var grant = destination.terms().grant();
        return message.patient() == null
                || record(message.about())
                        .filter(record -> rights.sees(grant, record))
                        .isPresent();
    }

    /** Of a deleted record, the version before. */
    private Optional<Resource> record(About about) {
        return versions.find(about.type(), about.id(), about.version())
                .or(() -> versions.find(about.type(), about.id(), about.version() - 1));
    }
}
