package org.openward.reporting;

import ca.uhn.fhir.context.BaseRuntimeElementDefinition;
import ca.uhn.fhir.context.FhirContext;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.hl7.fhir.r4.model.Base;
import org.hl7.fhir.r4.model.PrimitiveType;
import org.hl7.fhir.r4.model.Resource;

/** Reads SQL-on-FHIR view definitions, which R4 has no class for, and compiles their paths. */
class ViewReader {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9_]{0,62}");

    private final FhirContext fhir;
    private final ViewPaths paths;

    ViewReader(FhirContext fhir) {
        this.fhir = fhir;
        this.paths = new ViewPaths(fhir);
    }

    /** The view of that JSON. {@link ViewNotUnderstood} when anything in it cannot be used. */
    View read(String definition) {
        try {
            return read(JSON.readTree(definition));
        } catch (JsonProcessingException malformed) {
            throw new ViewNotUnderstood("it is no JSON.");
        }
    }

    private View read(JsonNode definition) {
        var resourceType = text(definition, "resource");
        var selects = children(definition, "select").map(this::selection).toList();
        if (!fhir.getResourceTypes().contains(resourceType) || selects.isEmpty()) {
            throw new ViewNotUnderstood("it names no resource type of R4 or selects nothing.");
        }
        var view = new View(
                definition.path("name").asText(),
                resourceType,
                constants(definition),
                children(definition, "where")
                        .map(condition -> paths.path(text(condition, "path")))
                        .toList(),
                new ViewSelection(ViewSelection.Walk.STAY, List.of(), List.of(), selects, List.of()));
        refuseDoubles(view.columns());
        // Following the paths once on an empty resource finds unknown functions and constants before any real one.
        view.rows((Resource) fhir.getResourceDefinition(resourceType).newInstance());
        return view;
    }

    private ViewSelection selection(JsonNode select) {
        var union = children(select, "unionAll").map(this::selection).toList();
        for (var one : union) {
            if (!ViewColumn.areAlike(one.allColumns(), union.get(0).allColumns())) {
                throw new ViewNotUnderstood("the parts of its unionAll have different columns.");
            }
        }
        return new ViewSelection(
                walk(select),
                walked(select),
                children(select, "column").map(this::column).toList(),
                children(select, "select").map(this::selection).toList(),
                union);
    }

    private static ViewSelection.Walk walk(JsonNode select) {
        if (select.has("forEach")) {
            return ViewSelection.Walk.FOR_EACH;
        }
        if (select.has("forEachOrNull")) {
            return ViewSelection.Walk.FOR_EACH_OR_NULL;
        }
        return select.has("repeat") ? ViewSelection.Walk.REPEAT : ViewSelection.Walk.STAY;
    }

    private List<ViewPath> walked(JsonNode select) {
        var each = Stream.of("forEach", "forEachOrNull").filter(select::has).map(key -> text(select, key));
        var repeated = children(select, "repeat").map(JsonNode::asText);
        return Stream.concat(each, repeated).map(paths::path).toList();
    }

    private ViewColumn column(JsonNode column) {
        var name = text(column, "name");
        if (!NAME.matcher(name).matches()) {
            throw new ViewNotUnderstood("its column name " + name + " is no name for a column.");
        }
        return new ViewColumn(
                name,
                column.path("type").asText("string"),
                column.path("collection").asBoolean(),
                paths.path(text(column, "path")));
    }

    private Map<String, Base> constants(JsonNode definition) {
        var constants = new HashMap<String, Base>();
        children(definition, "constant")
                .forEach(constant -> constants.put(text(constant, "name"), constantValue(constant)));
        return Map.copyOf(constants);
    }

    private Base constantValue(JsonNode constant) {
        var values = new ArrayList<Base>();
        constant.properties().forEach(field -> {
            if (field.getKey().startsWith("value")) {
                values.add(
                        primitive(field.getKey().substring(5), field.getValue().asText()));
            }
        });
        if (values.size() != 1) {
            throw new ViewNotUnderstood("its constant " + text(constant, "name") + " has not exactly one value.");
        }
        return values.get(0);
    }

    private Base primitive(String type, String value) {
        BaseRuntimeElementDefinition<?> known =
                fhir.getElementDefinition(Character.toLowerCase(type.charAt(0)) + type.substring(1));
        if (known == null || !(known.newInstance() instanceof PrimitiveType<?> primitive)) {
            throw new ViewNotUnderstood("a constant cannot be a " + type + ".");
        }
        primitive.setValueAsString(value);
        return primitive;
    }

    private static void refuseDoubles(List<ViewColumn> columns) {
        var seen = new HashSet<String>();
        for (var column : columns) {
            if (!seen.add(column.name())) {
                throw new ViewNotUnderstood("it has two columns named " + column.name() + ".");
            }
        }
    }

    private static String text(JsonNode node, String field) {
        var value = node.path(field);
        if (!value.isTextual() || value.asText().isEmpty()) {
            throw new ViewNotUnderstood("its " + field + " is missing or no text.");
        }
        return value.asText();
    }

    private static Stream<JsonNode> children(JsonNode node, String field) {
        return StreamSupport.stream(node.path(field).spliterator(), false);
    }
}
