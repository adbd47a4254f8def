package org.openward.privacy.erasure;

import java.util.Set;
import org.hl7.fhir.r4.model.Attachment;
import org.hl7.fhir.r4.model.Base;
import org.hl7.fhir.r4.model.Bundle.BundleEntryComponent;
import org.hl7.fhir.r4.model.CodeType;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Coverage;
import org.hl7.fhir.r4.model.DomainResource;
import org.hl7.fhir.r4.model.IdType;
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
    private final RecordNames names;

    /** @param names in the records that are changed */
    Pseudonymization(Set<String> patients, IdentityWords words, RecordNames names) {
        this.patients = patients;
        this.words = words;
        this.names = names;
    }

    RecordNames names() {
        return names;
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
        visit(record, names);
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

    private void visit(Base element, RecordNames around) {
        if (element instanceof Reference reference) {
            visit(reference, around);
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
                && isOf(entry, patient, around)) {
            entry.setResource(anonymous(patient));
        } else if (element instanceof StringType text && !(element instanceof CodeType) && text.hasValue()) {
            text.setValue(words.outOf(text.getValue()));
        }
        if (!(element instanceof Coding)) {
            var within = element instanceof BundleEntryComponent entry ? around.in(entry) : around;
            element.children().stream()
                    .filter(property -> !"id".equals(property.getName()))
                    .forEach(property -> property.getValues().forEach(value -> visit(value, within)));
        }
    }

    private void visit(Reference reference, RecordNames around) {
        if (isOf(reference, around)) {
            if (!reference.hasReference()) {
                reference.setReference("Patient/" + patients.iterator().next());
            }
            reference.setDisplayElement(null).setIdentifier(null);
        }
        if (reference.hasDisplay()) {
            reference.setDisplay(words.outOf(reference.getDisplay()));
        }
        if (reference.hasIdentifier()) {
            visit(reference.getIdentifier(), around);
        }
    }

    /** Whether a Patient in a stored Bundle is a copy of one of the person. */
    boolean isOf(BundleEntryComponent entry, Patient copy, RecordNames around) {
        var address = new IdType(entry.getFullUrl());
        var name = entry.hasFullUrl()
                ? address
                : new IdType("Patient", copy.getIdElement().getIdPart());
        return around.find("Patient", name).filter(patients::contains).isPresent() || isOf(copy);
    }

    /** Whether somebody who is written down within another record has a number of the person. */
    boolean isOf(Patient copy) {
        return copy.getIdentifier().stream().anyMatch(words::isOf);
    }

    /** Whether it refers to the person, by id or by number. */
    boolean isOf(Reference reference, RecordNames around) {
        return reference.hasReference()
                ? around.find("Patient", reference).filter(patients::contains).isPresent()
                : words.isOf(reference.getIdentifier());
    }
}
