package org.openward.notifications.carriers;

import ca.uhn.fhir.context.FhirContext;
import java.util.Objects;
import org.hl7.fhir.r4.model.Resource;
import org.openward.notifications.terms.Terms;
import org.springframework.stereotype.Component;

/** Writes the letters of subscriptions. */
@Component
public class Letters {
    private final FhirContext context;

    Letters(FhirContext context) {
        this.context = context;
    }

    /** As R4 says: the record is put where the receiver keeps it, or nothing is said but that there is something to see. */
    public Letter plain(Terms terms, Event event, Resource record) {
        var mediaType = terms.channel().mediaType();
        return mediaType == null
                ? Letter.empty()
                : new Letter("PUT", "/" + event.reference(), mediaType, written(mediaType, record));
    }

    /** A whole notification as a resource of its own. */
    public Letter of(Terms terms, Resource notification) {
        var mediaType = Objects.requireNonNull(terms.channel().mediaType());
        return new Letter("POST", "", mediaType, written(mediaType, notification));
    }

    private String written(String mediaType, Resource resource) {
        var parser = mediaType.contains("xml") ? context.newXmlParser() : context.newJsonParser();
        return parser.encodeResourceToString(resource);
    }
}
