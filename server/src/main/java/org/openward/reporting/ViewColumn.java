package org.openward.reporting;

import java.util.List;
import org.hl7.fhir.r4.model.Base;
import org.hl7.fhir.r4.model.BooleanType;
import org.hl7.fhir.r4.model.DecimalType;
import org.hl7.fhir.r4.model.IntegerType;
import org.hl7.fhir.r4.model.PrimitiveType;
import org.jspecify.annotations.Nullable;

/**
 * One column of a view.
 *
 * @param type the FHIR type of its values
 * @param isCollection whether it holds all values of its path and not just one
 */
record ViewColumn(String name, String type, boolean isCollection, ViewPath path) {
    /** The value as Boolean, Integer, BigDecimal or String, a list of these for a collection, or null. */
    @Nullable Object valueAt(ViewFocus focus) {
        var values = path.at(focus);
        if (isCollection) {
            return values.stream().map(this::plain).toList();
        }
        if (values.size() > 1) {
            throw new ViewNotUnderstood("its column " + name + " holds one value, but there are several.");
        }
        return values.isEmpty() ? null : plain(values.get(0));
    }

    private Object plain(Base value) {
        if (value instanceof BooleanType truth) {
            return truth.booleanValue();
        }
        if (value instanceof IntegerType integer) {
            return integer.getValue();
        }
        if (value instanceof DecimalType decimal) {
            return decimal.getValue();
        }
        if (value instanceof PrimitiveType<?> primitive) {
            return primitive.asStringValue();
        }
        throw new ViewNotUnderstood("its column " + name + " leads to a " + value.fhirType() + ", not to a value.");
    }

    /** Whether both have the same columns in the same order, as the parts of a union must. */
    static boolean areAlike(List<ViewColumn> some, List<ViewColumn> others) {
        return some.stream()
                .map(ViewColumn::name)
                .toList()
                .equals(others.stream().map(ViewColumn::name).toList());
    }
}
