package org.openward.fhir.examples;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.util.ClasspathUtil;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** The examples of FHIR R4 (com.ibm.fhir:fhir-examples). */
final class PublishedExamples {
    /** Within so many bytes each says its type. */
    private static final int BEGINNING = 20_000;

    private static final Pattern FILE = Pattern.compile("(json|xml)/spec/(.*)\\.(?:json|xml)$", Pattern.MULTILINE);

    private PublishedExamples() {}

    /** All of them in that format. */
    static List<Example> in(Format format) throws IOException {
        var types = FhirContext.forR4Cached().getResourceTypes();
        var folder = format.name().toLowerCase(Locale.ROOT);
        var examples = new ArrayList<Example>();
        for (var found : files(folder)) {
            var file = "/" + found.group();
            var type = format.type(beginning(file));
            if (types.contains(type)) {
                examples.add(new Example(found.group(2), format, type, file));
            }
        }
        return examples;
    }

    private static List<MatchResult> files(String folder) {
        return FILE.matcher(ClasspathUtil.loadResource("/spec-" + folder + ".txt"))
                .results()
                .toList();
    }

    private static String beginning(String file) throws IOException {
        try (var bytes = ClasspathUtil.loadResourceAsStream(file)) {
            return new String(bytes.readNBytes(BEGINNING), StandardCharsets.UTF_8);
        }
    }

    /** The first of each type. */
    static List<Example> oneOfEachType(List<Example> examples) {
        var seen = new HashSet<String>();
        return examples.stream().filter(example -> seen.add(example.type())).toList();
    }
}
