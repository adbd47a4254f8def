package org.openward.hl7v2.changes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.openward.hl7v2.changes.ReadingChanges.all;
import static org.openward.hl7v2.changes.ReadingChanges.only;
import static org.openward.hl7v2.changes.ReadingChanges.puts;
import static org.openward.hl7v2.changes.ReadingChanges.siu;

import java.time.Instant;
import java.util.List;
import org.hl7.fhir.r4.model.Appointment;
import org.hl7.fhir.r4.model.Appointment.AppointmentParticipantComponent;
import org.hl7.fhir.r4.model.Appointment.AppointmentStatus;
import org.hl7.fhir.r4.model.Appointment.ParticipantRequired;
import org.hl7.fhir.r4.model.Appointment.ParticipationStatus;
import org.hl7.fhir.r4.model.Schedule;
import org.hl7.fhir.r4.model.Slot;
import org.hl7.fhir.r4.model.Slot.SlotStatus;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openward.hl7v2.changes.Change.Existence;
import org.openward.hl7v2.changes.Hold.Reason;

class SiuToChangesTest {
    private static final String PATIENT = "PID|1||MRN-1^^^HOSPITAL^MR";

    @Test
    void a_booking_becomes_an_appointment() {
        IntendedChanges changes = siu(
                "S12",
                schedule("^^^20260310093000^20260310100000", "Booked"),
                PATIENT,
                "NTE|1||Bring the X-ray",
                "RGS|1",
                "AIS|1||GP^General practice",
                "AIP|1||7^Iyer^Ravi|||||||||CONFIRMED",
                "AIL|1||OPD^4");

        Appointment appointment = only(changes, Appointment.class);
        assertThat(changes.holds()).isEmpty();
        assertThat(changes.aside()).isEmpty();
        assertThat(changes.patient().identifiers()).extracting("value").containsExactly("MRN-1");
        assertThat(puts(changes).get(0).existence()).isEqualTo(Existence.MAY_BE_NEW);
        assertThat(appointment.getStatus()).isEqualTo(AppointmentStatus.BOOKED);
        assertThat(appointment.getStart().toInstant()).isEqualTo(Instant.parse("2026-03-10T04:00:00Z"));
        assertThat(appointment.getEnd().toInstant()).isEqualTo(Instant.parse("2026-03-10T04:30:00Z"));
        assertThat(appointment.getComment()).isEqualTo("Bring the X-ray");
        assertThat(appointment.getServiceTypeFirstRep().getText()).isEqualTo("General practice");
        assertThat(appointment.getParticipant())
                .extracting("status")
                .containsExactly(ParticipationStatus.ACCEPTED, ParticipationStatus.NEEDSACTION);
        assertThat(appointment.getParticipant().get(1).getActor().getDisplay()).isEqualTo("OPD, 4");
    }

    @Test
    void the_same_number_is_the_same_appointment_whatever_happened_to_it() {
        IntendedChanges booked = siu("S12", schedule("^^^20260310093000^20260310100000", ""), PATIENT);
        IntendedChanges moved = siu("S13", schedule("^^^20260311093000^20260311100000", ""), PATIENT);

        assertThat(puts(moved).get(0).identity()).isEqualTo(puts(booked).get(0).identity());
        assertThat(puts(moved).get(0).existence()).isEqualTo(Existence.MUST_EXIST);
    }

    @ParameterizedTest
    @CsvSource({
        "S12, '', BOOKED", "S14, Pending, PENDING", "S14, Waitlist, WAITLIST", "S14, Started, CHECKEDIN",
        "S14, Complete, FULFILLED", "S15, '', CANCELLED", "S15, Cancelled, CANCELLED", "S16, '', CANCELLED",
        "S17, Deleted, ENTEREDINERROR", "S26, '', NOSHOW", "S26, No-Show, NOSHOW", "S18, '', BOOKED"
    })
    void the_status_is_what_is_said_else_what_happened(String event, String status, AppointmentStatus expected) {
        IntendedChanges changes = siu(event, schedule("^^^20260310093000^20260310100000", status), PATIENT);

        assertThat(changes.holds()).isEmpty();
        assertThat(only(changes, Appointment.class).getStatus()).isEqualTo(expected);
    }

    @Test
    void the_time_may_stand_elsewhere_and_the_end_may_be_a_duration() {
        Appointment bySchedule =
                only(siu("S12", "SCH|P-1|F-1|||||||45|min^Minutes|^^^20260310093000", PATIENT), Appointment.class);
        Appointment byService =
                only(siu("S12", "SCH|P-1|F-1", PATIENT, "AIS|1||GP|20260310093000|||2|HR"), Appointment.class);

        assertThat(bySchedule.getMinutesDuration()).isEqualTo(45);
        assertThat(bySchedule.getEnd().toInstant()).isEqualTo(Instant.parse("2026-03-10T04:45:00Z"));
        assertThat(byService.getEnd().toInstant()).isEqualTo(Instant.parse("2026-03-10T06:00:00Z"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '!',
            value = {
                "S12!SCH|||||||||||^^^20260310093000^20260310100000!NO_IDENTITY",
                "S12!SCH|P-1|F-1!INCOMPLETE",
                "S12!SCH|P-1|F-1|||||||||^^^20260310!INCOMPLETE",
                "S12!SCH|P-1|F-1|||||||||^^^20260310100000^20260310093000!CONTRADICTION",
                "S12!SCH|P-1|F-1|||||||30|FORTNIGHT|^^^20260310093000!NOT_UNDERSTOOD",
                "S12!SCH|P-1|F-1|||||||||^^^20260310093000^20260310100000||||||||||||||Perhaps!NOT_UNDERSTOOD",
                "S15!SCH|P-1|F-1|||||||||^^^20260310093000^20260310100000||||||||||||||Complete!CONTRADICTION",
                "S23!SCH|P-1|F-1|||D-7^Dr Iyer!INCOMPLETE",
                "S23!SCH|P-1|F-1|||||||||^^^20260310093000^20260310100000!INCOMPLETE",
                "S23!SCH|||||D-7||||||^^^20260310093000^20260310100000!NO_IDENTITY",
                "S23!SCH|P-1|F-1|||D-7||||||^^^20260310100000^20260310093000!CONTRADICTION",
                "S25!SCH|P-1|F-1!UNKNOWN_EVENT",
                "S12!NTE|1!INCOMPLETE"
            })
    void what_is_not_clear_waits_for_a_person(String event, String schedule, Reason reason) {
        assertThat(siu(event, schedule, PATIENT).holds())
                .extracting(Hold::reason)
                .contains(reason);
    }

    @Test
    void whoever_is_to_come_has_a_role_and_hours_of_his_own() {
        IntendedChanges changes = siu(
                "S12",
                "SCH|P-1|F-1|||||||||^^^20260310093000^20260310103000|9^Sen^Uma||||9^Sen^Uma||||7^Iyer^Ravi|||||Booked",
                PATIENT,
                "AIP|1||7^Iyer^Ravi|D^Doctor^L||20260310094000|||20|MIN",
                "AIL|1||OPD^4||||30|MIN|15|MIN",
                "AIG|1||ECG^Electrocardiograph|D^Device^L||||20260310093000|||FORTNIGHT|X|BOOKED");

        List<AppointmentParticipantComponent> coming =
                only(changes, Appointment.class).getParticipant();
        assertThat(changes.holds()).isEmpty();
        assertThat(coming)
                .extracting(each -> each.getActor().getDisplay())
                .containsExactly("Ravi Iyer", "OPD, 4", "Electrocardiograph", "Uma Sen");
        assertThat(coming.get(0).getTypeFirstRep().getText()).isEqualTo("Doctor");
        assertThat(coming.get(0).getPeriod().getEnd().toInstant()).isEqualTo(Instant.parse("2026-03-10T04:30:00Z"));
        assertThat(coming.get(1).getPeriod().getStart().toInstant()).isEqualTo(Instant.parse("2026-03-10T04:30:00Z"));
        assertThat(coming.get(1).getPeriod().getEnd().toInstant()).isEqualTo(Instant.parse("2026-03-10T04:45:00Z"));
        assertThat(coming.get(2).getPeriod().hasEnd()).isFalse();
        assertThat(coming.get(3).getRequired()).isEqualTo(ParticipantRequired.INFORMATIONONLY);
    }

    @Test
    void a_resource_that_names_nobody_and_nothing_is_put_aside() {
        IntendedChanges booked = siu(
                "S12",
                schedule("^^^20260310093000^20260310100000", ""),
                PATIENT,
                "RGS|1",
                "AIS|1||GP",
                "AIS|2",
                "AIP|1",
                "AIL|1",
                "AIG|1");
        IntendedChanges blocked =
                siu("S23", "SCH|P-1|F-1|||D-7||||||^^^20260310080000^20260310170000", "AIS|1", "AIP|1");

        assertThat(booked.aside()).extracting(Object::toString).containsExactly("AIS[2]", "AIP", "AIL", "AIG");
        assertThat(blocked.aside()).extracting(Object::toString).containsExactly("AIS", "AIP");
    }

    @Test
    void news_of_some_resources_says_nothing_of_the_others() {
        IntendedChanges added =
                siu("S18", schedule("^^^20260310093000^20260310100000", ""), PATIENT, "AIP|1|A|8^Sen^Uma");
        IntendedChanges takenOff =
                siu("S20", schedule("^^^20260310093000^20260310100000", ""), PATIENT, "AIP|1|D|7^Iyer^Ravi");
        IntendedChanges whole =
                siu("S14", schedule("^^^20260310093000^20260310100000", ""), PATIENT, "AIP|1||7^Iyer^Ravi");
        IntendedChanges oneChanged =
                siu("S14", schedule("^^^20260310093000^20260310100000", ""), PATIENT, "AIP|1|U|7^Iyer^Ravi");

        assertThat(puts(added).get(0).partial()).containsExactlyInAnyOrder("participant", "serviceType");
        assertThat(only(takenOff, Appointment.class).getParticipantFirstRep().getStatus())
                .isEqualTo(ParticipationStatus.DECLINED);
        assertThat(puts(whole).get(0).partial()).isEmpty();
        assertThat(puts(oneChanged).get(0).partial()).containsExactly("participant");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '!',
            value = {
                "S20!AIP|1||7^Iyer^Ravi!NOT_UNDERSTOOD",
                "S21!AIS|1||GP!NOT_UNDERSTOOD",
                "S22!AIS|1|D|GP!NOT_UNDERSTOOD",
                "S14!AIS|1||GP|||||||CANCELLED!NOT_UNDERSTOOD"
            })
    void what_is_taken_off_an_appointment_has_to_be_said_and_what_stays(String event, String resource, Reason reason) {
        assertThat(siu(event, schedule("^^^20260310093000^20260310100000", ""), PATIENT, resource)
                        .holds())
                .extracting(Hold::reason)
                .containsExactly(reason);
    }

    @Test
    void an_appointment_that_is_called_off_may_say_so_of_its_services_too() {
        assertThat(siu("S15", "SCH|P-1|F-1", PATIENT, "AIS|1|D|GP|||||||CANCELLED")
                        .holds())
                .isEmpty();
    }

    @Test
    void a_cancellation_needs_no_time() {
        assertThat(siu("S15", "SCH|P-1|F-1", PATIENT).holds()).isEmpty();
    }

    @Test
    void blocked_time_is_a_slot_of_each_whose_time_it_is() {
        IntendedChanges changes = siu(
                "S23",
                "SCH|P-1|F-1|||||LEAVE^Annual leave||||^^^20260310080000^20260310170000",
                "NTE|1||Conference",
                "RGS|1",
                "AIP|1||7^Iyer^Dev",
                "AIL|1||OPD^4|||20260310080000|||2|HR");

        List<Slot> slots = all(changes, Slot.class);
        List<Schedule> schedules = all(changes, Schedule.class);
        assertThat(changes.holds()).isEmpty();
        assertThat(changes.aside()).isEmpty();
        assertThat(all(changes, Appointment.class)).isEmpty();
        assertThat(schedules)
                .extracting(each -> each.getActorFirstRep().getDisplay())
                .containsExactly("Dev Iyer", "OPD, 4");
        assertThat(slots).extracting(Slot::getStatus).containsOnly(SlotStatus.BUSYUNAVAILABLE);
        assertThat(slots)
                .extracting(each -> each.getSchedule().getReference())
                .containsExactlyElementsOf(schedules.stream()
                        .map(each -> each.getIdElement().getValue())
                        .toList());
        assertThat(slots)
                .extracting(each -> each.getEnd().toInstant())
                .containsExactly(Instant.parse("2026-03-10T11:30:00Z"), Instant.parse("2026-03-10T04:30:00Z"));
        assertThat(slots.get(0).getComment()).isEqualTo("Annual leave\nConference");
    }

    @Test
    void time_that_was_blocked_is_opened_by_its_number() {
        IntendedChanges blocked = siu("S23", "SCH|P-1|F-1|||D-7^Dr Iyer||||||^^^20260310080000^20260310170000");
        IntendedChanges opened = siu("S24", "SCH|P-1|F-1|||D-7^Dr Iyer");

        Change.Put slot = puts(opened).get(1);
        assertThat(opened.holds()).isEmpty();
        assertThat(slot.identity()).isEqualTo(puts(blocked).get(1).identity());
        assertThat(slot.existence()).isEqualTo(Existence.MUST_EXIST);
        assertThat(((Slot) slot.resource()).getStatus()).isEqualTo(SlotStatus.FREE);
    }

    @Test
    void the_same_person_may_be_blocked_twice_by_one_message() {
        IntendedChanges changes = siu(
                "S23",
                "SCH|P-1|F-1",
                "AIP|1||7^Iyer^Dev|||20260310080000|||60",
                "AIP|2||7^Iyer^Dev|||20260310140000|||60");

        assertThat(changes.holds()).isEmpty();
        assertThat(puts(changes))
                .extracting(Change.Put::identity)
                .doesNotHaveDuplicates()
                .hasSize(3);
    }

    private static String schedule(String timing, String status) {
        return "SCH|P-1|F-1|||||ROUTINE^Routine visit|FOLLOWUP|||" + timing + "|".repeat(14) + status;
    }
}
