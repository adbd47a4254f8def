package org.openward.fhir.graphql;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.apache.commons.lang3.StringUtils;
import org.hl7.fhir.utilities.graphql.Argument;
import org.hl7.fhir.utilities.graphql.Directive;
import org.hl7.fhir.utilities.graphql.Document;
import org.hl7.fhir.utilities.graphql.EGraphEngine;
import org.hl7.fhir.utilities.graphql.EGraphQLException;
import org.hl7.fhir.utilities.graphql.Fragment;
import org.hl7.fhir.utilities.graphql.Operation;
import org.hl7.fhir.utilities.graphql.Operation.OperationType;
import org.hl7.fhir.utilities.graphql.Parser;
import org.hl7.fhir.utilities.graphql.Selection;
import org.hl7.fhir.utilities.graphql.Value;
import org.hl7.fhir.utilities.graphql.VariableValue;
import org.jspecify.annotations.Nullable;

/**
 * A GraphQL query as it was sent.
 *
 * @param variables what a name with a dollar sign stands for; several values are a list
 */
record GraphqlQuery(String text, Operation operation, Document document, Map<String, List<String>> variables) {
    static final int LONGEST = 20_000;
    static final int DEEPEST = 20;
    private static final ObjectMapper JSON = new ObjectMapper();

    /**
     * Reads a query.
     *
     * @param name of the operation, where the text has several
     * @param variables a JSON object
     * @throws GraphqlRefusal if it is none, or a mutation, or too large
     */
    static GraphqlQuery of(@Nullable String text, @Nullable String name, @Nullable String variables) {
        if (StringUtils.isBlank(text)) {
            throw new GraphqlRefusal("There is no query. Send it as query in the URL, as a body of the type"
                    + " application/graphql, or in a JSON body.");
        }
        requireSmall(text);
        var document = parsed(text);
        var operation = document.getOperations().stream()
                .filter(each -> StringUtils.isBlank(name) || name.equals(each.getName()))
                .findFirst()
                .orElseThrow(() -> new GraphqlRefusal("The text has no operation " + name + "."));
        if (document.getOperations().size() > 1 && StringUtils.isBlank(name)) {
            throw new GraphqlRefusal("The text has several operations; say by operationName which one is meant.");
        }
        if (operation.getSelectionSet().isEmpty()) {
            throw new GraphqlRefusal("The query asks for nothing.");
        }
        if (operation.getOperationType() == OperationType.qglotMutation) {
            throw new GraphqlRefusal("This server reads by GraphQL, but writes by FHIR's other interactions only.");
        }
        return new GraphqlQuery(text, operation, document, variables(operation, variables));
    }

    /** A query in JSON, with its name and variables. */
    static GraphqlQuery ofJson(String body) {
        requireLength(body);
        var json = json(body);
        var variables = json.path("variables");
        return of(
                json.path("query").asText(null),
                json.path("operationName").asText(null),
                variables.isObject() ? variables.toString() : null);
    }

    private static void requireSmall(String text) {
        requireLength(text);
        var depth = 0;
        var quoted = false;
        for (var i = 0; i < text.length(); i++) {
            var character = text.charAt(i);
            if (character == '"' && (i == 0 || text.charAt(i - 1) != '\\')) {
                quoted = !quoted;
            }
            if (quoted) {
                continue;
            }
            depth += character == '{' || character == '[' ? 1 : 0;
            depth -= character == '}' || character == ']' ? 1 : 0;
            if (depth > DEEPEST) {
                throw new GraphqlRefusal("The query is nested more than %d deep.".formatted(DEEPEST));
            }
        }
    }

    private static void requireLength(String text) {
        if (text.length() > LONGEST) {
            throw new GraphqlRefusal("The query has more than %,d characters.".formatted(LONGEST));
        }
    }

    private static Document parsed(String text) {
        try {
            // The parser looks for the end of a comment for ever if the text ends within one.
            return Parser.parse(text + "\n").getDocument();
        } catch (IOException | EGraphQLException | EGraphEngine | RuntimeException unreadable) {
            throw new GraphqlRefusal("The query is no GraphQL: " + unreadable.getMessage());
        }
    }

    private static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException unreadable) {
            throw new GraphqlRefusal("The JSON of the query or of its variables cannot be read.");
        }
    }

    private static Map<String, List<String>> variables(Operation operation, @Nullable String json) {
        var given = StringUtils.isBlank(json) ? JSON.createObjectNode() : json(json);
        var variables = new HashMap<String, List<String>>();
        for (var variable : operation.getVariables()) {
            var value = given.path(variable.getName());
            if (value.isMissingNode() || value.isNull()) {
                Optional.ofNullable(variable.getDefaultValue())
                        .ifPresent(usual -> variables.put(variable.getName(), List.of(usual.getValue())));
            } else {
                variables.put(
                        variable.getName(),
                        value.isArray()
                                ? StreamSupport.stream(value.spliterator(), false)
                                        .map(JsonNode::asText)
                                        .toList()
                                : List.of(value.asText()));
            }
        }
        return variables;
    }

    List<Selection> selected() {
        return operation.getSelectionSet();
    }

    Fragment fragment(String name) {
        return Optional.ofNullable(document.fragment(name))
                .orElseThrow(() -> new GraphqlRefusal("There is no fragment " + name + "."));
    }

    /** The values of an argument, with those of its variables; none for a variable without a value. */
    List<String> values(Argument argument) {
        return argument.getValues().stream().flatMap(this::values).toList();
    }

    private Stream<String> values(Value value) {
        if (!(value instanceof VariableValue variable)) {
            return Stream.ofNullable(value.getValue());
        }
        var isDeclared = operation.getVariables().stream()
                .anyMatch(each -> each.getName().equals(variable.getValue()));
        if (!isDeclared) {
            throw new GraphqlRefusal("The variable $" + variable.getValue() + " is not declared.");
        }
        return variables.getOrDefault(variable.getValue(), List.of()).stream();
    }

    /** The single value of an argument. */
    Optional<String> value(Argument argument) {
        return values(argument).stream().findFirst();
    }

    /** The value of the argument of that name, if it is given one. */
    Optional<String> argument(List<Argument> arguments, String name) {
        return arguments.stream()
                .filter(each -> each.getName().equals(name))
                .findFirst()
                .flatMap(this::value);
    }

    int number(Argument argument, int most) {
        var text = value(argument).orElse("");
        if (!text.matches("\\d{1,9}")) {
            throw new GraphqlRefusal(argument.getName() + " is a whole number.");
        }
        return Math.min(Integer.parseInt(text), most);
    }

    /** What is neither skipped nor left out. */
    boolean wants(List<Directive> directives) {
        return directives.stream().allMatch(directive -> switch (directive.getName()) {
            case "include" -> isTrue(directive);
            case "skip" -> !isTrue(directive);
            default -> true;
        });
    }

    private boolean isTrue(Directive directive) {
        return argument(directive.getArguments(), "if").filter("true"::equals).isPresent();
    }
}
