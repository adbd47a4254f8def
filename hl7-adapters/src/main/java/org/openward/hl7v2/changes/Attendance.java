package org.openward.hl7v2.changes;

import ca.uhn.fhir.model.api.TemporalPrecisionEnum;
import java.time.ZoneOffset;
import java.util.Date;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TimeZone;
import java.util.stream.Stream;
import org.hl7.fhir.r4.model.Appointment;
import org.hl7.fhir.r4.model.Appointment.AppointmentParticipantComponent;
import org.hl7.fhir.r4.model.Appointment.ParticipantRequired;
import org.hl7.fhir.r4.model.Appointment.ParticipationStatus;
import org.hl7.fhir.r4.model.DateTimeType;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.Reference;
import org.openward.hl7v2.Field;
import org.openward.hl7v2.Segment;

/**
 * Reads whom and what an appointment needs (AIP, AIL, AIG), and whom its two sides name besides (SCH-12, 16, 20).
 *
 * @param start when the whole appointment begins
 */
record Attendance(Reader reader, Segment schedule, Optional<Date> start) {
    /** Events about some of the services and resources of an appointment. */
    private static final Set<String> OF_SOME = Set.of("S18", "S19", "S20", "S21", "S22");

    /** Events after which an appointment is another, and still is. */
    private static final Set<String> UPDATES = Set.of("S13", "S14", "S18", "S19", "S20", "S21", "S22");

    /** Events that take some off. */
    private static final Set<String> TAKE_OFF = Set.of("S20", "S21", "S22");

    /** Where a segment says what becomes of what it names (HL7 table 0278). */
    private static final Map<String, Integer> STATUSES = Map.of("AIS", 10, "AIG", 14, "AIL", 12, "AIP", 12);

    /** HL7 table 0206, when a segment says what is to be done with what it names. */
    private static final Set<String> ACTIONS = Set.of("A", "D", "U");

    private static final Set<String> OFF = Set.of("CANCELLED", "DELETED", "DISCONTINUED", "DC");
    private static final String ROLES = "http://terminology.hl7.org/CodeSystem/v3-ParticipationType";

    void addTo(Appointment appointment) {
        reader.all("RGS");
        refuseUnclear();
        for (Segment person : reader.named("AIP")) {
            add(appointment, person, reader.people(person, 3), 6);
        }
        for (Segment place : reader.named("AIL")) {
            add(
                    appointment,
                    place,
                    EncounterMapping.location(reader, place.field(3)).stream().toList(),
                    6);
        }
        for (Segment thing : reader.named("AIG")) {
            add(appointment, thing, named(reader, thing.field(3)).stream().toList(), 8);
        }
        addContact(appointment, 12, "CALLBCK");
        addContact(appointment, 16, "CALLBCK");
        addContact(appointment, 20, "ENT");
    }

    /** The lists of which the message names some entries only. */
    Set<String> partial() {
        if (reader.trigger().equals("S12")) {
            return Set.of();
        }
        if (OF_SOME.contains(reader.trigger())) {
            return Set.of("participant", "serviceType");
        }
        boolean namesAll =
                resources().findAny().isPresent() && resources().noneMatch(each -> ACTIONS.contains(action(each)));
        return namesAll ? Set.of() : Set.of("participant");
    }

    private void refuseUnclear() {
        reader.named("AIS").stream()
                .filter(each -> UPDATES.contains(reader.trigger()) && isOff(each))
                .findFirst()
                .ifPresent(service -> reader.hold(
                        Hold.Reason.NOT_UNDERSTOOD,
                        service.place(2),
                        "A service is taken off the appointment, and it is not said which services stay"));
        if (TAKE_OFF.contains(reader.trigger())
                && Stream.concat(reader.named("AIS").stream(), resources()).noneMatch(Attendance::isOff)) {
            reader.hold(
                    Hold.Reason.NOT_UNDERSTOOD,
                    reader.header().place(9),
                    "It is not said which service or resource is taken off the appointment");
        }
    }

    private Stream<Segment> resources() {
        return Stream.of("AIP", "AIL", "AIG").flatMap(name -> reader.named(name).stream());
    }

    private static String action(Segment resource) {
        return resource.text(2).toUpperCase(Locale.ROOT);
    }

    private static String status(Segment resource) {
        return resource.field(STATUSES.getOrDefault(resource.name(), 12))
                .component(1)
                .toUpperCase(Locale.ROOT);
    }

    private static boolean isOff(Segment resource) {
        return action(resource).equals("D") || OFF.contains(status(resource));
    }

    /** A segment that names nobody and nothing is put aside. */
    private void add(Appointment appointment, Segment resource, List<Reference> actors, int begins) {
        for (Reference actor : actors) {
            reader.say(resource);
            AppointmentParticipantComponent participant =
                    appointment.addParticipant().setActor(actor).setStatus(participation(resource));
            reader.concept(resource, 4).ifPresent(participant::addType);
            ScheduledTime time = ScheduledTime.ofPart(reader, resource, begins, start);
            time.start().ifPresent(date -> participant.getPeriod().setStartElement(moment(date)));
            time.end().ifPresent(date -> participant.getPeriod().setEndElement(moment(date)));
        }
    }

    private static DateTimeType moment(Date date) {
        return new DateTimeType(date, TemporalPrecisionEnum.SECOND, TimeZone.getTimeZone(ZoneOffset.UTC));
    }

    /** What its sender knows by a code, whatever it is. */
    static Optional<Reference> named(Reader reader, Field sent) {
        String code = sent.component(1);
        String name = sent.component(2).isEmpty() ? code : sent.component(2);
        if (name.isEmpty()) {
            return Optional.empty();
        }
        Reference named = new Reference().setDisplay(name);
        if (!code.isEmpty()) {
            named.setIdentifier(
                    new Identifier().setSystem(reader.system("resources")).setValue(code));
        }
        return Optional.of(named);
    }

    private static ParticipationStatus participation(Segment resource) {
        if (isOff(resource)) {
            return ParticipationStatus.DECLINED;
        }
        return switch (status(resource)) {
            case "BOOKED", "CONFIRMED" -> ParticipationStatus.ACCEPTED;
            case "PENDING", "WAITLIST" -> ParticipationStatus.TENTATIVE;
            default -> ParticipationStatus.NEEDSACTION;
        };
    }

    /** Whoever is to come anyway is not named again. */
    private void addContact(Appointment appointment, int field, String role) {
        for (Reference person : reader.people(schedule, field)) {
            boolean isNamed = appointment.getParticipant().stream()
                    .anyMatch(each -> each.getActor().equalsDeep(person));
            if (!isNamed) {
                appointment
                        .addParticipant()
                        .setActor(person)
                        .setRequired(ParticipantRequired.INFORMATIONONLY)
                        .setStatus(ParticipationStatus.ACCEPTED)
                        .addType()
                        .addCoding()
                        .setSystem(ROLES)
                        .setCode(role);
            }
        }
    }
}
