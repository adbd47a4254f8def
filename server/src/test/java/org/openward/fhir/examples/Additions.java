package org.openward.fhir.examples;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Set;
import org.openward.profiles.Systems;

/**
 * What the server changes in a record by its own rules: it adds a patient's medical record number and a laboratory order's accession
 * number, shows nobody the headers of a subscription's receiver, and tells itself what went wrong there. And HAPI leaves out version and time
 * of a Bundle in a Bundle, and the id of an entry whose address is a UUID, which says it already.
 */
final class Additions {
    private static final Set<String> NUMBERS = Set.of(Systems.MRN, Systems.ACCESSION);

    private Additions() {}

    static JsonNode without(JsonNode record) {
        if (record instanceof ObjectNode fields && fields.get("identifier") instanceof ArrayNode identifiers) {
            for (var place = identifiers.size() - 1; place >= 0; place--) {
                if (NUMBERS.contains(identifiers.get(place).path("system").asText())) {
                    identifiers.remove(place);
                }
            }
            if (identifiers.isEmpty()) {
                fields.remove("identifier");
            }
        }
        if (record.path("resourceType").asText().equals("Subscription")
                && record.get("channel") instanceof ObjectNode channel) {
            channel.remove("header");
            ((ObjectNode) record).remove("error");
        }
        if (isBundle(record)) {
            record.findValues("resource").stream().filter(Additions::isBundle).forEach(Difference::forgetVersion);
            record.findParents("fullUrl").forEach(Additions::forgetIdSaidTwice);
        }
        return record;
    }

    private static void forgetIdSaidTwice(JsonNode entry) {
        var id = entry.path("resource").path("id").asText();
        if (entry.path("fullUrl").asText().equals("urn:uuid:" + id)) {
            ((ObjectNode) entry.path("resource")).remove("id");
        }
    }

    private static boolean isBundle(JsonNode record) {
        return record.path("resourceType").asText().equals("Bundle");
    }
}
