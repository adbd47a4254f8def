package org.openward.fhir.disclosure;

import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.openward.fhir.rows.Linked;
import org.openward.fhir.rows.RowLimit;

/** Knows which records their patients keep from whom, in the acting tenant. */
public interface Disclosure {
    /** Whether nobody keeps anything from anybody; known without asking the database, as a rule. */
    boolean isOpen();

    /** Those of the records that must not be shown to the reader, as the very objects that were given. */
    Set<IBaseResource> closedTo(Reader reader, Collection<? extends IBaseResource> records);

    /** The records of a type that must not be shown to the reader, for the database to leave out; nothing if there are none. */
    Optional<RowLimit> closedRows(Reader reader, String type);

    /** Those of a type into which a search in the name of the reader may look. */
    default Linked linkedFor(Reader reader) {
        return type -> closedRows(reader, type).map(RowLimit.Not::new);
    }
}
