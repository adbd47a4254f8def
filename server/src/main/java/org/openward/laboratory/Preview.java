package org.openward.laboratory;

import java.util.List;
import org.hl7.fhir.r4.model.Resource;
import org.jspecify.annotations.Nullable;
import org.openward.laboratory.Filing.NotFiled;

/**
 * What would become of results if they were filed now.
 *
 * @param findings for each report in its order, where it belongs
 * @param obstacle what keeps all of them from being filed
 * @param writes what would be written; nothing when there is an obstacle
 */
public record Preview(List<Finding> findings, @Nullable NotFiled obstacle, List<Write> writes) {
    public Preview {
        findings = List.copyOf(findings);
        writes = List.copyOf(writes);
    }

    /**
     * Where one report belongs.
     *
     * @param patient id of the patient, as far as it was found
     * @param order id of the order, as far as one was found
     */
    public record Finding(@Nullable String patient, @Nullable String order, @Nullable NotFiled obstacle) {}

    /**
     * One record that would be written, as it would be.
     *
     * @param resource links to others of the same preview by {@code urn:uuid}
     */
    public record Write(Action action, Resource resource) {}

    /** Whether a record would be a new one or the next version of one. */
    public enum Action {
        CREATE,
        UPDATE
    }
}
