package org.openward.privacy.erasure;

import java.util.Set;
import org.hl7.fhir.r4.model.Attachment;
import org.hl7.fhir.r4.model.Base;
import org.hl7.fhir.r4.model.Bundle.BundleEntryComponent;
import org.hl7.fhir.r4.model.CodeType;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Coverage;
import org.hl7.fhir.r4.model.DomainResource;
import org.hl7.fhir.r4.model.Narrative;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Person;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.RelatedPerson;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.StringType;

/**
 * Takes out of a record what says whose it is, and leaves what was found, done and paid. What cannot be looked through, such as a scanned letter,
 * goes as a whole.
 */
final class Pseudonymization {
    private final Set<String> patients;
    private final IdentityWords words;

    Pseudonymization(Set<String> patients, IdentityWords words) {
        this.patients = patients;
        this.words = words;
    }

    /** Changes the record itself. */
    void apply(Resource record) {
        if (record instanceof DomainResource domain) {
            domain.setText(null);
            domain.getContained().replaceAll(Pseudonymization::anonymous);
        }
        if (record instanceof Coverage coverage) {
            coverage.setSubscriberIdElement(null);
        }
        visit(record);
    }

    /** A person who is written down within the record keeps only the place that others refer to. */
    private static Resource anonymous(Resource contained) {
        if (contained instanceof Patient || contained instanceof RelatedPerson || contained instanceof Person) {
            Resource nobody = contained instanceof Patient
                    ? new Patient()
                    : contained instanceof Person ? new Person() : new RelatedPerson();
            nobody.setId(contained.getId());
            return nobody;
        }
        return contained;
    }

    private void visit(Base element) {
        if (element instanceof Reference reference) {
            visit(reference);
            return;
        }
        if (element instanceof Narrative narrative) {
            if (narrative.hasDiv()) {
                narrative.setDivAsString(words.outOf(narrative.getDivAsString()));
            }
            return;
        }
        if (element instanceof Attachment attachment) {
            attachment.setDataElement(null).setUrlElement(null).setTitleElement(null);
        } else if (element instanceof BundleEntryComponent entry
                && entry.getResource() instanceof Patient patient
                && isOf(patient)) {
            entry.setResource(anonymous(patient));
        } else if (element instanceof StringType text && !(element instanceof CodeType) && text.hasValue()) {
            text.setValue(words.outOf(text.getValue()));
        }
        if (!(element instanceof Coding)) {
            element.children().stream()
                    .filter(property -> !"id".equals(property.getName()))
                    .forEach(property -> property.getValues().forEach(this::visit));
        }
    }

    private void visit(Reference reference) {
        if (isOf(reference)) {
            if (!reference.hasReference()) {
                reference.setReference("Patient/" + patients.iterator().next());
            }
            reference.setDisplayElement(null).setIdentifier(null);
        }
        if (reference.hasDisplay()) {
            reference.setDisplay(words.outOf(reference.getDisplay()));
        }
        if (reference.hasIdentifier()) {
            visit(reference.getIdentifier());
        }
    }

    /** Whether a copy of a Patient, within another record, is one of the person. */
    boolean isOf(Patient copy) {
        return patients.contains(copy.getIdElement().getIdPart())
                || copy.getIdentifier().stream().anyMatch(words::isOf);
    }

    /** Whether it refers to the person, by id or by number. */
    boolean isOf(Reference reference) {
        var named = reference.getReferenceElement();
        return "Patient".equals(named.getResourceType())
                ? patients.contains(named.getIdPart())
                : !reference.hasReference() && words.isOf(reference.getIdentifier());
    }
}
