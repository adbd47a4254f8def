package org.openward.notifications.carriers;

import java.time.Clock;
import java.util.Date;
import java.util.Objects;
import java.util.UUID;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Bundle.BundleType;
import org.hl7.fhir.r4.model.Bundle.HTTPVerb;
import org.hl7.fhir.r4.model.CanonicalType;
import org.hl7.fhir.r4.model.CodeType;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.InstantType;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.Parameters.ParametersParameterComponent;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.StringType;
import org.hl7.fhir.r4.model.Type;
import org.openward.notifications.carriers.Notice.Told;
import org.openward.notifications.terms.Backport;
import org.openward.notifications.terms.Terms.Content;
import org.springframework.stereotype.Component;

/** Writes notices as HL7's Subscriptions R5 Backport says them in R4. */
@Component
public class Notices {
    private final Clock clock;

    Notices(Clock clock) {
        this.clock = clock;
    }

    /** A notification: what is said about the subscription first, then the records as far as the content goes. */
    public Bundle bundle(Notice notice, Content content) {
        var bundle = new Bundle().setType(BundleType.HISTORY).setTimestamp(Date.from(clock.instant()));
        bundle.getMeta().addProfile(Backport.NOTIFICATION);
        bundle.addEntry()
                .setFullUrl("urn:uuid:" + UUID.randomUUID())
                .setResource(status(notice, content))
                .setRequest(new Bundle.BundleEntryRequestComponent()
                        .setMethod(HTTPVerb.GET)
                        .setUrl(subscription(notice) + "/$status"))
                .setResponse(new Bundle.BundleEntryResponseComponent().setStatus("200"));
        if (content != Content.EMPTY) {
            notice.told().forEach(told -> addRecord(bundle, notice, told, content));
        }
        return bundle;
    }

    private static void addRecord(Bundle bundle, Notice notice, Told told, Content content) {
        var event = told.event();
        var isNew = event.interaction().equals("create");
        var isGone = event.interaction().equals("delete");
        var entry = bundle.addEntry().setFullUrl(absolute(notice, event));
        entry.getRequest()
                .setMethod(isGone ? HTTPVerb.DELETE : isNew ? HTTPVerb.POST : HTTPVerb.PUT)
                .setUrl(isNew ? event.type() : event.reference());
        entry.getResponse().setStatus(isGone ? "204" : isNew ? "201" : "200");
        if (content == Content.FULL_RESOURCE && !isGone) {
            entry.setResource(told.record());
        }
    }

    /** What R5 calls SubscriptionStatus. */
    public Parameters status(Notice notice, Content content) {
        var status = new Parameters();
        status.setId(UUID.randomUUID().toString());
        status.getMeta().addProfile(Backport.STATUS);
        status.addParameter("subscription", new Reference(subscription(notice)));
        if (notice.terms().topic() != null) {
            status.addParameter("topic", new CanonicalType(notice.terms().topic()));
        }
        status.addParameter("status", new CodeType(notice.status()));
        status.addParameter("type", new CodeType(notice.type()));
        status.addParameter("events-since-subscription-start", new StringType(String.valueOf(notice.events())));
        notice.told().forEach(told -> status.addParameter(event(notice, told, content)));
        if (notice.error() != null) {
            status.addParameter("error", new CodeableConcept().setText(notice.error()));
        }
        return status;
    }

    private static ParametersParameterComponent event(Notice notice, Told told, Content content) {
        var event = new ParametersParameterComponent().setName("notification-event");
        part(event, "event-number", new StringType(String.valueOf(told.event().number())));
        part(event, "timestamp", new InstantType(Date.from(told.event().at())));
        if (content != Content.EMPTY) {
            part(event, "focus", new Reference(absolute(notice, told.event())));
        }
        return event;
    }

    private static void part(ParametersParameterComponent whole, String name, Type value) {
        whole.addPart().setName(name).setValue(value);
    }

    private static String subscription(Notice notice) {
        return notice.terms().subscriber().base() + "/Subscription/" + notice.subscription();
    }

    private static String absolute(Notice notice, Event event) {
        return notice.terms().subscriber().base() + "/" + event.reference();
    }

    /** What the subscriber wants to hear at most. */
    public static Content content(Notice notice) {
        return Objects.requireNonNullElse(notice.terms().channel().content(), Content.ID_ONLY);
    }
}
