package org.openward.interfaceengine.changes;

import java.util.Date;
import java.util.List;
import java.util.Optional;
import org.hl7.fhir.r4.model.Appointment;
import org.hl7.fhir.r4.model.ChargeItem;
import org.hl7.fhir.r4.model.ChargeItem.ChargeItemStatus;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.DocumentReference;
import org.hl7.fhir.r4.model.DomainResource;
import org.hl7.fhir.r4.model.Encounter;
import org.hl7.fhir.r4.model.Encounter.EncounterStatus;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.ServiceRequest;
import org.hl7.fhir.r4.model.ServiceRequest.ServiceRequestStatus;
import org.hl7.fhir.r4.model.Slot;
import org.hl7.fhir.r4.model.Slot.SlotStatus;
import org.jspecify.annotations.Nullable;
import org.openward.billing.SentCharges;
import org.openward.hl7v2.changes.Change.Existence;
import org.openward.hl7v2.changes.Change.Put;
import org.openward.interfaceengine.Outcome.Reason;

/** Turns each thing that a message puts into a new record or the next version of one. */
class PutPlanning {
    private static final String NOT_KNOWN = "http://terminology.hl7.org/CodeSystem/v3-NullFlavor";

    private final ChangePlan plan;
    private final NextVersion next;
    private final SentCharges charges;
    private final Reference patient;
    private final Optional<Reference> stay;

    PutPlanning(ChangePlan plan, NextVersion next, SentCharges charges, Reference patient, Optional<Reference> stay) {
        this.plan = plan;
        this.next = next;
        this.charges = charges;
        this.patient = patient;
        this.stay = stay;
    }

    /** Everything that was taken up, so that what they refer to is known. */
    void plan(List<Put> puts) throws CannotChange {
        for (var put : puts) {
            var stored = plan.stored(put);
            if (stored.isEmpty() && put.existence() == Existence.MUST_EXIST) {
                throw new CannotChange(
                        Reason.UNKNOWN_RECORD,
                        "The message changes a " + put.resource().fhirType()
                                + " that its sender has told of by no message before.");
            }
            if (put.resource() instanceof ChargeItem charge && SentCharges.isBelowZero(charge)) {
                throw new CannotChange(
                        Reason.REFUSED,
                        "The charge is for a quantity below zero (FT1-10). A charge is taken back by its number, with CD in"
                                + " FT1-6.",
                        patient.getReferenceElement().getIdPart());
            }
            if (stored.isPresent()) {
                change(put, stored.get());
            } else {
                create(put);
            }
        }
    }

    private void create(Put put) {
        var record = put.resource().copy();
        enterPatient(record);
        if (record instanceof Encounter encounter) {
            complete(encounter);
        }
        plan.resolve(record);
        if (record instanceof ChargeItem charge) {
            charges.price(charge, null);
            askForPrice(put, charge);
        } else if (record instanceof DocumentReference document) {
            plan.supersede(document);
        }
        plan.create(put.identity().link(), record);
    }

    private void change(Put put, DomainResource stored) throws CannotChange {
        if (!(stored instanceof Patient)
                && Subjects.patientOf(stored)
                        .filter(id -> !patient.getReference().equals("Patient/" + id))
                        .isPresent()) {
            throw new CannotChange(
                    Reason.CONTRADICTION,
                    "The sender has used the same number of a " + stored.fhirType() + " for another patient before.",
                    patientOnFile());
        }
        var said = put.resource().copy();
        // Whoever takes an appointment back need not say again who was to come.
        if (!(said instanceof Appointment appointment) || appointment.hasParticipant()) {
            enterPatient(said);
        }
        if (said instanceof Slot opened && stored instanceof Slot blocked && opensOtherHours(opened, blocked)) {
            throw new CannotChange(
                    Reason.CONTRADICTION, "The message opens other hours than were blocked under this number.");
        }
        if (said instanceof ServiceRequest again && stored instanceof ServiceRequest order) {
            keepEnded(put, again, order);
        }
        plan.resolve(said);
        if (said instanceof Appointment appointment && stored instanceof Appointment before) {
            PartialLists.complete(appointment, before, put.partial());
        }
        var version = next.of(stored, said, put.erased(), put.presumed());
        if (version instanceof ChargeItem charge && stored instanceof ChargeItem before) {
            change(put, before, charge);
        } else {
            plan.update(stored, version);
        }
    }

    /** A new order that is told again opens none that was carried out, and takes the place of none that was taken back. */
    private void keepEnded(Put put, ServiceRequest again, ServiceRequest order) throws CannotChange {
        if (put.existence() != Existence.MAY_BE_NEW || again.getStatus() != ServiceRequestStatus.ACTIVE) {
            return;
        }
        if (order.getStatus() == ServiceRequestStatus.COMPLETED) {
            again.setStatus(null);
        } else if (order.getStatus() == ServiceRequestStatus.REVOKED
                || order.getStatus() == ServiceRequestStatus.ENTEREDINERROR) {
            throw new CannotChange(
                    Reason.CONTRADICTION,
                    "The sender gives a new order the number of one that was taken back.",
                    patientOnFile());
        }
    }

    /** To open a part of them, or more, would open or leave blocked what nobody spoke of. */
    private static boolean opensOtherHours(Slot opened, Slot blocked) {
        return opened.getStatus() == SlotStatus.FREE
                && (isOther(opened.getStart(), blocked.getStart()) || isOther(opened.getEnd(), blocked.getEnd()));
    }

    private static boolean isOther(@Nullable Date said, @Nullable Date stored) {
        return said != null && (stored == null || !said.toInstant().equals(stored.toInstant()));
    }

    private void change(Put put, ChargeItem before, ChargeItem charge) throws CannotChange {
        if (!SentCharges.isBilled(before)) {
            charges.price(charge, before);
            if (before.getStatus() != ChargeItemStatus.PLANNED) {
                askForPrice(put, charge);
            }
            plan.update(before, charge);
        } else if (charge.getStatus() != ChargeItemStatus.BILLABLE || !SentCharges.isForTheSame(before, charge)) {
            throw new CannotChange(
                    Reason.REFUSED, "The charge stands on a bill, which no message changes.", patientOnFile());
        }
    }

    /** Whom a task can name; nobody when the message itself would make the patient known. */
    private @Nullable String patientOnFile() {
        var named = patient.getReferenceElement();
        return "Patient".equals(named.getResourceType()) ? named.getIdPart() : null;
    }

    private void askForPrice(Put put, ChargeItem charge) {
        if (charge.getStatus() == ChargeItemStatus.PLANNED) {
            plan.afterwards(done -> {
                var written = charge.copy();
                written.setId(done.id(put.identity().link()));
                charges.askForPrice(written);
            });
        }
    }

    private void enterPatient(DomainResource record) {
        Subjects.enter(record, patient.copy());
        stay.ifPresent(known -> Subjects.enterStay(record, known.copy()));
    }

    /** What an encounter cannot be without. */
    private static void complete(Encounter encounter) {
        if (!encounter.hasStatus()) {
            encounter.setStatus(EncounterStatus.UNKNOWN);
        }
        if (!encounter.hasClass_()) {
            encounter.setClass_(new Coding().setSystem(NOT_KNOWN).setCode("UNK"));
        }
    }
}
