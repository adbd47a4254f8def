package org.openward.reporting;

import java.util.List;
import org.hl7.fhir.r4.model.Measure;

/**
 * A published Measure and the query that answers it. The query's first column is the group, its last two are the count and
 * the score, and those between are the stratifiers of the Measure, in its order.
 */
record Report(Measure measure, String query) {
    String id() {
        return measure.getIdElement().getIdPart();
    }

    boolean isCalled(String name) {
        return name.equals(id()) || name.equals(measure.getUrl()) || name.equals(canonical());
    }

    /** The Measure in the version whose figures these are. */
    String canonical() {
        return measure.getUrl() + "|" + measure.getVersion();
    }

    List<String> stratifiers() {
        return measure.getGroupFirstRep().getStratifier().stream()
                .map(stratifier -> stratifier.getCode().getText())
                .toList();
    }
}
