package org.openward.interfaceengine.changes;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.hl7.fhir.r4.model.AllergyIntolerance;
import org.hl7.fhir.r4.model.Appointment;
import org.hl7.fhir.r4.model.Appointment.AppointmentParticipantComponent;
import org.hl7.fhir.r4.model.Appointment.ParticipationStatus;
import org.hl7.fhir.r4.model.ChargeItem;
import org.hl7.fhir.r4.model.Condition;
import org.hl7.fhir.r4.model.Coverage;
import org.hl7.fhir.r4.model.DocumentReference;
import org.hl7.fhir.r4.model.DomainResource;
import org.hl7.fhir.r4.model.Encounter;
import org.hl7.fhir.r4.model.Immunization;
import org.hl7.fhir.r4.model.MedicationDispense;
import org.hl7.fhir.r4.model.MedicationRequest;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.ServiceRequest;
import org.hl7.fhir.r4.model.Specimen;
import org.jspecify.annotations.Nullable;

/** Where a record names its patient and the stay that it belongs to. */
final class Subjects {
    private static final List<Place<?>> PATIENTS = List.of(
            new Place<>(AllergyIntolerance.class, AllergyIntolerance::getPatient, AllergyIntolerance::setPatient),
            new Place<>(Appointment.class, Subjects::participant, Subjects::participate),
            new Place<>(ChargeItem.class, ChargeItem::getSubject, ChargeItem::setSubject),
            new Place<>(Condition.class, Condition::getSubject, Condition::setSubject),
            new Place<>(Coverage.class, Coverage::getBeneficiary, Coverage::setBeneficiary),
            new Place<>(DocumentReference.class, DocumentReference::getSubject, DocumentReference::setSubject),
            new Place<>(Encounter.class, Encounter::getSubject, Encounter::setSubject),
            new Place<>(Immunization.class, Immunization::getPatient, Immunization::setPatient),
            new Place<>(MedicationDispense.class, MedicationDispense::getSubject, MedicationDispense::setSubject),
            new Place<>(MedicationRequest.class, MedicationRequest::getSubject, MedicationRequest::setSubject),
            new Place<>(Observation.class, Observation::getSubject, Observation::setSubject),
            new Place<>(ServiceRequest.class, ServiceRequest::getSubject, ServiceRequest::setSubject),
            new Place<>(Specimen.class, Specimen::getSubject, Specimen::setSubject));

    private static final List<Place<?>> STAYS = List.of(
            new Place<>(ChargeItem.class, ChargeItem::getContext, ChargeItem::setContext),
            new Place<>(Condition.class, Condition::getEncounter, Condition::setEncounter),
            new Place<>(
                    DocumentReference.class,
                    document -> document.getContext().getEncounterFirstRep(),
                    (document, stay) -> document.getContext().setEncounter(new ArrayList<>(List.of(stay)))),
            new Place<>(Immunization.class, Immunization::getEncounter, Immunization::setEncounter),
            new Place<>(MedicationDispense.class, MedicationDispense::getContext, MedicationDispense::setContext),
            new Place<>(MedicationRequest.class, MedicationRequest::getEncounter, MedicationRequest::setEncounter),
            new Place<>(Observation.class, Observation::getEncounter, Observation::setEncounter),
            new Place<>(ServiceRequest.class, ServiceRequest::getEncounter, ServiceRequest::setEncounter));

    private Subjects() {}

    private record Place<T extends DomainResource>(
            Class<T> type, Function<T, @Nullable Reference> named, BiConsumer<T, Reference> name) {
        boolean fits(DomainResource resource) {
            return type.isInstance(resource);
        }

        void enter(DomainResource resource, Reference reference) {
            if (fits(resource)) {
                name.accept(type.cast(resource), reference);
            }
        }

        Optional<Reference> read(DomainResource resource) {
            return fits(resource) ? Optional.ofNullable(named.apply(type.cast(resource))) : Optional.empty();
        }
    }

    /** Whether such records are about a patient; those of a schedule are not. */
    static boolean isOfPatient(DomainResource resource) {
        return resource instanceof Patient || PATIENTS.stream().anyMatch(place -> place.fits(resource));
    }

    /** Writes the patient into the record. */
    static void enter(DomainResource resource, Reference patient) {
        PATIENTS.forEach(place -> place.enter(resource, patient));
    }

    /** Writes the stay into the record, if such records name one. */
    static void enterStay(DomainResource resource, Reference stay) {
        STAYS.forEach(place -> place.enter(resource, stay));
    }

    /** The id of the patient whom a stored record names. */
    static Optional<String> patientOf(DomainResource resource) {
        return PATIENTS.stream()
                .flatMap(place -> place.read(resource).stream())
                .map(reference -> reference.getReferenceElement().getIdPart())
                .filter(Objects::nonNull)
                .findFirst();
    }

    private static @Nullable Reference participant(Appointment appointment) {
        return appointment.getParticipant().stream()
                .map(AppointmentParticipantComponent::getActor)
                .filter(actor -> "Patient".equals(actor.getReferenceElement().getResourceType()))
                .findFirst()
                .orElse(null);
    }

    private static void participate(Appointment appointment, Reference patient) {
        appointment
                .getParticipant()
                .add(
                        0,
                        new AppointmentParticipantComponent()
                                .setActor(patient)
                                .setStatus(ParticipationStatus.ACCEPTED));
    }
}
