package org.openward.fhir.examples;

import ca.uhn.fhir.context.FhirContext;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Where an example refers to: to records with ids that no other test uses, and that a client may give. */
final class References {
    /** Before the id: many of the published ids are numbers, which only servers give. */
    private static final String OTHER_IDS = "eg-";

    /** A text that is nothing but a type and an id, in an element of type Reference or canonical. */
    private static final Pattern REFERENCE = Pattern.compile("(?<=\")("
            + String.join("|", new TreeSet<>(FhirContext.forR4Cached().getResourceTypes()))
            + ")/([A-Za-z0-9.-]{1,61})(?=\"|/_history/)");

    private References() {}

    static String renamed(String text) {
        return REFERENCE.matcher(text).replaceAll("$1/" + OTHER_IDS + "$2");
    }

    /** Of a text that is renamed. */
    static Stream<String> targets(String renamed) {
        return REFERENCE.matcher(renamed).results().map(found -> found.group());
    }
}
