package org.openward.security.roles;

import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.hl7.fhir.r4.model.Address;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Composition;
import org.hl7.fhir.r4.model.Composition.CompositionStatus;
import org.hl7.fhir.r4.model.Encounter;
import org.hl7.fhir.r4.model.Encounter.EncounterStatus;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Observation.ObservationStatus;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Practitioner;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.RelatedPerson;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.ServiceRequest;
import org.hl7.fhir.r4.model.ServiceRequest.ServiceRequestIntent;
import org.hl7.fhir.r4.model.ServiceRequest.ServiceRequestStatus;
import org.hl7.fhir.r4.model.Task;
import org.hl7.fhir.r4.model.Task.TaskIntent;
import org.hl7.fhir.r4.model.Task.TaskStatus;
import org.openward.testing.FhirClient;
import org.openward.testing.Hospital;

/** A doctor with one patient in his care, and another patient whom he does not know. */
final class Ward {
    /** Stands in everything that nobody but its owner's carers may see. */
    final String secret = "s" + UUID.randomUUID().toString().replace("-", "");

    final Hospital hospital;
    final FhirClient demo;
    final Practitioner doctor;
    final Patient known;
    final Patient stranger;
    final Encounter stay;

    private Ward(Hospital hospital) {
        this.hospital = hospital;
        this.demo = hospital.asDemo();
        this.doctor = demo.create(new Practitioner());
        this.known = demo.create(patient("Known"));
        this.stranger = demo.create(patient("Stranger"));
        this.stay = demo.create(stay(known, doctor));
    }

    static Ward of(Hospital hospital) {
        return new Ward(hospital);
    }

    FhirClient asDoctor() {
        return hospital.inRole("DOC", name(doctor));
    }

    FhirClient as(String role) {
        return hospital.inRole(role, name(doctor));
    }

    FhirClient asPatient(Patient patient) {
        return hospital.inRoles(
                List.of("PAT"),
                name(patient),
                Map.of("patient", patient.getIdElement().getIdPart()));
    }

    Patient patient(String given) {
        var patient = new Patient();
        patient.addName().setFamily("Ward").addGiven(given);
        patient.addAddress(new Address().setCity("City" + secret));
        patient.addTelecom().setValue("tel" + secret);
        return patient;
    }

    /** On file, and a child still. */
    Patient aChild() {
        var child = patient("Child");
        child.setBirthDate(Date.from(Instant.now()));
        return demo.create(child);
    }

    RelatedPerson motherOf(Patient child) {
        return demo.create(new RelatedPerson()
                .setActive(true)
                .setPatient(reference(child))
                .addRelationship(new CodeableConcept(
                        new Coding("http://terminology.hl7.org/CodeSystem/v3-RoleCode", "MTH", null))));
    }

    static Encounter stay(Patient patient, Resource carer) {
        var stay = new Encounter();
        stay.setStatus(EncounterStatus.INPROGRESS);
        stay.setClass_(new Coding("http://terminology.hl7.org/CodeSystem/v3-ActCode", "IMP", null));
        stay.setSubject(reference(patient));
        stay.addParticipant().setIndividual(reference(carer));
        stay.addReasonCode().setText("reason of the stay");
        return stay;
    }

    Observation observation(Patient patient, String category) {
        var observation = new Observation();
        observation.setStatus(ObservationStatus.FINAL);
        observation.addCategory().addCoding().setCode(category);
        observation.setCode(new CodeableConcept().setText("code" + secret));
        observation.setSubject(reference(patient));
        return observation;
    }

    Composition note(Patient patient, Practitioner author, CompositionStatus status) {
        var note = new Composition();
        note.setStatus(status);
        note.setType(new CodeableConcept(new Coding("http://loinc.org", "11488-4", null)));
        note.setSubject(reference(patient));
        note.addAuthor(reference(author));
        note.setTitle("note" + secret);
        note.setDate(Date.from(Instant.EPOCH));
        return note;
    }

    ServiceRequest order(Patient patient) {
        var order = new ServiceRequest();
        order.setStatus(ServiceRequestStatus.ACTIVE);
        order.setIntent(ServiceRequestIntent.ORDER);
        order.setCode(new CodeableConcept().setText("order" + secret));
        order.setSubject(reference(patient));
        return order;
    }

    Task task(Resource about, Patient patient, Resource owner) {
        var task = new Task();
        task.setStatus(TaskStatus.REQUESTED);
        task.setIntent(TaskIntent.ORDER);
        task.setFocus(reference(about));
        task.setFor(reference(patient));
        task.setOwner(reference(owner));
        return task;
    }

    static Reference reference(Resource record) {
        return new Reference(name(record));
    }

    static String name(Resource record) {
        return record.fhirType() + "/" + record.getIdElement().getIdPart();
    }
}
