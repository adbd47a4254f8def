package org.openward.reporting;

import java.util.List;
import org.hl7.fhir.exceptions.FHIRException;
import org.hl7.fhir.r4.fhirpath.ExpressionNode;
import org.hl7.fhir.r4.fhirpath.FHIRPathEngine;
import org.hl7.fhir.r4.model.Base;
import org.hl7.fhir.r4.model.BooleanType;

/** A FHIRPath expression of a view, compiled once. */
final class ViewPath {
    private final String text;
    private final ExpressionNode expression;
    private final FHIRPathEngine engine;

    ViewPath(String text, FHIRPathEngine engine) {
        this.text = text;
        this.engine = engine;
        try {
            this.expression = engine.parse(text);
        } catch (FHIRException | IndexOutOfBoundsException malformed) {
            throw new ViewNotUnderstood("its path " + text + " is no FHIRPath: " + malformed.getMessage());
        }
    }

    List<Base> at(ViewFocus focus) {
        try {
            return engine.evaluate(focus, focus.resource(), focus.resource(), focus.element(), expression);
        } catch (FHIRException failed) {
            throw new ViewNotUnderstood("its path " + text + " cannot be followed: " + failed.getMessage());
        }
    }

    /** Whether the path answers true; nothing counts as false. */
    boolean holdsAt(ViewFocus focus) {
        var answer = at(focus);
        if (answer.isEmpty()) {
            return false;
        }
        if (answer.size() == 1 && answer.get(0) instanceof BooleanType truth) {
            return truth.booleanValue();
        }
        throw new ViewNotUnderstood("its condition " + text + " answers neither true nor false.");
    }

    @Override
    public String toString() {
        return text;
    }
}
