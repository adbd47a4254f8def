package org.openward.reporting;

import java.util.List;
import java.util.Map;
import org.hl7.fhir.r4.model.Base;
import org.hl7.fhir.r4.model.Resource;
import org.jspecify.annotations.Nullable;

/**
 * A SQL-on-FHIR view: how resources of one type become the rows of a table.
 *
 * @param where conditions that a resource must meet to appear at all
 */
record View(
        String name, String resourceType, Map<String, Base> constants, List<ViewPath> where, ViewSelection selection) {
    List<ViewColumn> columns() {
        return selection.allColumns();
    }

    /** The rows of one resource; each has a value or null for every column. */
    List<Map<String, @Nullable Object>> rows(Resource resource) {
        if (!resource.fhirType().equals(resourceType)) {
            return List.of();
        }
        var focus = new ViewFocus(resource, resource, 0, constants);
        return where.stream().allMatch(condition -> condition.holdsAt(focus)) ? selection.rows(focus) : List.of();
    }
}
