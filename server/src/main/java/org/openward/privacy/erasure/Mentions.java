package org.openward.privacy.erasure;

import java.util.Set;
import java.util.TreeSet;
import org.hl7.fhir.r4.model.Attachment;
import org.hl7.fhir.r4.model.Base;
import org.hl7.fhir.r4.model.Bundle.BundleEntryComponent;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Resource;

/** Whom a record speaks of, in any of its versions, and which Binaries hold its attachments. */
final class Mentions {
    private static final String PATIENT = "Patient";

    private final Pseudonymization person;
    private final Set<String> binaries = new TreeSet<>();
    private boolean ofThePerson;
    private boolean ofOthers;

    Mentions(Pseudonymization person) {
        this.person = person;
    }

    void read(Resource record) {
        visit(record, person.names());
    }

    private void visit(Base element, RecordNames around) {
        if (element instanceof Reference reference) {
            if (person.isOf(reference, around)) {
                ofThePerson = true;
            } else if (PATIENT.equals(reference.getReferenceElement().getResourceType())) {
                ofOthers = true;
            }
        } else if (element instanceof Attachment attachment && attachment.hasUrl()) {
            around.find("Binary", new IdType(attachment.getUrl())).ifPresent(binaries::add);
        }
        var within = element instanceof BundleEntryComponent entry ? around.in(entry) : around;
        for (var property : element.children()) {
            property.getValues().forEach(child -> visit(element, child, within, around));
        }
    }

    private void visit(Base parent, Base child, RecordNames within, RecordNames around) {
        if (child instanceof Patient copy) {
            var isPerson =
                    parent instanceof BundleEntryComponent entry ? person.isOf(entry, copy, around) : person.isOf(copy);
            ofThePerson |= isPerson;
            ofOthers |= !isPerson && copy.hasIdentifier();
        }
        visit(child, within);
    }

    boolean isOfThePerson() {
        return ofThePerson;
    }

    /** Another patient's record must not go with this one. */
    boolean isOfOthersToo() {
        return ofOthers;
    }

    Set<String> binaries() {
        return binaries;
    }
}
