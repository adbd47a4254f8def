package org.openward.hl7v2.changes;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.hl7.fhir.r4.model.Appointment;
import org.hl7.fhir.r4.model.Appointment.AppointmentStatus;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Slot.SlotStatus;
import org.openward.hl7v2.Field;
import org.openward.hl7v2.Hl7Message;
import org.openward.hl7v2.Segment;
import org.openward.hl7v2.changes.Change.Existence;
import org.openward.hl7v2.changes.Change.Put;
import org.openward.hl7v2.devices.DeviceProfile;
import org.openward.hl7v2.results.BusinessIdentity;
import org.openward.hl7v2.results.Notes;

/** Reads the news of a schedule (SIU) as an appointment, or as time that is blocked (S23) and opened again (S24). */
public final class SiuToChanges {
    private static final Map<String, AppointmentStatus> EVENTS = Map.ofEntries(
            Map.entry("S12", AppointmentStatus.BOOKED),
            Map.entry("S13", AppointmentStatus.BOOKED),
            Map.entry("S14", AppointmentStatus.BOOKED),
            Map.entry("S15", AppointmentStatus.CANCELLED),
            Map.entry("S16", AppointmentStatus.CANCELLED),
            Map.entry("S17", AppointmentStatus.ENTEREDINERROR),
            Map.entry("S18", AppointmentStatus.BOOKED),
            Map.entry("S19", AppointmentStatus.BOOKED),
            Map.entry("S20", AppointmentStatus.BOOKED),
            Map.entry("S21", AppointmentStatus.BOOKED),
            Map.entry("S22", AppointmentStatus.BOOKED),
            Map.entry("S26", AppointmentStatus.NOSHOW));

    /** Events that are about nobody's appointment, but about the time of a person, a place or a thing. */
    private static final Map<String, SlotStatus> BLOCKS =
            Map.of("S23", SlotStatus.BUSYUNAVAILABLE, "S24", SlotStatus.FREE);

    /** HL7 table 0278. */
    private static final Map<String, AppointmentStatus> STATUSES = Map.of(
            "PENDING", AppointmentStatus.PENDING,
            "WAITLIST", AppointmentStatus.WAITLIST,
            "BOOKED", AppointmentStatus.BOOKED,
            "STARTED", AppointmentStatus.CHECKEDIN,
            "COMPLETE", AppointmentStatus.FULFILLED,
            "CANCELLED", AppointmentStatus.CANCELLED,
            "DC", AppointmentStatus.CANCELLED,
            "DISCONTINUED", AppointmentStatus.CANCELLED,
            "DELETED", AppointmentStatus.ENTEREDINERROR,
            "NOSHOW", AppointmentStatus.NOSHOW);

    /** Events that end an appointment; a code for its status that says otherwise contradicts them. */
    private static final Set<String> ENDS = Set.of("S15", "S16", "S17", "S26");

    /** What a slot can be without a time for. */
    private static final Set<AppointmentStatus> TIMELESS = Set.of(
            AppointmentStatus.PROPOSED,
            AppointmentStatus.PENDING,
            AppointmentStatus.WAITLIST,
            AppointmentStatus.CANCELLED,
            AppointmentStatus.ENTEREDINERROR,
            AppointmentStatus.NOSHOW);

    public IntendedChanges map(Hl7Message message, DeviceProfile profile) {
        Reader reader = new Reader(message, profile);
        List<Segment> schedules = reader.all("SCH");
        SlotStatus blocked = BLOCKS.get(reader.trigger());
        if (blocked == null && !EVENTS.containsKey(reader.trigger())) {
            reader.hold(Hold.Reason.UNKNOWN_EVENT, reader.header().place(9), "This event is not mapped");
        } else if (schedules.size() != 1) {
            reader.hold(Hold.Reason.INCOMPLETE, reader.header().place(9), "There is not exactly one SCH");
        } else if (blocked != null) {
            new BlockedTime(reader, schedules.get(0), blocked).map();
        } else {
            new Booking(reader, schedules.get(0), EVENTS.getOrDefault(reader.trigger(), AppointmentStatus.NULL)).map();
        }
        return reader.read();
    }

    /** What both sides call an appointment or a blocked time. */
    static List<Identifier> numbers(Reader reader, Segment schedule) {
        List<Identifier> numbers = new ArrayList<>();
        for (int field : new int[] {1, 2}) {
            if (!schedule.field(field).subcomponent(1, 1).isEmpty()) {
                String type = field == 1 ? "PLAC" : "FILL";
                numbers.add(reader.number(
                        type, field == 1 ? "placer-appointment" : "filler-appointment", schedule.field(field)));
            }
        }
        return numbers;
    }

    /** The reading of one appointment. */
    private record Booking(Reader reader, Segment schedule, AppointmentStatus event) {

        void map() {
            Optional<BusinessIdentity> identity = reader.identity("appointments", schedule.field(2))
                    .or(() -> reader.identity("appointment-requests", schedule.field(1)));
            if (identity.isEmpty()) {
                reader.hold(Hold.Reason.NO_IDENTITY, schedule.place(2), "The appointment has no number");
                return;
            }
            Appointment appointment = new Appointment();
            appointment.addIdentifier(identity.get().identifier());
            numbers(reader, schedule).forEach(appointment::addIdentifier);
            appointment.setStatus(status());
            describe(appointment);
            ScheduledTime time = addTime(appointment);
            Attendance attendance = new Attendance(reader, schedule, time.start());
            attendance.addTo(appointment);
            boolean isNew = reader.trigger().equals("S12");
            reader.put(new Put(
                    appointment,
                    identity.get(),
                    isNew ? Existence.MAY_BE_NEW : Existence.MUST_EXIST,
                    Set.of(),
                    Set.of(),
                    attendance.partial(),
                    Optional.empty()));
        }

        private AppointmentStatus status() {
            String sent =
                    schedule.field(25).component(1).toUpperCase(Locale.ROOT).replaceAll("[^A-Z]", "");
            AppointmentStatus said = STATUSES.get(sent);
            if (!sent.isEmpty() && said == null) {
                reader.hold(
                        Hold.Reason.NOT_UNDERSTOOD, schedule.place(25), "The status of the appointment is not known");
            }
            boolean ends = ENDS.contains(reader.trigger());
            if (ends && said != null && said != event && !TIMELESS.contains(said)) {
                reader.hold(Hold.Reason.CONTRADICTION, schedule.place(25), "The event and the status disagree");
            }
            return ends || said == null ? event : said;
        }

        private void describe(Appointment appointment) {
            reader.concept(schedule, 7).ifPresent(appointment::addReasonCode);
            reader.concept(schedule, 8, "0277").ifPresent(appointment::setAppointmentType);
            for (Segment service : reader.named("AIS")) {
                reader.concept(service, 3).ifPresent(kind -> {
                    reader.say(service);
                    appointment.addServiceType(kind);
                });
            }
            String comment = Notes.text(reader.all("NTE")).orElse("");
            if (!comment.isEmpty()) {
                appointment.setComment(comment);
            }
            for (int field : new int[] {26, 27}) {
                Field order = schedule.field(field);
                if (!order.subcomponent(1, 1).isEmpty()) {
                    Identifier number =
                            reader.number(field == 26 ? "PLAC" : "FILL", field == 26 ? "placer" : "filler", order);
                    appointment.addBasedOn(
                            new Reference().setType("ServiceRequest").setIdentifier(number));
                }
            }
        }

        private ScheduledTime addTime(Appointment appointment) {
            ScheduledTime time = ScheduledTime.of(reader, schedule);
            time.minutes().ifPresent(appointment::setMinutesDuration);
            time.start().ifPresent(appointment::setStart);
            time.end().ifPresent(appointment::setEnd);
            if (!time.isWhole() && !TIMELESS.contains(appointment.getStatus())) {
                reader.hold(Hold.Reason.INCOMPLETE, schedule.place(11), "When the appointment is cannot be read");
            } else if (time.endsBeforeItBegins()) {
                reader.hold(Hold.Reason.CONTRADICTION, schedule.place(11), "The appointment ends before it begins");
            }
            return time;
        }
    }
}
