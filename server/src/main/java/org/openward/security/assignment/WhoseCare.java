package org.openward.security.assignment;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Date;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.r4.model.Appointment;
import org.hl7.fhir.r4.model.Appointment.AppointmentStatus;
import org.hl7.fhir.r4.model.BaseDateTimeType;
import org.hl7.fhir.r4.model.CareTeam;
import org.hl7.fhir.r4.model.CareTeam.CareTeamStatus;
import org.hl7.fhir.r4.model.Consent;
import org.hl7.fhir.r4.model.Consent.ConsentProvisionType;
import org.hl7.fhir.r4.model.Consent.ConsentState;
import org.hl7.fhir.r4.model.Encounter;
import org.hl7.fhir.r4.model.Encounter.EncounterStatus;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.Period;
import org.hl7.fhir.r4.model.PractitionerRole;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.RelatedPerson;
import org.hl7.fhir.r4.model.ServiceRequest;
import org.hl7.fhir.r4.model.ServiceRequest.ServiceRequestStatus;
import org.hl7.fhir.r4.model.Task;
import org.hl7.fhir.r4.model.Task.TaskStatus;
import org.jspecify.annotations.Nullable;
import org.openward.security.assignment.Assigned.Kind;

/** Reads from a record who is in whose care by it, which task lies where, and who belongs to which department. */
final class WhoseCare {
    private static final String PATIENT = "Patient";

    /** The day after is for what has to be written down. */
    private static final Duration AFTER_AN_APPOINTMENT = Duration.ofDays(1);

    private static final Set<String> CAREGIVERS = Set.of("Practitioner", "PractitionerRole");

    /** Of v3-RoleCode and v3-RoleClass: who decides for a child, other than the partner of a parent or a person of trust. */
    private static final Set<String> GUARDIANS =
            Set.of("PRN", "FTH", "MTH", "NPRN", "NFTH", "NMTH", "ADOPTP", "ADOPTF", "ADOPTM", "GUARD");

    private static final String ROLES_OF_PEOPLE = "http://terminology.hl7.org/CodeSystem/v3-Role";

    private static final Set<EncounterStatus> OPEN = EnumSet.of(
            EncounterStatus.PLANNED,
            EncounterStatus.ARRIVED,
            EncounterStatus.TRIAGED,
            EncounterStatus.INPROGRESS,
            EncounterStatus.ONLEAVE);

    private static final Set<AppointmentStatus> BOOKED =
            EnumSet.of(AppointmentStatus.BOOKED, AppointmentStatus.ARRIVED, AppointmentStatus.CHECKEDIN);

    private static final Set<TaskStatus> DONE = EnumSet.of(
            TaskStatus.COMPLETED,
            TaskStatus.CANCELLED,
            TaskStatus.FAILED,
            TaskStatus.REJECTED,
            TaskStatus.ENTEREDINERROR);

    private WhoseCare() {}

    /** Whether records of its type say anything of the kind. */
    static boolean concerns(IBaseResource record) {
        return record instanceof Encounter
                || record instanceof Appointment
                || record instanceof CareTeam
                || record instanceof ServiceRequest
                || record instanceof Consent
                || record instanceof RelatedPerson;
    }

    /**
     * Who has to do with whom by this record; nobody once it has ended.
     *
     * @param stored on which day it was stored first; asked for a consent that does not say its own
     */
    static List<Assigned> assignedBy(IBaseResource record, Supplier<Optional<LocalDate>> stored) {
        if (record instanceof Encounter encounter) {
            return by(encounter);
        }
        if (record instanceof Appointment appointment) {
            return by(appointment);
        }
        if (record instanceof CareTeam team) {
            return by(team);
        }
        if (record instanceof ServiceRequest order) {
            return order.getStatus() == ServiceRequestStatus.ACTIVE
                    ? inCare(order.getPerformer().stream(), order.getSubject(), new Period())
                    : List.of();
        }
        if (record instanceof Consent consent) {
            return by(consent, stored);
        }
        return record instanceof RelatedPerson relative ? by(relative) : List.of();
    }

    private static List<Assigned> by(Encounter encounter) {
        return OPEN.contains(encounter.getStatus())
                ? encounter.getParticipant().stream()
                        .flatMap(each ->
                                inCare(Stream.of(each.getIndividual()), encounter.getSubject(), each.getPeriod())
                                        .stream())
                        .toList()
                : List.of();
    }

    private static List<Assigned> by(Appointment appointment) {
        if (!BOOKED.contains(appointment.getStatus())) {
            return List.of();
        }
        var period = new Period();
        if (appointment.hasEnd()) {
            period.setEnd(Date.from(appointment.getEnd().toInstant().plus(AFTER_AN_APPOINTMENT)));
        }
        var actors = appointment.getParticipant().stream()
                .map(Appointment.AppointmentParticipantComponent::getActor)
                .toList();
        return actors.stream()
                .flatMap(patient -> inCare(actors.stream(), patient, period).stream())
                .toList();
    }

    private static List<Assigned> by(CareTeam team) {
        return team.getStatus() == CareTeamStatus.ACTIVE
                ? team.getParticipant().stream()
                        .flatMap(each -> inCare(
                                Stream.of(each.getMember()),
                                team.getSubject(),
                                each.hasPeriod() ? each.getPeriod() : team.getPeriod())
                                .stream())
                        .toList()
                : List.of();
    }

    private static List<Assigned> by(Consent consent, Supplier<Optional<LocalDate>> stored) {
        var provision = consent.getProvision();
        if (consent.getStatus() != ConsentState.ACTIVE
                || provision.getType() != ConsentProvisionType.PERMIT
                || consent.getScope().getCoding().stream()
                        .noneMatch(scope -> "patient-privacy".equals(scope.getCode()))) {
            return List.of();
        }
        var relatives = provision.getActor().stream()
                .map(each -> each.getReference())
                .flatMap(actor -> named(actor, Set.of("RelatedPerson")).stream())
                .toList();
        var patient = named(consent.getPatient(), Set.of(PATIENT));
        if (relatives.isEmpty() || patient.isEmpty()) {
            return List.of();
        }
        var given = givenByThePatient(consent, stored);
        return relatives.stream()
                .map(relative -> assigned(Kind.CONSENT, relative, patient.get(), provision.getPeriod(), given))
                .toList();
    }

    /** The day of it; nothing where others gave it. Writing it again does not make it a later one. */
    private static Optional<LocalDate> givenByThePatient(Consent consent, Supplier<Optional<LocalDate>> stored) {
        var isHis = !consent.hasPerformer()
                || consent.getPerformer().stream().anyMatch(performer -> named(performer, Set.of(PATIENT))
                        .map(IdType::getIdPart)
                        .equals(named(consent.getPatient(), Set.of(PATIENT)).map(IdType::getIdPart)));
        var written = day(consent.getMeta().getLastUpdatedElement());
        return isHis
                // Nobody consents today in the name of the grown person that he will be.
                ? day(consent.getDateTimeElement())
                        .filter(said -> written.filter(said::isAfter).isEmpty())
                        .or(stored)
                        .or(() -> written)
                : Optional.empty();
    }

    /** The first day that it can mean. */
    static Optional<LocalDate> day(BaseDateTimeType moment) {
        return Optional.ofNullable(moment.getValue())
                .map(known ->
                        LocalDate.of(moment.getYear(), firstOr(moment.getMonth(), 0) + 1, firstOr(moment.getDay(), 1)));
    }

    private static int firstOr(@Nullable Integer said, int first) {
        return said == null ? first : said;
    }

    private static List<Assigned> by(RelatedPerson relative) {
        return relative.hasActive() && !relative.getActive()
                ? List.of()
                : named(relative.getPatient(), Set.of(PATIENT)).stream()
                        .map(patient -> assigned(
                                isGuardian(relative) ? Kind.GUARDIAN : Kind.KIN,
                                new IdType(
                                        "RelatedPerson", relative.getIdElement().getIdPart()),
                                patient,
                                relative.getPeriod(),
                                Optional.empty()))
                        .toList();
    }

    private static boolean isGuardian(RelatedPerson relative) {
        return relative.getRelationship().stream()
                .flatMap(relationship -> relationship.getCoding().stream())
                .anyMatch(coding -> GUARDIANS.contains(coding.getCode())
                        && String.valueOf(coding.getSystem()).startsWith(ROLES_OF_PEOPLE));
    }

    private static List<Assigned> inCare(Stream<Reference> members, Reference patient, Period period) {
        var whom = named(patient, Set.of(PATIENT));
        return whom.isEmpty()
                ? List.of()
                : members.flatMap(member -> named(member, CAREGIVERS).stream())
                        .map(member -> assigned(Kind.CARE, member, whom.get(), period, Optional.empty()))
                        .toList();
    }

    private static Assigned assigned(
            Kind kind, IdType member, IdType patient, Period period, Optional<LocalDate> given) {
        return new Assigned(
                kind,
                member.getValue(),
                patient.getIdPart(),
                moment(period.getStart()),
                moment(period.getEnd()),
                given);
    }

    @SuppressWarnings("NullAway") // HAPI's periods may have neither start nor end.
    private static Optional<Instant> moment(Date date) {
        return Optional.ofNullable(date).map(Date::toInstant);
    }

    /** Who has an open task: himself or his department. */
    static Optional<String> ownerOf(Task task) {
        return DONE.contains(task.getStatus())
                ? Optional.empty()
                : named(
                                task.getOwner(),
                                Set.of("Practitioner", "PractitionerRole", "Organization", "HealthcareService"))
                        .map(IdType::getValue);
    }

    /** What a task is about, itself included. */
    static Set<String> reachedBy(Task task) {
        var about = new ArrayList<Reference>(task.getBasedOn());
        about.addAll(List.of(task.getFocus(), task.getFor(), task.getEncounter()));
        var reached = new LinkedHashSet<String>();
        reached.add("Task/" + task.getIdElement().getIdPart());
        about.stream()
                .flatMap(each -> named(each, Set.of(PATIENT, "ServiceRequest", "Encounter")).stream())
                .forEach(each -> reached.add(each.getValue()));
        return reached;
    }

    /** The names under which a practitioner is meant by this role: its own, and those of the department. */
    static Set<String> unitsOf(PractitionerRole role) {
        var units = new LinkedHashSet<String>();
        units.add("PractitionerRole/" + role.getIdElement().getIdPart());
        Stream.concat(Stream.of(role.getOrganization()), role.getHealthcareService().stream())
                .flatMap(each -> named(each, Set.of("Organization", "HealthcareService")).stream())
                .forEach(each -> units.add(each.getValue()));
        return units;
    }

    static Optional<String> practitionerOf(PractitionerRole role) {
        return role.hasActive() && !role.getActive()
                ? Optional.empty()
                : named(role.getPractitioner(), Set.of("Practitioner")).map(IdType::getValue);
    }

    /** A record of this server, without its version. */
    private static Optional<IdType> named(Reference reference, Set<String> types) {
        var id = new IdType(reference.getReference());
        return !id.isAbsolute() && id.hasIdPart() && id.hasResourceType() && types.contains(id.getResourceType())
                ? Optional.of(id.toUnqualifiedVersionless())
                : Optional.empty();
    }
}
