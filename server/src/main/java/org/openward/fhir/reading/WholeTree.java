package org.openward.fhir.reading;

import ca.uhn.fhir.parser.json.jackson.JacksonStructure;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.ArrayList;

/**
 * A JSON text as it was read, with an empty place in each list of primitives for what has only an id or extensions: HAPI's reader looks
 * no further than the list of values goes, and not at all where there is none. Brackets in narratives are escaped where HL7's reader
 * needs it.
 */
final class WholeTree extends JacksonStructure {
    private static final String BESIDE = "_";
    private static final String NARRATIVE = "div";

    private String forbidden = "";

    /** As {@link NarrativeBrackets#forbidden()}, of all narratives. */
    String forbidden() {
        return forbidden;
    }

    @Override
    public void setNativeObject(ObjectNode root) {
        complete(root);
        super.setNativeObject(root);
    }

    private void complete(JsonNode node) {
        if (node instanceof ObjectNode object) {
            object.forEach(this::complete);
            completeLists(object);
            if (object.get(NARRATIVE) instanceof TextNode text) {
                var narrative = NarrativeBrackets.escapedIn(text.textValue());
                object.put(NARRATIVE, narrative.text());
                forbidden = forbidden.isEmpty() ? narrative.forbidden() : forbidden;
            }
        } else if (node instanceof ArrayNode list) {
            list.forEach(this::complete);
        }
    }

    private static void completeLists(ObjectNode object) {
        var beside = new ArrayList<String>(0);
        for (var property : object.properties()) {
            if (property.getKey().startsWith(BESIDE) && property.getValue().isArray()) {
                beside.add(property.getKey());
            }
        }
        for (var name : beside) {
            var places = places(object, name.substring(BESIDE.length()));
            while (places instanceof ArrayNode list
                    && list.size() < object.get(name).size()) {
                list.addNull();
            }
        }
    }

    private static JsonNode places(ObjectNode object, String name) {
        var values = object.get(name);
        return values == null || values.isNull() ? object.putArray(name) : values;
    }
}
