package org.openward.fhir.graphql;

import java.util.LinkedHashMap;
import java.util.List;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.utilities.graphql.Field;
import org.jspecify.annotations.Nullable;

/** The fields that search, such as {@code ObservationList} and {@code ObservationConnection}. */
record SearchFields(GraphqlQuery query, GraphqlRecords records) {
    private static final int PAGE = 50;
    private static final int LARGEST_PAGE = 500;

    /** What a field's arguments ask for: of the whole hospital, or of what refers to a record. */
    GraphqlRecords.Page found(Field field, String type, @Nullable Resource record) {
        var asked = new LinkedHashMap<String, List<String>>();
        var size = PAGE;
        var offset = 0;
        for (var argument : field.getArguments()) {
            var values = query.values(argument);
            switch (argument.getName()) {
                case "_count" -> size = query.number(argument, LARGEST_PAGE);
                case "_offset", "_cursor" -> offset = query.number(argument, Integer.MAX_VALUE / 2);
                case "_reference" -> {
                    if (record == null || values.isEmpty()) {
                        throw new GraphqlRefusal("_reference names the search parameter that leads back to a record.");
                    }
                    asked.put(
                            parameter(values.get(0)),
                            List.of(record.fhirType() + "/"
                                    + record.getIdElement().getIdPart()));
                }
                default -> asked.put(parameter(argument.getName()), List.of(String.join(",", values)));
            }
        }
        if (record != null && field.argument("_reference") == null) {
            throw new GraphqlRefusal(
                    field.getName() + " within a record needs _reference, the search parameter that leads back.");
        }
        return records.search(type, asked, offset, size);
    }

    /** GraphQL's names have no hyphens. */
    private static String parameter(String name) {
        return name.startsWith("_") ? name : name.replace('_', '-');
    }
}
