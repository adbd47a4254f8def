package org.openward.fhir.statement;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.CapabilityStatement.CapabilityStatementRestResourceComponent;
import org.hl7.fhir.r4.model.CapabilityStatement.ResourceInteractionComponent;
import org.hl7.fhir.r4.model.CapabilityStatement.TypeRestfulInteraction;
import org.jspecify.annotations.Nullable;
import org.openward.testing.Answer;
import org.openward.testing.FhirClient;

/** Does with a record of each type all that FHIR's REST API knows: what the statement names must work, nothing else may. */
final class NamedInteractions {
    /** What a record must say at least, where it must say anything. */
    private static final Map<String, String> LEAST = Map.of(
            "Binary", "\"contentType\":\"text/plain\",\"data\":\"YQ==\"",
            "Bundle", "\"type\":\"collection\"",
            "ConceptMap", "\"url\":\"http://example.org/walked\"",
            "Invoice", "\"status\":\"draft\"",
            "SearchParameter",
                    "\"url\":\"http://example.org/walked\",\"name\":\"walked\",\"code\":\"walked\",\"status\":\"draft\","
                            + "\"base\":[\"Patient\"],\"type\":\"string\",\"expression\":\"Patient.language\"",
            "Subscription",
                    "\"status\":\"off\",\"criteria\":\"Patient?\",\"reason\":\"walked\",\"channel\":{\"type\":\"websocket\"}");

    /** Of a type that is only written by desks, there may be no record yet. */
    private static final String NONE = "none";

    private static final String PATCH = "[{\"op\":\"add\",\"path\":\"/language\",\"value\":\"en\"}]";

    private final FhirClient client;
    private final String type;
    private final Set<TypeRestfulInteraction> named;
    private final List<String> faults = new ArrayList<>();

    private NamedInteractions(FhirClient client, CapabilityStatementRestResourceComponent resource) {
        this.client = client;
        this.type = resource.getType();
        this.named = resource.getInteraction().stream()
                .map(ResourceInteractionComponent::getCode)
                .collect(Collectors.toSet());
    }

    /** What the statement says of the type without it being so. */
    static List<String> untruths(FhirClient client, CapabilityStatementRestResourceComponent resource) {
        var walk = new NamedInteractions(client, resource);
        walk.all();
        return walk.faults;
    }

    private void all() {
        var created = client.send("POST", "/" + type, body(null), "Prefer", "return=representation");
        compare(TypeRestfulInteraction.CREATE, created);
        var id = created.status() == 201
                ? idIn(created.headers().firstValue("Location").orElseThrow())
                : anyId();
        if (!id.equals(NONE)) {
            requests(id).forEach((interaction, request) -> compare(interaction, request.get()));
        }
    }

    /** In this order: the deletion comes last. */
    private Map<TypeRestfulInteraction, Supplier<Answer>> requests(String id) {
        var record = "/" + type + "/" + id;
        var requests = new EnumMap<TypeRestfulInteraction, Supplier<Answer>>(TypeRestfulInteraction.class);
        requests.put(TypeRestfulInteraction.READ, () -> client.get(record));
        requests.put(TypeRestfulInteraction.VREAD, () -> client.get(record + "/_history/1"));
        requests.put(TypeRestfulInteraction.UPDATE, () -> client.send("PUT", record, body(id)));
        requests.put(
                TypeRestfulInteraction.PATCH,
                () -> client.send("PATCH", record, PATCH, "Content-Type", "application/json-patch+json"));
        requests.put(TypeRestfulInteraction.HISTORYINSTANCE, () -> client.get(record + "/_history"));
        requests.put(TypeRestfulInteraction.HISTORYTYPE, () -> client.get("/" + type + "/_history?_count=1"));
        requests.put(TypeRestfulInteraction.SEARCHTYPE, () -> client.get("/" + type + "?_count=1"));
        requests.put(TypeRestfulInteraction.DELETE, () -> client.delete(record));
        return requests;
    }

    private void compare(TypeRestfulInteraction interaction, Answer answer) {
        var works = answer.status() < 300;
        var refused = answer.status() >= 400 && answer.status() < 500;
        if (named.contains(interaction) ? !works : !refused) {
            faults.add(type + (named.contains(interaction) ? " names " : " does not name ") + interaction.toCode()
                    + ": " + shortened(answer));
        }
    }

    private String body(@Nullable String id) {
        return "{\"resourceType\":\"" + type + "\"" + (id == null ? "" : ",\"id\":\"" + id + "\"")
                + (LEAST.containsKey(type) ? "," + LEAST.get(type) : "") + "}";
    }

    /** Of a record that others made. */
    private String anyId() {
        var found = client.get("/" + type + "?_count=1");
        return found.status() == 200 && found.resource(Bundle.class).hasEntry()
                ? found.resource(Bundle.class)
                        .getEntryFirstRep()
                        .getResource()
                        .getIdElement()
                        .getIdPart()
                : NONE;
    }

    private static String idIn(String location) {
        return location.replaceFirst("/_history/.*", "").replaceFirst(".*/", "");
    }

    static String shortened(Answer answer) {
        var text = answer.toString();
        return text.length() > 300 ? text.substring(0, 300) + "..." : text;
    }
}
