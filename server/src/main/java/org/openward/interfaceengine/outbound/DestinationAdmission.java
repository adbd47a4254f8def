package org.openward.interfaceengine.outbound;

import ca.uhn.fhir.rest.api.server.RequestDetails;
import java.util.stream.Stream;
import org.hl7.fhir.r4.model.Endpoint;
import org.hl7.fhir.r4.model.Endpoint.EndpointStatus;
import org.jspecify.annotations.Nullable;
import org.openward.interfaceengine.outbound.letters.Terms;
import org.openward.security.KeptGrant;
import org.openward.security.StandingRights;
import org.openward.tenancy.Acting;
import org.springframework.stereotype.Component;

/** Decides whether an Endpoint becomes a destination, on which terms, and keeps the register in step with it. */
@Component
class DestinationAdmission {
    private static final String KEY = DestinationAdmission.class.getName();

    private final DestinationReader reader;
    private final Destinations destinations;
    private final OutboundMessages messages;
    private final DestinationInterests interests;
    private final StandingRights rights;
    private final DestinationSettings settings;

    DestinationAdmission(
            DestinationReader reader,
            Destinations destinations,
            OutboundMessages messages,
            DestinationInterests interests,
            StandingRights rights,
            DestinationSettings settings) {
        this.reader = reader;
        this.destinations = destinations;
        this.messages = messages;
        this.interests = interests;
        this.rights = rights;
        this.settings = settings;
    }

    /** Takes the Endpoint, or refuses it: whoever names a receiver must be allowed to see what that one will be told. */
    void judge(Endpoint endpoint, @Nullable RequestDetails request) {
        if (!DestinationReader.isDestination(endpoint)) {
            return;
        }
        var grant = rights.of(request)
                .orElseThrow(() -> DestinationRefused.notAllowed("A destination is told with the rights of the one who "
                        + "names it; this request has none of its own."));
        var terms = reader.read(endpoint, grant);
        terms.feeds().stream()
                .map(Terms.Feed::content)
                .flatMap(content -> Stream.concat(Stream.of(content.type()), content.others().stream()))
                .filter(type -> !type.isEmpty())
                .distinct()
                .forEach(type -> checkRight(grant, type));
        endpoint.setUserData(KEY, terms);
    }

    private void checkRight(KeptGrant grant, String type) {
        if (!rights.seesSome(grant, type)) {
            throw DestinationRefused.notAllowed("The token has no scope " + type
                    + ".rs, so its holder may not have such records sent out. Ask for a wider token.");
        }
    }

    /** What a desk writes was not judged again; it keeps the register itself. */
    void enter(Endpoint endpoint) {
        if (endpoint.getUserData(KEY) instanceof Terms terms) {
            var id = endpoint.getIdElement().getIdPart();
            if (destinations.othersThan(id) >= settings.most()) {
                throw DestinationRefused.because("A tenant has at most " + settings.most() + " destinations.");
            }
            destinations.enter(id, status(endpoint.getStatus()), terms);
            interests.doubt(Acting.tenant());
        }
    }

    private static String status(@Nullable EndpointStatus status) {
        if (status == EndpointStatus.ACTIVE) {
            return "active";
        }
        return status == EndpointStatus.SUSPENDED ? "suspended" : "off";
    }

    /** What waits for a destination that is no more is never sent. */
    void remove(String id) {
        destinations.remove(id);
        messages.drop(id);
    }
}
