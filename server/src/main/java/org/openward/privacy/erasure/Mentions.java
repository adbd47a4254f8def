package org.openward.privacy.erasure;

import java.util.Set;
import java.util.TreeSet;
import org.hl7.fhir.r4.model.Attachment;
import org.hl7.fhir.r4.model.Base;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Resource;

/** Whom a record speaks of, in any of its versions, and which Binaries hold its attachments. */
final class Mentions {
    private final Pseudonymization person;
    private final Set<String> binaries = new TreeSet<>();
    private boolean ofThePerson;
    private boolean ofOthers;

    Mentions(Pseudonymization person) {
        this.person = person;
    }

    void read(Resource record) {
        visit(record);
    }

    private void visit(Base element) {
        if (element instanceof Reference reference) {
            if (person.isOf(reference)) {
                ofThePerson = true;
            } else if ("Patient".equals(reference.getReferenceElement().getResourceType())) {
                ofOthers = true;
            }
        } else if (element instanceof Attachment attachment && attachment.hasUrl()) {
            var named = new IdType(attachment.getUrl());
            if ("Binary".equals(named.getResourceType()) && named.hasIdPart()) {
                binaries.add(named.getIdPart());
            }
        }
        children(element);
    }

    private void children(Base element) {
        for (var property : element.children()) {
            property.getValues().forEach(this::visitChild);
        }
    }

    private void visitChild(Base child) {
        if (child instanceof Patient copy) {
            ofThePerson |= person.isOf(copy);
            ofOthers |= (!person.isOf(copy) && copy.hasIdentifier());
        }
        visit(child);
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
