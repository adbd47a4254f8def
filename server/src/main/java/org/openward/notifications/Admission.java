package org.openward.notifications;

import ca.uhn.fhir.rest.api.server.RequestDetails;
import java.util.Optional;
import org.hl7.fhir.r4.model.Subscription;
import org.hl7.fhir.r4.model.Subscription.SubscriptionStatus;
import org.jspecify.annotations.Nullable;
import org.openward.notifications.SubscriptionBook.Waiting;
import org.openward.notifications.terms.SubscriptionRefused;
import org.openward.notifications.terms.Terms;
import org.openward.notifications.terms.Terms.Subscriber;
import org.openward.notifications.terms.TermsReader;
import org.openward.security.StandingRights;
import org.springframework.stereotype.Component;

/** Decides whether a Subscription that a client sends is taken, and on which terms. */
@Component
class Admission {
    private static final String KEY = Admission.class.getName();

    private final TermsReader reader;
    private final StandingRights rights;

    Admission(TermsReader reader, StandingRights rights) {
        this.reader = reader;
        this.rights = rights;
    }

    /** A Subscription that was taken, with what becomes of the events that wait for its receiver. */
    record Admitted(Terms terms, Waiting waiting) {}

    /** Takes the Subscription, without its secrets, or refuses it. */
    void admit(Subscription subscription, @Nullable Terms before, @Nullable RequestDetails request) {
        var grant = rights.of(request)
                .orElseThrow(() -> SubscriptionRefused.notAllowed("A subscription tells with the rights of the one who "
                        + "asks for it; this request has none of its own."));
        checkStatus(subscription);
        var base = request == null ? "" : request.getFhirServerBase();
        var terms = reader.read(subscription, before, new Subscriber(grant, base));
        if (!rights.seesSome(grant, terms.type())) {
            throw SubscriptionRefused.notAllowed("The token has no scope " + terms.type()
                    + ".rs, so its holder may not be told of such records. Ask for a wider token.");
        }
        subscription.setErrorElement(null);
        var waiting = before == null || before.promiseTheSameAs(terms) ? Waiting.STAYS : Waiting.IS_DROPPED;
        subscription.setUserData(KEY, new Admitted(terms, waiting));
    }

    private static void checkStatus(Subscription subscription) {
        var status = subscription.getStatus();
        if (status != SubscriptionStatus.REQUESTED && status != SubscriptionStatus.OFF) {
            throw SubscriptionRefused.because("A client sends a Subscription with the status requested, or off to stop "
                    + "it. The server itself makes it active, or says by the status error why it is not.");
        }
    }

    static Optional<Admitted> admitted(Subscription subscription) {
        return Optional.ofNullable((Admitted) subscription.getUserData(KEY));
    }
}
