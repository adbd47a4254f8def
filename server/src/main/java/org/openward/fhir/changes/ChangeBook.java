package org.openward.fhir.changes;

import java.util.List;
import org.openward.tenancy.TenantId;

/** Where somebody writes down what is changed, so that others can be told of it once it is committed. */
public interface ChangeBook {
    /** Whether a change of such a record has to be written down; asked of each change, so it must not ask the database. */
    boolean wants(TenantId tenant, String type);

    /** Writes changes of the acting caller's tenant down, with one statement of the open transaction. */
    void write(List<Change> changes);

    /** What was written down is committed. */
    void written(TenantId tenant);
}
