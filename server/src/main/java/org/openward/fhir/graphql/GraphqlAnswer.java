package org.openward.fhir.graphql;

import ca.uhn.fhir.fhirpath.IFhirPath;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.apache.commons.lang3.StringUtils;
import org.apache.commons.lang3.Strings;
import org.hl7.fhir.r4.model.Base;
import org.hl7.fhir.r4.model.BooleanType;
import org.hl7.fhir.r4.model.DecimalType;
import org.hl7.fhir.r4.model.DomainResource;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.IntegerType;
import org.hl7.fhir.r4.model.Property;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.utilities.graphql.Field;
import org.hl7.fhir.utilities.graphql.Selection;
import org.jspecify.annotations.Nullable;
import org.openward.fhir.graphql.Answered.Shape;

/** Answers a query field by field (FHIR R4, 3.1.6), and no more than it can hold. */
final class GraphqlAnswer {
    private static final int MOST_VALUES = 100_000;

    private final GraphqlQuery query;
    private final GraphqlRecords records;
    private final SearchFields searches;
    private final ElementFields elements;
    private int values;

    GraphqlAnswer(GraphqlQuery query, GraphqlRecords records, IFhirPath paths) {
        this.query = query;
        this.records = records;
        this.searches = new SearchFields(query, records);
        this.elements = new ElementFields(query, paths);
    }

    /**
     * How the fields of an element are called in the answer.
     *
     * @param suffix of their names, for slices
     * @param depth so that fragments that name each other end
     */
    private record Place(String suffix, boolean isFlat, int depth) {
        Place nested() {
            return new Place("", false, depth + 1);
        }

        Place flat(String slice) {
            return new Place(suffix + slice, true, depth + 1);
        }

        Place inFragment() {
            return new Place(suffix, isFlat, depth + 1);
        }
    }

    /** The answer about one record, or about the whole hospital if there is none. */
    Map<String, Object> about(@Nullable Resource focus) {
        var answer = new Answered();
        select(query.selected(), focus, answer, new Place("", false, 0));
        return answer.json();
    }

    private void select(List<Selection> selections, @Nullable Base element, Answered answer, Place place) {
        if (place.depth() > GraphqlQuery.DEEPEST) {
            throw new GraphqlRefusal("The query is nested more than %d deep.".formatted(GraphqlQuery.DEEPEST));
        }
        for (var selection : selections) {
            count();
            var field = selection.getField();
            var inline = selection.getInlineFragment();
            var spread = selection.getFragmentSpread();
            if (field != null && query.wants(field.getDirectives())) {
                field(field, element, answer, place);
            } else if (inline != null
                    && query.wants(inline.getDirectives())
                    && isFor(inline.getTypeCondition(), element)) {
                select(inline.getSelectionSet(), element, answer, place.inFragment());
            } else if (spread != null && query.wants(spread.getDirectives())) {
                var fragment = query.fragment(spread.getName());
                if (isFor(fragment.getTypeCondition(), element)) {
                    select(fragment.getSelectionSet(), element, answer, place.inFragment());
                }
            }
        }
    }

    private static boolean isFor(@Nullable String type, @Nullable Base element) {
        return StringUtils.isBlank(type)
                || (element != null && type.equals(element.fhirType()))
                || ("Resource".equals(type) && element instanceof Resource)
                || ("DomainResource".equals(type) && element instanceof DomainResource);
    }

    private void field(Field field, @Nullable Base element, Answered answer, Place place) {
        var name = field.getName();
        if (name.equals("__typename")) {
            add(field, element == null ? "Query" : element.fhirType(), answer, place, Shape.SINGLE);
        } else if (element == null || element instanceof Resource) {
            ofRecord(field, (Resource) element, answer, place);
        } else if (name.equals("resource") && element instanceof Reference reference) {
            resolve(field, reference, answer, place);
        } else {
            ofElement(field, element, answer, place);
        }
    }

    private void ofRecord(Field field, @Nullable Resource record, Answered answer, Place place) {
        var name = field.getName();
        if (name.endsWith("List") && records.isType(Strings.CS.removeEnd(name, "List"))) {
            list(field, Strings.CS.removeEnd(name, "List"), record, answer, place);
        } else if (name.endsWith("Connection") && records.isType(Strings.CS.removeEnd(name, "Connection"))) {
            connection(field, Strings.CS.removeEnd(name, "Connection"), record, answer, place);
        } else if (record == null) {
            single(field, answer, place);
        } else if (name.equals("resourceType")) {
            add(field, record.fhirType(), answer, place, Shape.SINGLE);
        } else if (name.equals("id")) {
            add(field, record.getIdElement().getIdPart(), answer, place, Shape.SINGLE);
        } else {
            ofElement(field, record, answer, place);
        }
    }

    /** {@code Patient(id: "x")}, of the whole hospital. */
    private void single(Field field, Answered answer, Place place) {
        if (!records.isType(field.getName())) {
            throw new GraphqlRefusal(
                    "A query of the whole server begins with a type: %s is none.".formatted(field.getName()));
        }
        var id = query.argument(field.getArguments(), "id")
                .or(() -> query.argument(field.getArguments(), "_id"))
                .orElseThrow(() -> new GraphqlRefusal("Say by id which " + field.getName() + " is meant."));
        records.find(new IdType(field.getName(), id))
                .ifPresent(found -> composite(field, found, answer, place, Shape.SINGLE));
    }

    private void list(Field field, String type, @Nullable Resource record, Answered answer, Place place) {
        for (var found : searches.found(field, type, record).records()) {
            composite(field, found, answer, place, Shape.LIST);
        }
    }

    private void connection(Field field, String type, @Nullable Resource record, Answered answer, Place place) {
        var page = searches.found(field, type, record);
        var connection = new Answered();
        for (var selection : field.getSelectionSet()) {
            var part = plain(selection);
            if (!query.wants(part.getDirectives())) {
                continue;
            }
            switch (part.getName()) {
                case "count" -> total(connection, part, page);
                case "offset" -> connection.add(part.getAlias(), page.offset(), Shape.SINGLE);
                case "pagesize" -> connection.add(part.getAlias(), page.size(), Shape.SINGLE);
                case "first" -> connection.add(part.getAlias(), "0", Shape.SINGLE);
                case "previous" -> cursor(connection, part, page.offset() - page.size(), page.offset() > 0);
                case "next" -> cursor(connection, part, page.offset() + page.size(), !page.isLast());
                case "last" -> cursor(connection, part, page.offset(), page.isLast());
                case "edges" -> page.records().forEach(each -> edge(part, each, connection, place));
                default -> throw GraphqlRefusal.unknownField(part, field.getName());
            }
        }
        answer.add(name(field, place), connection, Shape.SINGLE);
    }

    /** How many there are is known on the last page. */
    private static void total(Answered connection, Field part, GraphqlRecords.Page page) {
        if (page.isLast()) {
            connection.add(part.getAlias(), page.offset() + page.records().size(), Shape.SINGLE);
        }
    }

    private static void cursor(Answered connection, Field part, int offset, boolean isThere) {
        if (isThere) {
            connection.add(part.getAlias(), String.valueOf(Math.max(0, offset)), Shape.SINGLE);
        }
    }

    private static Field plain(Selection selection) {
        if (selection.getField() == null) {
            throw new GraphqlRefusal("A connection and its edges have fields, but no fragments.");
        }
        return selection.getField();
    }

    private void edge(Field edges, Resource record, Answered connection, Place place) {
        var edge = new Answered();
        for (var selection : edges.getSelectionSet()) {
            var part = plain(selection);
            if (!query.wants(part.getDirectives())) {
                continue;
            }
            switch (part.getName()) {
                case "mode" -> edge.add(part.getAlias(), "match", Shape.SINGLE);
                case "score" -> {
                    // This server does not weigh what it finds.
                }
                case "resource" -> composite(part, record, edge, place.nested(), Shape.SINGLE);
                default -> throw GraphqlRefusal.unknownField(part, "edges");
            }
        }
        connection.add(edges.getAlias(), edge, Shape.LIST);
    }

    private void resolve(Field field, Reference reference, Answered answer, Place place) {
        var isOptional = query.argument(field.getArguments(), "optional")
                .filter("true"::equals)
                .isPresent();
        var type = query.argument(field.getArguments(), "type");
        var target = target(reference);
        if (target.isEmpty() && !isOptional) {
            throw new GraphqlRefusal(
                    "The reference %s leads to no record that is here; say optional: true to pass over it."
                            .formatted(Objects.requireNonNullElse(reference.getReference(), "without an address")));
        }
        target.filter(found ->
                        type.filter(wanted -> !wanted.equals(found.fhirType())).isEmpty())
                .ifPresent(found -> composite(field, found, answer, place, Shape.SINGLE));
    }

    private Optional<Resource> target(Reference reference) {
        if (reference.getResource() instanceof Resource contained
                && reference.getReferenceElement().isLocal()) {
            return Optional.of(contained);
        }
        var id = new IdType(reference.getReference());
        return id.hasResourceType() && id.hasIdPart() && !id.isAbsolute() && records.isType(id.getResourceType())
                ? records.find(id)
                : Optional.empty();
    }

    private void ofElement(Field field, Base element, Answered answer, Place place) {
        var isBeside = field.getName().startsWith("_");
        var property = elements.property(field, element);
        if (!property.getName().endsWith("[x]")) {
            requireFields(field, isSingleValue(property) && !isBeside);
        }
        var chosen = elements.chosen(field, property);
        var shape = shape(field, property, place);
        for (var i = 0; i < chosen.size(); i++) {
            var value = chosen.get(i);
            if (field.hasDirective("flatten")) {
                select(field.getSelectionSet(), value, answer, place.flat(elements.slice(field, value, i)));
            } else if (!isBeside && (value.isPrimitive() || value.hasPrimitiveValue())) {
                primitive(field, value, answer, place, shape);
            } else {
                composite(field, value, answer, place, shape);
            }
        }
    }

    private static boolean isSingleValue(Property property) {
        var type = StringUtils.defaultString(property.getTypeCode());
        return !type.isEmpty() && Character.isLowerCase(type.charAt(0));
    }

    private static void requireFields(Field field, boolean isSingleValue) {
        if (isSingleValue && !field.getSelectionSet().isEmpty()) {
            throw new GraphqlRefusal("%s is a single value and has no fields.".formatted(field.getName()));
        }
        if (!isSingleValue && field.getSelectionSet().isEmpty()) {
            throw new GraphqlRefusal(
                    "Say which fields of %s are wanted; it is no single value.".formatted(field.getName()));
        }
    }

    private static Shape shape(Field field, Property property, Place place) {
        if (field.hasDirective("singleton")) {
            return Shape.ONLY_ONE;
        }
        return property.isList() || place.isFlat() ? Shape.LIST : Shape.SINGLE;
    }

    private void composite(Field field, Base value, Answered answer, Place place, Shape shape) {
        requireFields(field, false);
        var nested = new Answered();
        select(field.getSelectionSet(), value, nested, place.nested());
        add(field, nested, answer, place, shape);
    }

    private void primitive(Field field, Base value, Answered answer, Place place, Shape shape) {
        requireFields(field, true);
        if (value.primitiveValue() != null) {
            add(field, json(value), answer, place, shape);
        }
    }

    private static Object json(Base value) {
        if (value instanceof BooleanType truth) {
            return truth.booleanValue();
        }
        if (value instanceof IntegerType number) {
            return number.getValue();
        }
        return value instanceof DecimalType number ? number.getValue() : value.primitiveValue();
    }

    private void add(Field field, Object value, Answered answer, Place place, Shape shape) {
        count();
        answer.add(name(field, place), value, shape);
    }

    /** Every value, and every field that is looked for, though it may bring none. */
    private void count() {
        if (++values > MOST_VALUES) {
            throw new GraphqlRefusal(
                    "The answer takes more than %,d steps. Ask for less at once.".formatted(MOST_VALUES));
        }
    }

    private static String name(Field field, Place place) {
        return field.getAlias() + place.suffix();
    }
}
