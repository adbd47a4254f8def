package org.openward.hl7v2.changes;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Schedule;
import org.hl7.fhir.r4.model.Slot;
import org.hl7.fhir.r4.model.Slot.SlotStatus;
import org.openward.hl7v2.Segment;
import org.openward.hl7v2.changes.Change.Existence;
import org.openward.hl7v2.results.BusinessIdentity;
import org.openward.hl7v2.results.Notes;

/** Reads that the time of a person, a place or a thing is blocked or open again: a slot in the schedule of each of them. */
record BlockedTime(Reader reader, Segment schedule, SlotStatus status) {

    /**
     * Somebody or something whose time it is.
     *
     * @param calendar which schedule is theirs
     * @param own the hours that are said of this one only
     */
    private record Owner(Reference actor, BusinessIdentity calendar, Optional<ScheduledTime> own) {}

    void map() {
        Optional<BusinessIdentity> number = reader.identity("slots", schedule.field(2))
                .or(() -> reader.identity("slot-requests", schedule.field(1)));
        List<Owner> owners = owners();
        if (number.isEmpty()) {
            reader.hold(Hold.Reason.NO_IDENTITY, schedule.place(2), "The blocked time has no number");
        } else if (owners.isEmpty()) {
            reader.hold(Hold.Reason.INCOMPLETE, schedule.place(5), "It is not said whose time it is");
        } else {
            put(number.get(), owners);
        }
    }

    private void put(BusinessIdentity number, List<Owner> owners) {
        ScheduledTime all = ScheduledTime.of(reader, schedule);
        Slot said = described();
        Map<BusinessIdentity, Integer> occurrences = new HashMap<>();
        for (Owner each : owners) {
            int occurrence = occurrences.merge(each.calendar(), 1, Integer::sum);
            List<String> parts = List.of(number.value(), each.calendar().value(), String.valueOf(occurrence));
            if (occurrence == 1) {
                putCalendar(each);
            }
            put(
                    said.copy(),
                    BusinessIdentity.of(number.system(), parts),
                    each,
                    each.own().orElse(all));
        }
    }

    private void putCalendar(Owner owner) {
        Schedule calendar = new Schedule().setActive(true).addActor(owner.actor());
        calendar.addIdentifier(owner.calendar().identifier());
        reader.put(calendar, owner.calendar());
    }

    private void put(Slot slot, BusinessIdentity identity, Owner owner, ScheduledTime time) {
        if (!time.isWhole() && status != SlotStatus.FREE) {
            reader.hold(
                    Hold.Reason.INCOMPLETE,
                    schedule.place(11),
                    "From when until when the time is blocked cannot be read");
        } else if (time.endsBeforeItBegins()) {
            reader.hold(Hold.Reason.CONTRADICTION, schedule.place(11), "The blocked time ends before it begins");
        }
        slot.getIdentifier().add(0, identity.identifier());
        slot.setSchedule(new Reference(owner.calendar().link()));
        time.start().ifPresent(slot::setStart);
        time.end().ifPresent(slot::setEnd);
        reader.put(slot, identity, status == SlotStatus.FREE ? Existence.MUST_EXIST : Existence.MAY_BE_NEW, Set.of());
    }

    private Slot described() {
        Slot slot = new Slot().setStatus(status);
        SiuToChanges.numbers(reader, schedule).forEach(slot::addIdentifier);
        for (Segment service : reader.named("AIS")) {
            reader.concept(service, 3).ifPresent(kind -> {
                reader.say(service);
                slot.addServiceType(kind);
            });
        }
        reader.concept(schedule, 8, "0277").ifPresent(slot::setAppointmentType);
        String reason =
                reader.concept(schedule, 7).map(CodeableConcept::getText).orElse("");
        String comment = Stream.of(reason, Notes.text(reader.all("NTE")).orElse(""))
                .filter(text -> !text.isEmpty())
                .collect(Collectors.joining("\n"));
        return comment.isEmpty() ? slot : slot.setComment(comment);
    }

    /** The people, places and things of the message; when it names none, what its schedule is called. */
    private List<Owner> owners() {
        reader.all("RGS");
        List<Owner> owners = new ArrayList<>();
        for (Segment person : reader.named("AIP")) {
            reader.people(person, 3).forEach(each -> owners.add(owner(each, "person", own(person, 6))));
        }
        for (Segment place : reader.named("AIL")) {
            EncounterMapping.location(reader, place.field(3))
                    .ifPresent(each -> owners.add(owner(each, "place", own(place, 6))));
        }
        for (Segment thing : reader.named("AIG")) {
            Attendance.named(reader, thing.field(3)).ifPresent(each -> owners.add(owner(each, "thing", own(thing, 8))));
        }
        if (owners.isEmpty()) {
            Attendance.named(reader, schedule.field(5))
                    .ifPresent(each -> owners.add(owner(each, "schedule", Optional.empty())));
        }
        return owners;
    }

    /** What a resource that is somebody's or something's says of its hours. */
    private Optional<ScheduledTime> own(Segment resource, int start) {
        reader.say(resource);
        return ScheduledTime.ofResource(reader, resource, start, start + 3);
    }

    private Owner owner(Reference actor, String kind, Optional<ScheduledTime> own) {
        String known = actor.hasIdentifier() ? actor.getIdentifier().getValue() : actor.getDisplay();
        return new Owner(actor, BusinessIdentity.of(reader.system("schedules"), List.of(kind, known)), own);
    }
}
