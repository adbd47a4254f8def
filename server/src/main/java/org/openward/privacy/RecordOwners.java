package org.openward.privacy;

import ca.uhn.fhir.context.FhirContext;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.SortedSet;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.r4.model.Binary;
import org.openward.audit.PatientsTouched;
import org.openward.fhir.contents.SecurityContexts;
import org.springframework.stereotype.Component;

/** Whose records are. The content of a document is its patient's, as the document is. */
@Component
class RecordOwners {
    private final PatientsTouched patients;
    private final SecurityContexts contexts;

    RecordOwners(FhirContext context, SecurityContexts contexts) {
        this.patients = new PatientsTouched(context);
        this.contexts = contexts;
    }

    /** For each record the one by which it is judged: itself, or the document whose content it is. */
    Map<IBaseResource, IBaseResource> judged(Collection<? extends IBaseResource> records) {
        var judged = new IdentityHashMap<IBaseResource, IBaseResource>();
        records.forEach(record -> judged.put(record, record));
        var contents = records.stream()
                .filter(Binary.class::isInstance)
                .map(Binary.class::cast)
                .filter(Binary::hasSecurityContext)
                .toList();
        contexts.speakingFor(contents).forEach(judged::put);
        return judged;
    }

    /** The ids of the patients whom it is about. */
    SortedSet<String> of(IBaseResource record) {
        return patients.in(record);
    }

    /** The same of a record that is no Patient, by its stored text. */
    SortedSet<String> of(String type, String json) {
        return patients.in(type, json);
    }
}
