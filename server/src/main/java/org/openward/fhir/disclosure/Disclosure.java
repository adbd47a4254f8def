package org.openward.fhir.disclosure;

import java.util.Collection;
import java.util.Set;
import org.hl7.fhir.instance.model.api.IBaseResource;

/** Knows which records their patients keep from whom, in the acting tenant. */
public interface Disclosure {
    /** Whether nobody keeps anything from anybody; known without asking the database, as a rule. */
    boolean isOpen();

    /** Those of the records that must not be shown to the reader, as the very objects that were given. */
    Set<IBaseResource> closedTo(Reader reader, Collection<? extends IBaseResource> records);
}
