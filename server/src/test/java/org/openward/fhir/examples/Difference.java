package org.openward.fhir.examples;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.StreamSupport;
import org.hl7.fhir.utilities.xhtml.XhtmlComposer;
import org.hl7.fhir.utilities.xhtml.XhtmlParser;

/** Where two records do not say the same, whatever the order of their elements and the blanks and comments in narratives and in base64. */
final class Difference {
    private static final Set<String> OF_THE_SERVER = Set.of("versionId", "lastUpdated", "source");

    private final List<String> found = new ArrayList<>();

    private Difference() {}

    /** Between what was sent and what came back, besides the id and the version that the server gives. */
    static List<String> between(JsonNode sent, JsonNode answered) {
        var difference = new Difference();
        difference.compare("", withoutVersion(sent), withoutVersion(answered));
        return difference.found;
    }

    private static JsonNode withoutVersion(JsonNode record) {
        ObjectNode plain = record.deepCopy();
        plain.remove("id");
        forgetVersion(plain);
        return plain;
    }

    static void forgetVersion(JsonNode record) {
        if (record instanceof ObjectNode fields && fields.get("meta") instanceof ObjectNode meta) {
            meta.remove(OF_THE_SERVER);
            if (meta.isEmpty()) {
                fields.remove("meta");
            }
        }
    }

    private void compare(String path, JsonNode sent, JsonNode answered) {
        if (sent.isObject() && answered.isObject()) {
            names(sent, answered).forEach(name -> compare(path + "." + name, said(sent, name), said(answered, name)));
        } else if (sent.isArray() && answered.isArray() && sent.size() == answered.size()) {
            var one = inOrder(path, sent);
            var other = inOrder(path, answered);
            for (var place = 0; place < one.size(); place++) {
                compare(path + "[" + place + "]", one.get(place), other.get(place));
            }
        } else if (!plain(path, sent).equals(plain(path, answered))) {
            found.add(path + ": sent " + shortened(sent) + ", got " + shortened(answered));
        }
    }

    /** Profiles and labels have none. */
    private static List<JsonNode> inOrder(String path, JsonNode values) {
        var all = StreamSupport.stream(values.spliterator(), false);
        return (path.contains(".meta.") ? all.sorted(Comparator.comparing(JsonNode::toString)) : all).toList();
    }

    /** Values that are not there, beside extensions that are, may be left out together. */
    private static JsonNode said(JsonNode object, String name) {
        var value = object.path(name);
        var isOfNothing = value.isArray()
                && !value.isEmpty()
                && object.has("_" + name)
                && StreamSupport.stream(value.spliterator(), false).allMatch(JsonNode::isNull);
        return isOfNothing ? MissingNode.getInstance() : value;
    }

    private static Set<String> names(JsonNode one, JsonNode other) {
        var names = new TreeSet<String>();
        one.fieldNames().forEachRemaining(names::add);
        other.fieldNames().forEachRemaining(names::add);
        names.remove("fhir_comments");
        return names;
    }

    private static JsonNode plain(String path, JsonNode value) {
        if (value.isTextual() && path.endsWith(".div")) {
            return new TextNode(narrative(value.textValue()));
        }
        if (value.isTextual() && path.endsWith(".data")) {
            return new TextNode(value.textValue().replaceAll("\\s", ""));
        }
        return value;
    }

    private static String narrative(String html) {
        try {
            return new XhtmlComposer(XhtmlComposer.XML)
                    .compose(new XhtmlParser().parse(html.replaceAll("(?s)<!--.*?-->", ""), "div"))
                    .replaceAll("[\\s\u00a0]+", " ")
                    .replaceAll("> | <", "")
                    .strip();
        } catch (Exception unreadable) {
            return html;
        }
    }

    private static String shortened(JsonNode value) {
        var text = value.isMissingNode() ? "nothing" : value.toString();
        return text.length() > 300 ? text.substring(0, 300) + "..." : text;
    }
}
