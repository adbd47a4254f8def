package org.openward.interfaceengine.changes;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Date;
import java.util.Set;
import org.hl7.fhir.r4.model.Appointment;
import org.hl7.fhir.r4.model.Appointment.AppointmentParticipantComponent;
import org.hl7.fhir.r4.model.Appointment.ParticipantRequired;
import org.hl7.fhir.r4.model.Appointment.ParticipationStatus;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.Reference;
import org.junit.jupiter.api.Test;

class PartialListsTest {
    private static final Set<String> BOTH = Set.of("participant", "serviceType");
    private static final Date NINE = Date.from(Instant.parse("2026-04-01T03:30:00Z"));
    private static final Date TEN = Date.from(Instant.parse("2026-04-01T04:30:00Z"));

    private final Appointment stored = new Appointment().setStart(NINE);

    PartialListsTest() {
        stored.addParticipant().setActor(new Reference("Patient/1")).setStatus(ParticipationStatus.ACCEPTED);
        stored.getParticipant().add(doctor("7").setStatus(ParticipationStatus.ACCEPTED));
        stored.getParticipant().get(1).getPeriod().setStart(NINE);
        stored.addServiceType(new CodeableConcept().setText("Cardiology"));
    }

    @Test
    void who_is_added_comes_besides_those_who_are_to_come() {
        var said = new Appointment().addServiceType(new CodeableConcept().setText("Echocardiography"));
        said.getParticipant().add(doctor("8"));

        PartialLists.complete(said, stored, BOTH);

        assertThat(said.getParticipant())
                .extracting(each -> each.getActor().hasReference()
                        ? each.getActor().getReference()
                        : each.getActor().getIdentifier().getValue())
                .containsExactly("Patient/1", "7", "8");
        assertThat(said.getServiceType()).extracting("text").containsExactly("Cardiology", "Echocardiography");
    }

    @Test
    void who_is_taken_off_is_there_once_and_does_not_come() {
        var said = new Appointment();
        said.getParticipant().add(doctor("7").setStatus(ParticipationStatus.DECLINED));

        PartialLists.complete(said, stored, BOTH);
        var again = said.copy();
        PartialLists.complete(again, said, BOTH);

        assertThat(said.getParticipant())
                .extracting("status")
                .containsExactly(ParticipationStatus.ACCEPTED, ParticipationStatus.DECLINED);
        assertThat(again.equalsDeep(said)).isTrue();
    }

    @Test
    void whoever_is_only_named_besides_takes_nobodys_part() {
        var said = new Appointment();
        said.getParticipant().add(doctor("7").setRequired(ParticipantRequired.INFORMATIONONLY));

        PartialLists.complete(said, stored, BOTH);

        assertThat(said.getParticipant()).hasSize(2);
        assertThat(said.getParticipant().get(1).hasRequired()).isFalse();
    }

    @Test
    void the_hours_of_those_who_are_not_named_end_with_the_time_of_the_appointment() {
        var said = new Appointment().setStart(TEN);

        PartialLists.complete(said, stored, Set.of("participant"));

        assertThat(said.getParticipant()).hasSize(2).noneMatch(AppointmentParticipantComponent::hasPeriod);
        assertThat(stored.getParticipant().get(1).hasPeriod()).isTrue();
    }

    @Test
    void a_whole_list_takes_the_place_of_the_one_on_file() {
        var said = new Appointment();
        said.getParticipant().add(doctor("8"));

        PartialLists.complete(said, stored, Set.of());

        assertThat(said.getParticipant()).hasSize(1);
    }

    private static AppointmentParticipantComponent doctor(String number) {
        return new AppointmentParticipantComponent()
                .setActor(new Reference()
                        .setType("Practitioner")
                        .setIdentifier(new Identifier().setSystem("urn:staff").setValue(number)))
                .setStatus(ParticipationStatus.NEEDSACTION);
    }
}
