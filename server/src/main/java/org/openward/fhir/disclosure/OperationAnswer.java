package org.openward.fhir.disclosure;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.OperationOutcome;
import org.hl7.fhir.r4.model.OperationOutcome.IssueSeverity;
import org.hl7.fhir.r4.model.OperationOutcome.IssueType;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.Parameters.ParametersParameterComponent;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.UnsignedIntType;
import org.jspecify.annotations.Nullable;

/** The records in the answer of an operation, wherever in it they stand. */
public final class OperationAnswer {
    private OperationAnswer() {}

    /** All of them, in their order; those that hold others are no records of their own. */
    public static List<Resource> records(@Nullable IBaseResource answer) {
        var records = new ArrayList<Resource>();
        collect(answer, records);
        return records;
    }

    private static void collect(@Nullable IBaseResource answer, Collection<Resource> records) {
        if (answer instanceof Bundle bundle) {
            bundle.getEntry().forEach(entry -> collect(entry.getResource(), records));
        } else if (answer instanceof Parameters parameters) {
            parameters.getParameter().forEach(part -> collect(part, records));
        } else if (answer instanceof Resource record) {
            records.add(record);
        }
    }

    private static void collect(ParametersParameterComponent part, Collection<Resource> records) {
        collect(part.getResource(), records);
        part.getPart().forEach(inner -> collect(inner, records));
    }

    /** The answer without those; where it was one of them itself, that something is kept back. */
    public static IBaseResource without(Set<IBaseResource> closed, IBaseResource answer) {
        if (closed.contains(answer)) {
            return keptBack();
        }
        takeOut(closed, answer);
        return answer;
    }

    private static void takeOut(Set<IBaseResource> closed, @Nullable IBaseResource answer) {
        if (answer instanceof Bundle bundle) {
            if (bundle.getEntry().removeIf(entry -> closed.contains(entry.getResource()))) {
                bundle.setTotalElement(new UnsignedIntType());
            }
            bundle.getEntry().forEach(entry -> takeOut(closed, entry.getResource()));
        } else if (answer instanceof Parameters parameters) {
            parameters.getParameter().forEach(part -> takeOut(closed, part));
        }
    }

    private static void takeOut(Set<IBaseResource> closed, ParametersParameterComponent part) {
        if (closed.contains(part.getResource())) {
            part.setResource(null);
        }
        takeOut(closed, part.getResource());
        part.getPart().forEach(inner -> takeOut(closed, inner));
    }

    private static OperationOutcome keptBack() {
        var outcome = new OperationOutcome();
        outcome.addIssue()
                .setSeverity(IssueSeverity.INFORMATION)
                .setCode(IssueType.SUPPRESSED)
                .setDiagnostics("It is done; the record that came of it is kept from you by its patient.");
        return outcome;
    }
}
