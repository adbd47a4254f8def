package org.openward.interfaceengine.changes;

import static org.assertj.core.api.Assertions.assertThat;

import ca.uhn.fhir.context.FhirContext;
import java.util.Set;
import org.hl7.fhir.r4.model.Address;
import org.hl7.fhir.r4.model.Address.AddressUse;
import org.hl7.fhir.r4.model.BooleanType;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.ContactPoint;
import org.hl7.fhir.r4.model.ContactPoint.ContactPointSystem;
import org.hl7.fhir.r4.model.ContactPoint.ContactPointUse;
import org.hl7.fhir.r4.model.DateTimeType;
import org.hl7.fhir.r4.model.Encounter;
import org.hl7.fhir.r4.model.Encounter.EncounterStatus;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Observation.ObservationStatus;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Quantity;
import org.hl7.fhir.r4.model.ServiceRequest;
import org.junit.jupiter.api.Test;

class NextVersionTest {
    private final NextVersion next = new NextVersion(FhirContext.forR4Cached());

    @Test
    void what_is_said_replaces_and_what_is_left_out_stays() {
        var stored = new Patient().setActive(true);
        stored.setId("Patient/7/_history/3");
        stored.addIdentifier().setSystem("urn:ours").setValue("1");
        stored.addName().setFamily("Rao");
        stored.addTelecom().setValue("0205551234");
        var said = new Patient();
        said.setId("urn:uuid:1");
        said.addIdentifier().setSystem("urn:theirs").setValue("9");
        said.addIdentifier().setSystem("urn:ours").setValue("1");
        said.addName().setFamily("Sen");

        var version = (Patient) next.of(stored, said, Set.of());

        assertThat(version.getIdElement().getIdPart()).isEqualTo("7");
        assertThat(version.getName()).singleElement().satisfies(name -> assertThat(name.getFamily())
                .isEqualTo("Sen"));
        assertThat(version.getIdentifier()).hasSize(2);
        assertThat(version.getTelecomFirstRep().getValue()).isEqualTo("0205551234");
        assertThat(version.getActive()).isTrue();
        assertThat(stored.getNameFirstRep().getFamily()).isEqualTo("Rao");
    }

    @Test
    void a_telephone_and_an_address_replace_those_of_their_kind_only() {
        var stored = new Patient();
        stored.addTelecom()
                .setSystem(ContactPointSystem.PHONE)
                .setUse(ContactPointUse.HOME)
                .setValue("1");
        stored.addTelecom()
                .setSystem(ContactPointSystem.PHONE)
                .setUse(ContactPointUse.WORK)
                .setValue("2");
        stored.addTelecom().setSystem(ContactPointSystem.EMAIL).setValue("rao@example.org");
        stored.addAddress().setUse(AddressUse.HOME).setCity("Pune");
        stored.addAddress().setUse(AddressUse.WORK).setCity("Nashik");
        var said = new Patient();
        said.addTelecom()
                .setSystem(ContactPointSystem.PHONE)
                .setUse(ContactPointUse.HOME)
                .setValue("9");
        said.addAddress().setUse(AddressUse.HOME).setCity("Mumbai");

        var version = (Patient) next.of(stored, said, Set.of());

        assertThat(version.getTelecom())
                .extracting(ContactPoint::getValue)
                .containsExactly("9", "2", "rao@example.org");
        assertThat(version.getAddress()).extracting(Address::getCity).containsExactly("Mumbai", "Nashik");
        assertThat(((Patient) next.of(version, said, Set.of())).equalsDeep(version))
                .isTrue();
    }

    @Test
    void a_label_is_added_and_none_is_taken_off() {
        var stored = new ServiceRequest();
        stored.getMeta().addSecurity().setSystem("urn:labels").setCode("V");
        var said = new ServiceRequest();
        said.getMeta().addSecurity().setSystem("urn:labels").setCode("R");

        var version = next.of(stored, said, Set.of());
        var again = next.of(version, said, Set.of());

        assertThat(version.getMeta().getSecurity()).extracting(Coding::getCode).containsExactly("V", "R");
        assertThat(again.equalsDeep(version)).isTrue();
        assertThat(next.of(version, new ServiceRequest(), Set.of()).equalsDeep(version))
                .isTrue();
    }

    @Test
    void groups_are_completed_and_their_parts_can_be_erased() {
        var stored = new Encounter().setStatus(EncounterStatus.FINISHED);
        stored.getPeriod()
                .setStartElement(new DateTimeType("2026-03-01"))
                .setEndElement(new DateTimeType("2026-03-02"));
        stored.getHospitalization().getAdmitSource().setText("home");
        stored.getHospitalization().getDischargeDisposition().setText("home again");
        var said = new Encounter().setStatus(EncounterStatus.INPROGRESS);
        said.getHospitalization().getAdmitSource().setText("street");

        var version = (Encounter) next.of(stored, said, Set.of("period.end", "hospitalization.dischargeDisposition"));

        assertThat(version.getStatus()).isEqualTo(EncounterStatus.INPROGRESS);
        assertThat(version.getPeriod().hasStart()).isTrue();
        assertThat(version.getPeriod().hasEnd()).isFalse();
        assertThat(version.getHospitalization().getAdmitSource().getText()).isEqualTo("street");
        assertThat(version.getHospitalization().hasDischargeDisposition()).isFalse();
    }

    @Test
    void an_element_of_several_types_is_replaced_and_erased_by_its_name() {
        var stored = new Patient().setDeceased(new BooleanType(true));

        var later = (Patient) next.of(stored, new Patient().setDeceased(new DateTimeType("2026-03-01")), Set.of());
        var erased = (Patient) next.of(stored, new Patient(), Set.of("deceased"));

        assertThat(later.getDeceasedDateTimeType().getValueAsString()).isEqualTo("2026-03-01");
        assertThat(erased.hasDeceased()).isFalse();
    }

    @Test
    void what_is_presumed_stays_as_long_as_nothing_else_is_new() {
        var stored = weight(61, "2026-03-01T08:00:00Z");

        var same = (Observation) next.of(stored, weight(61, "2026-03-01T09:00:00Z"), Set.of(), Set.of("effective"));
        var changed = (Observation) next.of(stored, weight(62, "2026-03-01T09:00:00Z"), Set.of(), Set.of("effective"));

        assertThat(same.equalsDeep(stored)).isTrue();
        assertThat(changed.getValueQuantity().getValue()).isEqualTo("62");
        assertThat(changed.getEffectiveDateTimeType().getValueAsString()).isEqualTo("2026-03-01T09:00:00Z");
    }

    private static Observation weight(int kilograms, String time) {
        return new Observation()
                .setStatus(ObservationStatus.FINAL)
                .setValue(new Quantity(kilograms).setUnit("kg"))
                .setEffective(new DateTimeType(time));
    }
}
