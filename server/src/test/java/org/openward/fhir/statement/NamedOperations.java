package org.openward.fhir.statement;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.hl7.fhir.r4.model.CapabilityStatement.CapabilityStatementRestResourceOperationComponent;
import org.hl7.fhir.r4.model.OperationDefinition;
import org.openward.testing.Answer;
import org.openward.testing.FhirClient;

/** Reads the definition of each operation that the statement names, and calls it at each level that the definition names. */
final class NamedOperations {
    private static final Set<Integer> NOT_THERE = Set.of(405, 501);

    /** What HAPI says of an operation that it does not have. */
    private static final String UNKNOWN = "does not know how to handle";

    private final FhirClient client;
    private final Map<String, Answer> definitions = new ConcurrentHashMap<>();

    NamedOperations(FhirClient client) {
        this.client = client;
    }

    /**
     * What the statement says of operations without it being so.
     *
     * @param path of the type, or of the whole server an empty text
     * @param record a record of the type, such as {@code /Patient/1}
     */
    List<String> untruths(
            String path, String record, List<CapabilityStatementRestResourceOperationComponent> operations) {
        var faults = new ArrayList<String>();
        for (var operation : operations) {
            var read = definition(operation.getDefinition());
            if (read.status() != 200) {
                faults.add(path + "/$" + operation.getName() + " is defined by " + operation.getDefinition() + ": "
                        + NamedInteractions.shortened(read));
                continue;
            }
            var definition = read.resource(OperationDefinition.class);
            if (!definition.getCode().equals(operation.getName())
                    || !definition.getUrl().equals(operation.getDefinition())) {
                faults.add(path + "/$" + operation.getName() + " has the definition of " + definition.getCode() + ", "
                        + definition.getUrl());
            }
            places(path, record, definition).forEach(place -> called(place, faults));
        }
        return faults;
    }

    private Answer definition(String canonical) {
        return definitions.computeIfAbsent(
                canonical, url -> client.get("/OperationDefinition/" + url.substring(url.lastIndexOf('/') + 1)));
    }

    private static Set<String> places(String path, String record, OperationDefinition definition) {
        var places = new TreeSet<String>();
        if (path.isEmpty() && definition.getSystem()) {
            places.add("/$" + definition.getCode());
        }
        if (!path.isEmpty() && definition.getType()) {
            places.add(path + "/$" + definition.getCode());
        }
        if (!path.isEmpty() && definition.getInstance()) {
            places.add(record + "/$" + definition.getCode());
        }
        return places;
    }

    /** Without parameters: it need not do anything, but it must be there, by POST or by GET. */
    private void called(String place, List<String> faults) {
        var posted = client.send("POST", place, "{\"resourceType\":\"Parameters\"}");
        var answer = NOT_THERE.contains(posted.status()) ? client.get(place) : posted;
        if (NOT_THERE.contains(answer.status())
                || answer.status() >= 500
                || answer.body().contains(UNKNOWN)) {
            faults.add(place + ": " + NamedInteractions.shortened(answer));
        }
    }
}
