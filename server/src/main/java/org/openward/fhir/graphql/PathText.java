package org.openward.fhir.graphql;

import java.util.Set;
import java.util.regex.Pattern;

/** Keeps a client's FHIRPath to functions that come to an end soon, whatever they are given. */
final class PathText {
    private static final int LONGEST = 300;
    private static final Pattern FUNCTION = Pattern.compile("(\\w+)\\s*\\(");

    /** Not {@code repeat} and {@code aggregate}, which need not end, nor what takes regular expressions or reads other records. */
    private static final Set<String> KNOWN = Set.of(
            "all",
            "allTrue",
            "anyTrue",
            "and",
            "as",
            "contains",
            "count",
            "distinct",
            "empty",
            "endsWith",
            "exists",
            "extension",
            "first",
            "hasValue",
            "iif",
            "in",
            "indexOf",
            "is",
            "last",
            "length",
            "lower",
            "not",
            "ofType",
            "or",
            "select",
            "single",
            "skip",
            "startsWith",
            "substring",
            "take",
            "tail",
            "today",
            "now",
            "toString",
            "toInteger",
            "toDecimal",
            "toQuantity",
            "trim",
            "union",
            "upper",
            "where",
            "xor");

    private PathText() {}

    static void requireBounded(String path) {
        var unknown = FUNCTION.matcher(path)
                .results()
                .map(found -> found.group(1))
                .filter(name -> !KNOWN.contains(name))
                .findFirst();
        if (path.length() > LONGEST || unknown.isPresent()) {
            throw new GraphqlRefusal("A FHIRPath has at most %d characters here and not the function %s."
                    .formatted(LONGEST, unknown.orElse("of a longer one")));
        }
    }
}
