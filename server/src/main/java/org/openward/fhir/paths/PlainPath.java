package org.openward.fhir.paths;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.hl7.fhir.r4.model.Base;
import org.hl7.fhir.r4.model.Resource;
import org.openward.profiles.FhirTypes;

/**
 * A FHIRPath of nothing but element names, type choices and types of references, as nearly all search parameters are. It is
 * walked without FHIRPath's engine and finds the same.
 */
final class PlainPath {
    private static final Pattern STEP = Pattern.compile("\\.(?:(as|ofType)\\(([A-Za-z0-9]+)\\)"
            + "|where\\(resolve\\(\\) is ([A-Z][A-Za-z]*)\\)"
            + "|([a-z][A-Za-z0-9]*))");
    private static final Pattern PATH = Pattern.compile("([A-Z][A-Za-z]*)((?:" + STEP + ")*)(?: as ([A-Za-z0-9]+))?");
    private static final int STEPS = 2;
    private static final int CHOICE = 7;

    private final FhirTypes types;
    private final String root;
    private final List<Step> steps;

    private PlainPath(FhirTypes types, String root, List<Step> steps) {
        this.types = types;
        this.root = root;
        this.steps = steps;
    }

    /** That path, unless it takes the engine to understand it. */
    static Optional<PlainPath> of(String text, FhirTypes types) {
        var path = PATH.matcher(inside(text));
        if (!path.matches()) {
            return Optional.empty();
        }
        var steps = new ArrayList<Step>();
        for (var step = STEP.matcher(path.group(STEPS)); step.find(); ) {
            steps.add(step(step, types));
        }
        if (path.group(CHOICE) != null) {
            steps.add(new Step.Choice(path.group(CHOICE)));
        }
        return steps.stream().allMatch(step -> step.isKnownTo(types))
                ? Optional.of(new PlainPath(types, path.group(1), List.copyOf(steps)))
                : Optional.empty();
    }

    private static String inside(String text) {
        return text.startsWith("(") && text.endsWith(")") ? text.substring(1, text.length() - 1) : text;
    }

    private static Step step(Matcher step, FhirTypes types) {
        if (step.group(4) != null) {
            return new Step.Child(step.group(4));
        }
        if (step.group(3) != null) {
            return new Step.Target(step.group(3));
        }
        return new Step.OfType(step.group(2), step.group(1).equals("as"), types);
    }

    /** What the path points to in that resource, or nothing when only the engine can tell. */
    Optional<List<Base>> in(Resource resource) {
        if (!types.isA(resource.fhirType(), root)) {
            return Optional.of(List.of());
        }
        var found = Optional.of(List.<Base>of(resource));
        for (var step : steps) {
            found = found.flatMap(step::from);
        }
        return found;
    }
}
