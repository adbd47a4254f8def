package org.openward.fhir.examples;

import java.util.regex.Pattern;

/** What of an example comes back changed, and why. */
final class KnownLoss {
    private static final Pattern BRACKET_IN_ATTRIBUTE = Pattern.compile("title=\"[^\"]*(&gt;|>)[^\"]*\"");

    private KnownLoss() {}

    /** HAPI takes a bracket in an attribute of a narrative for the end of the element, if the narrative is sent in XML. */
    static boolean explains(Example example, String difference) {
        return example.format() == Format.XML
                && difference.startsWith(".text.div:")
                && BRACKET_IN_ATTRIBUTE.matcher(example.text()).find();
    }
}
