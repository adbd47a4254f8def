package org.openward.reporting;

import java.util.Map;
import org.hl7.fhir.r4.model.Base;
import org.hl7.fhir.r4.model.Resource;
import org.jspecify.annotations.Nullable;

/**
 * The place in a resource that a view looks at.
 *
 * @param element what the paths start from; null where there is nothing and the view wants a row nevertheless
 * @param rowIndex the place of the element among its like, counted from 0
 * @param constants what the view's paths may refer to by name
 */
record ViewFocus(Resource resource, @Nullable Base element, int rowIndex, Map<String, Base> constants) {
    ViewFocus on(@Nullable Base part, int index) {
        return new ViewFocus(resource, part, index, constants);
    }
}
