package org.openward.fhir.bulk;

import ca.uhn.fhir.parser.DataFormatException;
import ca.uhn.fhir.rest.api.server.RequestDetails;
import ca.uhn.fhir.rest.server.servlet.ServletRequestDetails;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.r4.model.InstantType;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.Parameters.ParametersParameterComponent;
import org.hl7.fhir.r4.model.Reference;

/** What a request for a bulk job says, in its URL or in the Parameters of its body, and how it wants to be answered. */
public final class BulkParameters {
    /** About the answer and not about the job. */
    private static final Set<String> ABOUT_THE_ANSWER = Set.of("_format", "_pretty");

    private final Map<String, List<String>> values;
    private final Set<String> preferences;

    private BulkParameters(Map<String, List<String>> values, Set<String> preferences) {
        this.values = values;
        this.preferences = preferences;
    }

    /** Refuses a request that does not come alone and ready to wait. */
    public static BulkParameters of(RequestDetails request) {
        if (request.getClass() != ServletRequestDetails.class) {
            throw new UnusableBulkRequest("A bulk job is no part of a batch. Ask for it with a request of its own.");
        }
        var preferences = Set.copyOf(request.getHeaders("Prefer").stream()
                .flatMap(header -> Stream.of(header.split("[,;]", -1)))
                .map(word -> word.strip().toLowerCase(Locale.ROOT))
                .toList());
        if (!preferences.contains("respond-async")) {
            throw UnusableBulkRequest.notAsynchronous();
        }
        var values = new LinkedHashMap<String, List<String>>();
        request.getParameters().forEach((name, given) -> Stream.of(given).forEach(value -> add(values, name, value)));
        body(request).getParameter().forEach(parameter -> add(values, parameter.getName(), text(parameter)));
        return new BulkParameters(values, preferences);
    }

    /** What was posted, or no parameters. */
    public static Parameters body(RequestDetails request) {
        IBaseResource body = request.getResource();
        if (body != null && !(body instanceof Parameters)) {
            throw new UnusableBulkRequest("The body of this operation is a Parameters resource; this one is none.");
        }
        return Objects.requireNonNullElseGet((Parameters) body, Parameters::new);
    }

    private static void add(Map<String, List<String>> values, String name, String value) {
        values.computeIfAbsent(String.valueOf(name), none -> new ArrayList<>()).add(value);
    }

    private static String text(ParametersParameterComponent parameter) {
        if (parameter.getValue() instanceof Reference reference) {
            return String.valueOf(reference.getReference());
        }
        return parameter.hasValue() && parameter.getValue().isPrimitive()
                ? parameter.getValue().primitiveValue()
                : "";
    }

    /** Refuses what is not known, or gives back the names when the client prefers that it is left out. */
    public List<String> unknownBeside(Set<String> known) {
        var unknown = values.keySet().stream()
                .filter(name -> !known.contains(name) && !ABOUT_THE_ANSWER.contains(name))
                .toList();
        if (!unknown.isEmpty() && !preferences.contains("handling=lenient")) {
            throw UnusableBulkRequest.unknownParameter(unknown.get(0));
        }
        return unknown;
    }

    public List<String> all(String name) {
        return values.getOrDefault(name, List.of());
    }

    /** Of values with commas between them, each. */
    public List<String> each(String name) {
        return all(name).stream()
                .flatMap(value -> Stream.of(value.split(",", -1)))
                .map(String::strip)
                .distinct()
                .toList();
    }

    public Optional<String> one(String name) {
        var given = all(name);
        if (given.size() > 1) {
            throw new UnusableBulkRequest(
                    "The parameter " + name + " is given once; this request gives it more often.");
        }
        return given.stream().findFirst();
    }

    public Optional<Instant> moment(String name) {
        // A plus sign that is not escaped in a URL arrives as a space.
        return one(name).map(text -> instant(text.replace(' ', '+'))
                .orElseThrow(() -> UnusableBulkRequest.unreadable(name, "an instant such as 2026-11-21T08:30:00Z")));
    }

    private static Optional<Instant> instant(String text) {
        try {
            return Optional.ofNullable(new InstantType(text).getValue()).map(Date::toInstant);
        } catch (DataFormatException | IllegalArgumentException none) {
            return Optional.empty();
        }
    }
}
