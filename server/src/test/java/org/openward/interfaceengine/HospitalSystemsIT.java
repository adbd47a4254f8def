package org.openward.interfaceengine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;
import static org.openward.interfaceengine.ToldAbout.aDestination;
import static org.openward.interfaceengine.ToldAbout.with;

import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.hl7.fhir.r4.model.AllergyIntolerance;
import org.hl7.fhir.r4.model.Appointment;
import org.hl7.fhir.r4.model.Appointment.AppointmentStatus;
import org.hl7.fhir.r4.model.Appointment.ParticipationStatus;
import org.hl7.fhir.r4.model.ChargeItem;
import org.hl7.fhir.r4.model.ChargeItem.ChargeItemStatus;
import org.hl7.fhir.r4.model.ChargeItemDefinition;
import org.hl7.fhir.r4.model.ChargeItemDefinition.ChargeItemDefinitionPriceComponentType;
import org.hl7.fhir.r4.model.CodeType;
import org.hl7.fhir.r4.model.Condition;
import org.hl7.fhir.r4.model.Coverage;
import org.hl7.fhir.r4.model.DocumentReference;
import org.hl7.fhir.r4.model.Encounter;
import org.hl7.fhir.r4.model.Encounter.EncounterStatus;
import org.hl7.fhir.r4.model.Enumerations.AdministrativeGender;
import org.hl7.fhir.r4.model.Enumerations.PublicationStatus;
import org.hl7.fhir.r4.model.Immunization;
import org.hl7.fhir.r4.model.MedicationDispense;
import org.hl7.fhir.r4.model.MedicationRequest;
import org.hl7.fhir.r4.model.MedicationRequest.MedicationRequestStatus;
import org.hl7.fhir.r4.model.Money;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Observation.ObservationStatus;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Patient.LinkType;
import org.hl7.fhir.r4.model.Provenance;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Schedule;
import org.hl7.fhir.r4.model.ServiceRequest;
import org.hl7.fhir.r4.model.ServiceRequest.ServiceRequestStatus;
import org.hl7.fhir.r4.model.Slot;
import org.hl7.fhir.r4.model.Slot.SlotStatus;
import org.hl7.fhir.r4.model.Specimen;
import org.hl7.fhir.r4.model.StringType;
import org.hl7.fhir.r4.model.Task;
import org.hl7.fhir.r4.model.Task.TaskStatus;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.openward.profiles.DestinationParts;
import org.openward.profiles.Extensions;
import org.openward.profiles.Systems;
import org.openward.testing.Answer;
import org.openward.testing.AtOnce;
import org.openward.testing.FhirClient;
import org.openward.testing.Hospital;
import org.openward.testing.HospitalTest;

/** What other systems of the hospital send, over real lines, and what is on file afterwards. */
@HospitalTest
class HospitalSystemsIT {
    private static final String EVERYTHING =
            "registrations schedules orders charges documents vaccinations prescriptions";
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private Hospital hospital;
    private FhirClient fhir;
    private HospitalSystem his;

    /** The patient's number in this test, which nobody else uses. */
    private String number;

    @BeforeEach
    void a_hospital_system_and_a_patient_nobody_knows(Hospital hospital) {
        this.hospital = hospital;
        fhir = hospital.asDemo();
        his = HospitalSystem.that(hospital, fhir, EVERYTHING.split(" "));
        number = "P" + UUID.randomUUID().toString().substring(0, 13);
    }

    private static String pid(String number, String name) {
        return "PID|1||" + number + "^^^HIS^MR||" + name + "||19800215|F|||12 Lake Road^^Pune^MH^411001^IN||0205551234";
    }

    private String pid() {
        return pid(number, "Rao^Asha");
    }

    private static String visit(String number) {
        return "PV1|1|I|W3^12^A|E|||7^Iyer^Dev|||MED||||7" + "|".repeat(5) + "V" + number + "|".repeat(25)
                + "20260301080000";
    }

    private Patient patient() {
        return his.the(Patient.class, "identifier=" + number);
    }

    private String patientId() {
        return patient().getIdElement().getIdPart();
    }

    private void register() {
        his.files("ADT^A28^ADT_A05", "EVN|A28|20260301080000", pid());
    }

    @Test
    void a_stay_goes_from_admission_over_changes_to_discharge_and_back() {
        his.files(
                "ADT^A01^ADT_A01",
                "EVN|A01|20260301080000",
                pid(),
                "NK1|1|Rao^Dev|SPO",
                visit(number),
                "AL1|1|DA|PEN^Penicillin^L|SV|Rash",
                "DG1|1||J18.9^Pneumonia^I10|||A",
                "IN1|1|GOLD|NIC|New India");
        var admitted = his.the(Encounter.class, "subject=Patient/" + patientId());
        his.files(
                "ADT^A08^ADT_A01",
                "EVN|A08|20260301090000",
                pid(number, "Rao-Sen^Asha").replace("0205551234", "0205559999"),
                visit(number));
        var changed = patient();
        his.files(
                "ADT^A03^ADT_A03",
                "EVN|A03|20260302100000",
                pid(number, "Rao-Sen^Asha"),
                visit(number) + "|20260302100000");
        var ended = fhir.read(Encounter.class, admitted.getIdElement().getIdPart());
        his.files("ADT^A13^ADT_A01", "EVN|A13|20260302110000", pid(number, "Rao-Sen^Asha"), visit(number));
        var again = fhir.read(Encounter.class, admitted.getIdElement().getIdPart());

        assertThat(admitted.getStatus()).isEqualTo(EncounterStatus.INPROGRESS);
        assertThat(admitted.getClass_().getCode()).isEqualTo("IMP");
        assertThat(admitted.getDiagnosisFirstRep().getCondition().getReference())
                .startsWith("Condition/");
        assertThat(his.the(Condition.class, "subject=Patient/" + patientId())
                        .getEncounter()
                        .getReference())
                .isEqualTo(admitted.getIdElement().toUnqualifiedVersionless().getValue());
        assertThat(his.found(AllergyIntolerance.class, "patient=Patient/" + patientId()))
                .hasSize(1);
        assertThat(his.found(Coverage.class, "beneficiary=Patient/" + patientId()))
                .hasSize(1);
        assertThat(changed.getNameFirstRep().getFamily()).isEqualTo("Rao-Sen");
        assertThat(changed.getTelecomFirstRep().getValue()).isEqualTo("0205559999");
        assertThat(changed.getContactFirstRep().getName().getFamily()).isEqualTo("Rao");
        assertThat(changed.getIdentifier()).anyMatch(identifier -> Systems.MRN.equals(identifier.getSystem()));
        assertThat(ended.getStatus()).isEqualTo(EncounterStatus.FINISHED);
        assertThat(ended.getPeriod().hasStart()).isTrue();
        assertThat(ended.getPeriod().hasEnd()).isTrue();
        assertThat(again.getStatus()).isEqualTo(EncounterStatus.INPROGRESS);
        assertThat(again.getPeriod().hasEnd()).isFalse();
        assertThat(again.getPeriod().hasStart()).isTrue();
    }

    @Test
    void what_is_said_again_changes_nothing_and_what_is_erased_is_empty() {
        register();
        var first = patient();
        var message = his.message("ADT^A08^ADT_A01", "EVN|A08|20260301080000", pid());
        var answer = his.send(message);
        var repeated = his.send(message);
        his.awaitEmptyLane();
        var same = patient();

        his.files(
                "ADT^A31^ADT_A05",
                "EVN|A31|20260301080000",
                "PID|1||" + number + "^^^HIS^MR||Rao^Asha||19800215|F|||\"\"||\"\"");
        var erased = patient();

        assertThat(repeated).isEqualTo(answer).contains("MSA|AA|");
        assertThat(same.getMeta().getVersionId()).isEqualTo(first.getMeta().getVersionId());
        assertThat(erased.hasAddress()).isFalse();
        assertThat(erased.hasTelecom()).isFalse();
        assertThat(erased.getGender()).isEqualTo(AdministrativeGender.FEMALE);
        assertThat(erased.getNameFirstRep().getFamily()).isEqualTo("Rao");
    }

    @Test
    void an_appointment_is_booked_put_off_and_cancelled_as_one_record() {
        register();
        his.files(
                "SIU^S12^SIU_S12", schedule("20260401090000"), pid(), "AIS|1||XRAY^Chest X-ray^L", "AIP|1||7^Iyer^Dev");
        var booked = appointment();
        his.files("SIU^S13^SIU_S12", schedule("20260402100000"), pid(), "AIS|1||XRAY^Chest X-ray^L");
        var putOff = appointment();
        his.files("SIU^S15^SIU_S12", schedule("20260402100000"), pid());
        var cancelled = appointment();

        assertThat(booked.getStatus()).isEqualTo(AppointmentStatus.BOOKED);
        assertThat(booked.getMinutesDuration()).isEqualTo(30);
        assertThat(putOff.getStart()).isAfter(booked.getStart());
        assertThat(cancelled.getStatus()).isEqualTo(AppointmentStatus.CANCELLED);
        assertThat(cancelled.getIdElement().getIdPart())
                .isEqualTo(booked.getIdElement().getIdPart());
        assertThat(cancelled.getParticipant()).anyMatch(participant -> ("Patient/" + patientId())
                .equals(participant.getActor().getReference()));
    }

    @Test
    void who_is_added_to_an_appointment_or_taken_off_it_leaves_the_others() {
        register();
        his.files(
                "SIU^S12^SIU_S12", schedule("20260401090000"), pid(), "AIS|1||XRAY^Chest X-ray^L", "AIP|1||7^Iyer^Dev");
        his.files(
                "SIU^S18^SIU_S12",
                schedule("20260401090000"),
                pid(),
                "AIS|1|A|CT^Tomography^L",
                "AIP|1|A|9^Menon^Leela|INT^Interpreter^L||20260401090000|||15|MIN||Confirmed");
        var added = appointment();
        his.files("SIU^S20^SIU_S12", schedule("20260401090000"), pid(), "AIP|1|D|7^Iyer^Dev");
        var takenOff = appointment();
        his.files("SIU^S20^SIU_S12", schedule("20260401090000"), pid(), "AIP|1|D|7^Iyer^Dev");
        var again = appointment();
        var unclear = his.isHeldWith("SIU^S20^SIU_S12", schedule("20260401090000"), pid(), "AIP|1||9^Menon^Leela");

        assertThat(added.getServiceType()).extracting("text").containsExactly("Chest X-ray", "Tomography");
        assertThat(added.getParticipant())
                .extracting("status")
                .containsExactly(
                        ParticipationStatus.ACCEPTED, ParticipationStatus.NEEDSACTION, ParticipationStatus.ACCEPTED);
        assertThat(takenOff.getParticipant())
                .extracting("status")
                .containsExactly(
                        ParticipationStatus.ACCEPTED, ParticipationStatus.DECLINED, ParticipationStatus.ACCEPTED);
        assertThat(again.getMeta().getVersionId()).isEqualTo(takenOff.getMeta().getVersionId());
        assertThat(Analyzing.reason(unclear)).isEqualTo("not-understood");
    }

    @Test
    void what_no_record_says_of_a_filed_message_is_listed_and_counted() {
        his.files("ADT^A28^ADT_A05", pid(), "PR1|1||APP^Appendectomy", "GT1|1||Rao^Anil", "GT1|2||Rao^Uma");
        his.files("ADT^A31^ADT_A05", pid());
        var query = "/$feed-messages?device=" + his.id();

        var remarked = fhir.get(query + "&remark=kept-aside").resource(Parameters.class);
        var lossy = fhir.get(query + "&remark=lossy-character-set").resource(Parameters.class);

        var messages = remarked.getParameter().stream()
                .filter(parameter -> parameter.getName().equals("message"))
                .toList();
        assertThat(messages).singleElement().satisfies(message -> assertThat(message.getPart().stream()
                        .filter(part -> part.getName().equals("remark"))
                        .map(part -> part.getPart().stream()
                                .map(each -> each.getValue().primitiveValue())
                                .collect(Collectors.joining(" "))))
                .containsExactly(
                        "kept-aside PR1 Segments without a place in a record, kept in the stored message: 1",
                        "kept-aside GT1 Segments without a place in a record, kept in the stored message: 2"));
        assertThat(fhir.get(query + "&remark=kept-aside").body()).doesNotContain("Anil");
        assertThat(lossy.getParameter()).isEmpty();
        assertThat(hospital.part(MeterRegistry.class)
                        .get("openward.feed.remarks")
                        .tag("lane", "Device/" + his.id())
                        .tag("remark", "kept-aside")
                        .counter()
                        .count())
                .isEqualTo(1);
    }

    @Test
    void what_somebody_deleted_is_made_anew_when_its_sender_tells_of_it_again() {
        register();
        his.files("SIU^S12^SIU_S12", schedule("20260401090000"), pid());
        var first = appointment();
        assertThat(fhir.delete("/Appointment/" + first.getIdElement().getIdPart())
                        .status())
                .isEqualTo(200);

        his.files("SIU^S12^SIU_S12", schedule("20260402090000"), pid());
        var second = appointment();
        his.files("SIU^S13^SIU_S12", schedule("20260403090000"), pid());

        assertThat(second.getIdElement().getIdPart())
                .isNotEqualTo(first.getIdElement().getIdPart());
        assertThat(appointment().getIdElement().getIdPart())
                .isEqualTo(second.getIdElement().getIdPart());
    }

    private String schedule(String start) {
        return "SCH|A" + number + "|A" + number + "|||||CHECKUP^Check-up^L|ROUTINE|30|MIN|^^30^" + start;
    }

    private Appointment appointment() {
        return his.the(Appointment.class, "patient=Patient/" + patientId());
    }

    @Test
    void time_is_blocked_for_whoever_it_is_and_opened_again() {
        var whole = blocked("20260401090000^20260401170000");
        his.files("SIU^S23^SIU_S12", whole, "AIP|1||7^Iyer^Dev");
        var blocked = slot();
        his.files("SIU^S24^SIU_S12", whole, "AIP|1||7^Iyer^Dev");
        var opened = slot();
        his.files("SIU^S23^SIU_S12", whole.replace("B" + number, "C" + number), "AIP|1||7^Iyer^Dev");
        var refused = his.isHeldWith(
                "SIU^S24^SIU_S12",
                blocked("20260401090000^20260401100000").replace("B" + number, "C" + number),
                "AIP|1||7^Iyer^Dev");

        var schedule = his.the(
                Schedule.class,
                "_id=" + blocked.getSchedule().getReferenceElement().getIdPart());
        assertThat(blocked.getStatus()).isEqualTo(SlotStatus.BUSYUNAVAILABLE);
        assertThat(opened.getStatus()).isEqualTo(SlotStatus.FREE);
        assertThat(opened.getIdElement().getIdPart())
                .isEqualTo(blocked.getIdElement().getIdPart());
        assertThat(opened.getEnd()).isEqualTo(blocked.getEnd());
        assertThat(schedule.getActorFirstRep().getDisplay()).isEqualTo("Dev Iyer");
        assertThat(his.found(
                        Slot.class,
                        "schedule=Schedule/" + schedule.getIdElement().getIdPart()))
                .hasSize(2);
        assertThat(Analyzing.reason(refused)).isEqualTo("contradiction");
    }

    private String blocked(String hours) {
        return "SCH|B" + number + "|B" + number + "|||||LEAVE^Leave^L||||^^^" + hours;
    }

    private Slot slot() {
        return his.the(Slot.class, "identifier=B" + number);
    }

    @Test
    void an_order_is_placed_answered_and_cancelled() {
        register();
        var answer = his.send(his.message(
                "OML^O21^OML_O21",
                pid(),
                "ORC|NW|O" + number + "^HIS",
                "OBR|1|O" + number + "^HIS||58410-2^CBC panel^LN",
                "SPM|1|S" + number + "||BLD^Blood^L"));
        his.awaitEmptyLane();
        var placed = order();
        his.files(
                "OML^O21^OML_O21",
                pid(),
                "ORC|CA|O" + number + "^HIS",
                "OBR|1|O" + number + "^HIS||58410-2^CBC panel^LN");
        var cancelled = order();
        var old = his.send(his.message(
                "ORM^O01^ORM_O01", pid(), "ORC|NW|N" + number + "^HIS", "OBR|1|N" + number + "^HIS||718-7^Hb^LN"));
        var strange = his.isHeldWith("ORM^O01^ORM_O01", pid(), "ORC|CA|X" + number + "^HIS");

        assertThat(answer).contains("|ORL^O22^ORL_O22|").contains("MSA|AA|").contains("\rORC|OK|O" + number + "^HIS");
        assertThat(old).contains("|ORR^O02^ORR_O02|").contains("\rORC|OK|N" + number + "^HIS");
        assertThat(placed.getStatus()).isEqualTo(ServiceRequestStatus.ACTIVE);
        assertThat(placed.getSpecimenFirstRep().getReference()).startsWith("Specimen/");
        assertThat(Analyzing.accession(placed)).isNotBlank();
        assertThat(cancelled.getStatus()).isEqualTo(ServiceRequestStatus.REVOKED);
        assertThat(Analyzing.accession(cancelled)).isEqualTo(Analyzing.accession(placed));
        assertThat(Analyzing.reason(strange)).isEqualTo("unknown-record");
        assertThat(ruling(strange, "$release", "").status()).isEqualTo(422);
    }

    @Test
    void a_number_that_its_sender_gave_to_several_tests_is_an_order_for_each() {
        register();
        var orc = "ORC|NW|O" + number + "^HIS";
        var count = "OBR|1|O" + number + "^HIS||58410-2^CBC panel^LN";
        var protein = "OBR|2|O" + number + "^HIS||1988-5^CRP^LN";
        var glucose = "OBR|1|O" + number + "^HIS||2345-7^Glucose^LN";
        his.files("OML^O21^OML_O21", pid(), orc, count, orc, protein);
        his.files("OML^O21^OML_O21", pid(), orc, protein);
        his.files("OML^O21^OML_O21", pid(), orc, glucose);
        his.files("OML^O21^OML_O21", pid(), "ORC|CA|O" + number + "^HIS", protein);
        var unclear = his.isHeldWith("ORM^O01^ORM_O01", pid(), "ORC|CA|O" + number + "^HIS");
        assertThat(ruling(unclear, "$discard", "").status()).isEqualTo(200);
        var unknown = his.isHeldWith(
                "ORM^O01^ORM_O01", pid(), "ORC|CA|O" + number + "^HIS", "OBR|1|O" + number + "^HIS||4548-4^HbA1c^LN");

        assertThat(orders())
                .extracting(order -> order.getCode().getCodingFirstRep().getCode(), ServiceRequest::getStatus)
                .containsExactlyInAnyOrder(
                        tuple("58410-2", ServiceRequestStatus.ACTIVE),
                        tuple("1988-5", ServiceRequestStatus.REVOKED),
                        tuple("2345-7", ServiceRequestStatus.ACTIVE));
        assertThat(Analyzing.reason(unclear)).isEqualTo("contradiction");
        assertThat(Analyzing.reason(unknown)).isEqualTo("contradiction");
    }

    @Test
    void a_new_order_that_comes_again_opens_none_that_was_carried_out_and_revives_none_that_was_taken_back() {
        register();
        var segments =
                new String[] {pid(), "ORC|NW|O" + number + "^HIS", "OBR|1|O" + number + "^HIS||58410-2^CBC panel^LN"};
        his.files("ORM^O01^ORM_O01", segments);
        var done = order().setStatus(ServiceRequestStatus.COMPLETED);
        fhir.put("/" + done.getIdElement().toUnqualifiedVersionless().getValue(), done);
        his.files("ORM^O01^ORM_O01", segments);
        var carriedOut = order();
        his.files("ORM^O01^ORM_O01", pid(), "ORC|SC|O" + number + "^HIS|||IP");
        var openedByStatus = order();
        his.files("ORM^O01^ORM_O01", pid(), "ORC|CA|O" + number + "^HIS");

        var revived = his.isHeldWith("ORM^O01^ORM_O01", segments);

        assertThat(carriedOut.getStatus()).isEqualTo(ServiceRequestStatus.COMPLETED);
        assertThat(openedByStatus.getStatus()).isEqualTo(ServiceRequestStatus.ACTIVE);
        assertThat(order().getStatus()).isEqualTo(ServiceRequestStatus.REVOKED);
        assertThat(Analyzing.reason(revived)).isEqualTo("contradiction");
    }

    @Test
    void what_a_stay_and_an_order_say_besides_is_on_file() {
        his.files(
                "ADT^A01^ADT_A01",
                "EVN|A01|20260301080000",
                pid(),
                "PV1|1|I|||||||||||||||||V" + number,
                "OBX|1|NM|29463-7^Body weight^LN||61|kg^^UCUM|||||F|||20260301080000");
        his.files(
                "OML^O21^OML_O21",
                pid(),
                "ORC|NW|O" + number + "^HIS",
                "OBR|1|O" + number + "^HIS||718-7^Hemoglobin^LN",
                "DG1|1||D50.9^Iron deficiency anaemia^I10|||W",
                "OBX|1|CWE|PREG^Pregnant^L||N^No^HL70136||||||F");

        var order = order();
        var about = "subject=Patient/" + patientId();
        var condition = his.the(Condition.class, about);
        var weight = his.the(Observation.class, about + "&code=29463-7");
        var answer = his.the(Observation.class, about + "&code=PREG");
        assertThat(order.getReasonReferenceFirstRep().getReference())
                .isEqualTo(condition.getIdElement().toUnqualifiedVersionless().getValue());
        assertThat(order.getSupportingInfoFirstRep().getReference())
                .isEqualTo(answer.getIdElement().toUnqualifiedVersionless().getValue());
        assertThat(weight.getEncounter().getReference()).startsWith("Encounter/");
        assertThat(weight.getStatus()).isEqualTo(ObservationStatus.FINAL);
    }

    @Test
    void a_vital_sign_without_a_time_is_as_old_as_the_message_that_said_it_first() {
        weighs("61", "20260301080000");
        var about = "subject=Patient/" + patientId() + "&code=29463-7";
        var first = his.the(Observation.class, about);
        weighs("61", "20260301090000");
        var again = his.the(Observation.class, about);
        weighs("62", "20260301100000");
        var changed = his.the(Observation.class, about);

        assertThat(again.getMeta().getVersionId()).isEqualTo("1");
        assertThat(again.getEffectiveDateTimeType().getValueAsString())
                .isEqualTo(first.getEffectiveDateTimeType().getValueAsString())
                .startsWith("2026-03-01T08:00");
        assertThat(changed.getMeta().getVersionId()).isEqualTo("2");
        assertThat(changed.getValueQuantity().getValue()).isEqualByComparingTo("62");
        assertThat(changed.getEffectiveDateTimeType().getValueAsString()).startsWith("2026-03-01T10:00");
    }

    private void weighs(String kilograms, String told) {
        var message = his.message(
                "ADT^A08^ADT_A01",
                "EVN|A08|" + told,
                pid(),
                "PV1|1|I|||||||||||||||||V" + number,
                "OBX|1|NM|29463-7^Body weight^LN||" + kilograms + "|kg^^UCUM|||||F");
        assertThat(his.send(message.replace("|20260301080000||ADT", "|" + told + "||ADT")))
                .contains("MSA|AA|");
        his.awaitEmptyLane();
    }

    private ServiceRequest order() {
        return his.the(ServiceRequest.class, "identifier=O" + number + "&subject=Patient/" + patientId());
    }

    private List<ServiceRequest> orders() {
        return fhir
                .search("ServiceRequest?identifier=O" + number + "&subject=Patient/" + patientId())
                .getEntry()
                .stream()
                .map(entry -> (ServiceRequest) entry.getResource())
                .toList();
    }

    private Answer ruling(Task task, String operation, String more) {
        return fhir.send(
                "POST",
                "/Task/" + task.getIdElement().getIdPart() + "/" + operation,
                "{\"resourceType\":\"Parameters\",\"parameter\":[{\"name\":\"reason\",\"valueString\":\"asked\"}" + more
                        + "]}");
    }

    @Test
    void a_charge_is_priced_by_the_tariff_and_one_without_a_price_waits_for_somebody() {
        register();
        var code = "T" + number;
        var price = fhir.create(price(code, "250.00"));

        his.files("DFT^P03^DFT_P03", "EVN|P03|20260301080000", pid(), charge("1", code, "2", "9999"));
        var charged = charge(code);
        his.files(
                "DFT^P03^DFT_P03",
                "EVN|P03|20260301080000",
                pid(),
                charge("1", code, "2", "9999").replace("|CG|", "|CD|"));
        var credited = charge(code);
        his.files("DFT^P03^DFT_P03", "EVN|P03|20260301080000", pid(), charge("2", code + "X", "1", "5"));
        var unpriced = charge(code + "X");

        assertThat(price.getUrl()).isNotBlank();
        assertThat(charged.getStatus()).isEqualTo(ChargeItemStatus.BILLABLE);
        assertThat(charged.getPriceOverride().getValue()).isEqualByComparingTo(new BigDecimal("500.00"));
        assertThat(credited.getIdElement().getIdPart())
                .isEqualTo(charged.getIdElement().getIdPart());
        assertThat(credited.getStatus()).isEqualTo(ChargeItemStatus.ABORTED);
        assertThat(unpriced.getStatus()).isEqualTo(ChargeItemStatus.PLANNED);
        assertThat(unpriced.hasPriceOverride()).isFalse();
        assertThat(his.found(
                        Task.class,
                        "focus=ChargeItem/" + unpriced.getIdElement().getIdPart()))
                .hasSize(1);
    }

    @Test
    void a_charge_below_zero_waits_for_somebody_and_the_bill_of_its_patient_does_not() {
        register();
        var code = "T" + number;
        fhir.create(price(code, "250.00"));
        his.files("DFT^P03^DFT_P03", "EVN|P03|20260301080000", pid(), charge("1", code, "1", ""));

        var held = his.isHeldWith("DFT^P03^DFT_P03", "EVN|P03|20260301080000", pid(), charge("2", code, "-1", ""));

        assertThat(Analyzing.reason(held)).isEqualTo("refused");
        assertThat(held.getStatusReason().getText()).contains("below zero", "CD");
        assertThat(charge(code).getStatus()).isEqualTo(ChargeItemStatus.BILLABLE);
    }

    private String charge(String id, String code, String quantity, String price) {
        return "FT1|1|C" + number + "-" + id + "||20260301||CG|" + code + "^Service^LN|||" + quantity + "|" + price;
    }

    private ChargeItem charge(String code) {
        return his.the(ChargeItem.class, "subject=Patient/" + patientId() + "&code=" + code);
    }

    private static ChargeItemDefinition price(String code, String amount) {
        var price = new ChargeItemDefinition()
                .setUrl("https://hospital.example/prices/" + code)
                .setVersion("1")
                .setStatus(PublicationStatus.ACTIVE);
        price.getCode().addCoding().setSystem(Systems.LOINC).setCode(code);
        price.addPropertyGroup()
                .addPriceComponent()
                .setType(ChargeItemDefinitionPriceComponentType.BASE)
                .setAmount(new Money().setValue(new BigDecimal(amount)).setCurrency("INR"));
        return price;
    }

    @Test
    void documents_vaccinations_and_prescriptions_are_on_file() {
        register();
        var pdf = Base64.getEncoder().encodeToString("%PDF-1.4 test".getBytes(StandardCharsets.UTF_8));
        his.files(
                "MDM^T02^MDM_T02",
                "EVN|T02|20260301080000",
                pid(),
                "PV1|1|I",
                "TXA|1|DS^Discharge summary|TX|20260301||20260301080000|||7^Iyer^Dev|||D" + number + "|||||AU",
                "OBX|1|TX|1^Text^L||The patient went home.",
                "OBX|2|ED|2^Scan^L||^application^pdf^Base64^" + pdf);
        his.files(
                "VXU^V04^VXU_V04",
                pid(),
                "ORC|RE||I" + number + "^HIS",
                "RXA|0|1|20260301||207^COVID-19 vaccine^CVX|0.5|mL^^UCUM||00||||||LOT7|20271231");
        his.files(
                "RDE^O11^RDE_O11",
                pid(),
                "ORC|NW|R" + number + "^HIS",
                "RXE|^^^20260301|AMX500^Amoxicillin 500 mg^L|1||CAP|||||21|CAP");
        his.files(
                "RDS^O13^RDS_O13",
                pid(),
                "ORC|RE|R" + number + "^HIS",
                "RXD|1|AMX500^Amoxicillin 500 mg^L|20260301|21|CAP");

        var about = "patient=Patient/" + patientId();
        var document = his.the(DocumentReference.class, about);
        assertThat(document.getContent()).hasSize(2);
        assertThat(document.getContent().get(1).getAttachment().getContentType())
                .isEqualTo("application/pdf");
        assertThat(his.the(Immunization.class, about).getLotNumber()).isEqualTo("LOT7");
        var prescription = his.the(MedicationRequest.class, about);
        assertThat(prescription.getStatus()).isEqualTo(MedicationRequestStatus.ACTIVE);
        assertThat(his.the(MedicationDispense.class, about)
                        .getAuthorizingPrescriptionFirstRep()
                        .getReference())
                .isEqualTo(
                        prescription.getIdElement().toUnqualifiedVersionless().getValue());
    }

    @Test
    void two_patients_are_merged_and_parted_again() {
        var other = "Q" + number;
        register();
        his.files("ADT^A28^ADT_A05", "EVN|A28|20260301080000", pid(other, "Rao^A."));
        var survivor = patient();
        var prior = his.the(Patient.class, "identifier=" + other);
        var result = new Observation()
                .setStatus(Observation.ObservationStatus.FINAL)
                .setSubject(new Reference(prior.getIdElement().toUnqualifiedVersionless()));
        result.getCode().setText("A result of before");
        result = fhir.create(result);

        his.files("ADT^A40^ADT_A39", "EVN|A40|20260301080000", pid(), "MRG|" + other + "^^^HIS^MR");
        his.files("ADT^A40^ADT_A39", "EVN|A40|20260301080000", pid(), "MRG|" + other + "^^^HIS^MR");
        his.files("SIU^S12^SIU_S12", schedule("20260401090000"), pid(other, "Rao^A."));
        var merged = fhir.read(Patient.class, survivor.getIdElement().getIdPart());
        var ended = fhir.read(Patient.class, prior.getIdElement().getIdPart());
        var moved = fhir.read(Observation.class, result.getIdElement().getIdPart());
        var provenance = his.found(
                Provenance.class, "target=Patient/" + prior.getIdElement().getIdPart());

        assertThat(prior.hasActive()).isFalse();
        assertThat(ended.getActiveElement().getValue()).isFalse();
        assertThat(ended.getLink()).singleElement().satisfies(link -> {
            assertThat(link.getType()).isEqualTo(LinkType.REPLACEDBY);
            assertThat(link.getOther().getReference())
                    .isEqualTo("Patient/" + survivor.getIdElement().getIdPart());
        });
        assertThat(merged.getLinkFirstRep().getType()).isEqualTo(LinkType.REPLACES);
        assertThat(merged.getIdentifier())
                .anyMatch(identifier -> other.equals(identifier.getValue()))
                .anyMatch(identifier -> Analyzing.medicalRecordNumber(prior).equals(identifier.getValue()));
        assertThat(moved.getSubject().getReference())
                .isEqualTo("Patient/" + survivor.getIdElement().getIdPart());
        assertThat(appointment().getStatus()).isEqualTo(AppointmentStatus.BOOKED);
        assertThat(provenance).hasSize(1);
        assertThat(provenance.get(0).getAgentFirstRep().getWho().getReference()).isEqualTo("Device/" + his.id());

        var undone = fhir.post("/Patient/$hapi.fhir.undo-merge", patients(prior, survivor));

        assertThat(undone.status()).as(undone.toString()).isEqualTo(200);
        var apart = fhir.read(Patient.class, prior.getIdElement().getIdPart());
        assertThat(apart.hasLink()).isFalse();
        assertThat(apart.hasActive()).isFalse();
        assertThat(Analyzing.medicalRecordNumber(apart)).isEqualTo(Analyzing.medicalRecordNumber(prior));
        assertThat(patient().getIdentifier())
                .noneMatch(identifier -> Analyzing.medicalRecordNumber(prior).equals(identifier.getValue()));
        assertThat(fhir.read(Observation.class, result.getIdElement().getIdPart())
                        .getSubject()
                        .getReference())
                .isEqualTo("Patient/" + prior.getIdElement().getIdPart());
    }

    @Test
    void news_of_a_number_that_was_merged_away_changes_nobody_else() {
        var other = "Q" + number;
        register();
        his.files("ADT^A28^ADT_A05", "EVN|A28|20260301080000", pid(other, "Rao^A."));
        his.files("ADT^A40^ADT_A39", "EVN|A40|20260301080000", pid(), "MRG|" + other + "^^^HIS^MR");
        his.files("ADT^A31^ADT_A05", "EVN|A31|20260302080000", pid(other, "Rao^Asha"));

        var held = his.isHeldWith(
                "ADT^A31^ADT_A05",
                "EVN|A31|20260302080000",
                pid(other, "Sen^Bina").replace("19800215", "19510809"));

        assertThat(Analyzing.reason(held)).isEqualTo("patient-mismatch");
        assertThat(patient().getNameFirstRep().getFamily()).isEqualTo("Rao");
    }

    private static Parameters patients(Patient source, Patient target) {
        var asked = new Parameters();
        asked.addParameter("source-patient", new Reference(source.getIdElement().toUnqualifiedVersionless()));
        asked.addParameter("target-patient", new Reference(target.getIdElement().toUnqualifiedVersionless()));
        return asked;
    }

    @Test
    void a_merge_that_names_a_patient_nobody_told_of_leads_later_messages_to_the_survivor() {
        register();
        var unknown = "U" + number;

        his.files("ADT^A40^ADT_A39", "EVN|A40|20260301080000", pid(), "MRG|" + unknown + "^^^HIS^MR||||||Rao^A.");
        his.files("SIU^S12^SIU_S12", schedule("20260401090000"), pid(unknown, "Rao^A."));
        var nobody = his.isHeldWith(
                "ADT^A40^ADT_A39",
                "EVN|A40|20260301080000",
                pid("N" + number, "Rao^Asha"),
                "MRG|" + number + "^^^HIS^MR");

        assertThat(appointment().getStatus()).isEqualTo(AppointmentStatus.BOOKED);
        assertThat(Analyzing.reason(nobody)).isEqualTo("unknown-patient");
        assertThat(ruling(
                                nobody,
                                "$reroute",
                                ",{\"name\":\"patient\",\"valueReference\":{\"reference\":\"Patient/" + patientId()
                                        + "\"}}")
                        .status())
                .isEqualTo(422);
    }

    @Test
    void a_message_is_replayed_only_by_those_who_may_write_what_it_writes() {
        var task = his.isHeldWith("SIU^S12^SIU_S12", schedule("20260401090000"), pid());
        var replay = "/Task/" + task.getIdElement().getIdPart() + "/$replay";
        var results = hospital.withScope(
                "system/Task.ru system/DiagnosticReport.cru system/Observation.cru system/Specimen.cru");
        var reroute = new Parameters().addParameter("reason", new StringType("Known by telephone"));
        reroute.addParameter("patient", new Reference("Patient/0"));

        var refused = results.post(replay, new Parameters());
        var dry = results.post(replay, new Parameters().addParameter("dryRun", true));
        var rerouted = hospital.withScope("system/Task.ru system/Patient.r system/ServiceRequest.r")
                .post(replay.replace("$replay", "$reroute"), reroute);
        var pasted = hospital.withScope("system/*.rs")
                .post(
                        "/Device/" + his.id() + "/$feed-map",
                        new Parameters()
                                .addParameter(
                                        "message", his.message("SIU^S12^SIU_S12", schedule("20260401090000"), pid())));
        var allowed =
                hospital.withScope("system/Task.ru system/Appointment.cru").post(replay, new Parameters());

        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.body()).contains("Appointment.cru");
        assertThat(dry.status()).isEqualTo(403);
        assertThat(rerouted.status()).isEqualTo(403);
        assertThat(pasted.status()).isEqualTo(403);
        assertThat(allowed.resource(Task.class).getStatus()).isEqualTo(TaskStatus.ONHOLD);
    }

    @Test
    void blocked_time_is_replayed_only_by_those_who_may_write_slots() {
        var task = his.isHeldWith("SIU^S24^SIU_S12", blocked("20260401090000^20260401170000"), "AIP|1||7^Iyer^Dev");
        var replay = "/Task/" + task.getIdElement().getIdPart() + "/$replay";

        var refused =
                hospital.withScope("system/Task.ru system/Appointment.cru").post(replay, new Parameters());
        var allowed = hospital.withScope("system/Task.ru system/Schedule.cru system/Slot.cru")
                .post(replay, new Parameters());

        assertThat(Analyzing.reason(task)).isEqualTo("unknown-record");
        assertThat(refused.status()).isEqualTo(403);
        assertThat(allowed.resource(Task.class).getStatus()).isEqualTo(TaskStatus.ONHOLD);
    }

    @Test
    void a_merge_is_replayed_only_by_those_who_may_merge() {
        var task = his.isHeldWith("ADT^A40^ADT_A39", "EVN|A40|20260301080000", pid(), "MRG|M" + number + "^^^HIS^MR");
        var replay = "/Task/" + task.getIdElement().getIdPart() + "/$replay";

        var refused = hospital.withScope("system/Task.ru system/Patient.cruds system/Encounter.cruds")
                .post(replay, new Parameters());
        var allowed = hospital.withScope("system/*.cru").post(replay, new Parameters());

        assertThat(refused.status()).isEqualTo(403);
        assertThat(allowed.status()).isEqualTo(200);
    }

    @Test
    void people_merge_patients_by_fhir_and_only_who_may() {
        register();
        his.files("ADT^A28^ADT_A05", "EVN|A28|20260301080000", pid("Q" + number, "Rao^A."));
        var survivor = patient();
        var prior = his.the(Patient.class, "identifier=Q" + number);
        var asked = patients(prior, survivor);

        var denied = hospital.withScope("system/Patient.cruds").post("/Patient/$merge", asked);
        var deniedUndo = hospital.withScope("system/Patient.rs").post("/Patient/$hapi.fhir.undo-merge", asked);
        var elsewhere = hospital.asClinicB().post("/Patient/$merge", asked);
        var unclear = fhir.post("/Patient/$merge", new Parameters());
        var deleting = patients(prior, survivor);
        deleting.addParameter("delete-source", true);
        var notDeleted = fhir.post("/Patient/$merge", deleting);
        var neverMerged = fhir.post("/Patient/$hapi.fhir.undo-merge", asked);
        var preview = patients(prior, survivor);
        preview.addParameter("preview", true);
        var previewed = fhir.post("/Patient/$merge", preview);
        var untouched = fhir.read(Patient.class, prior.getIdElement().getIdPart());
        var merged = fhir.post("/Patient/$merge", asked);
        var twice = fhir.post("/Patient/$merge", asked);

        assertThat(denied.status()).isEqualTo(403);
        assertThat(deniedUndo.status()).isEqualTo(403);
        assertThat(elsewhere.status()).isBetween(404, 422);
        assertThat(unclear.status()).isEqualTo(400);
        assertThat(notDeleted.status()).isEqualTo(422);
        assertThat(neverMerged.status()).isEqualTo(404);
        assertThat(previewed.status()).as(previewed.toString()).isEqualTo(200);
        assertThat(untouched.hasLink()).isFalse();
        assertThat(merged.status()).as(merged.toString()).isEqualTo(200);
        assertThat(twice.status()).isEqualTo(422);
        assertThat(his.found(
                        Patient.class, "link=Patient/" + prior.getIdElement().getIdPart()))
                .hasSize(1);
    }

    @Test
    void a_survivor_ends_in_anothers_favour_with_all_that_records_tell_of_him() {
        var first = fhir.create(new Patient());
        var second = fhir.create(new Patient());
        var third = fhir.create(new Patient());
        var sample = new Specimen().setSubject(new Reference(path(first)));
        sample.setId("s");
        var result = new Observation()
                .setStatus(ObservationStatus.FINAL)
                .setSubject(new Reference(path(first)))
                .setSpecimen(new Reference("#s"));
        result.getCode().setText("Sodium");
        result.addContained(sample);
        var stored = fhir.create(result);

        var once = fhir.post("/Patient/$merge", patients(first, second));
        var twice = fhir.post("/Patient/$merge", patients(second, third));
        var moved = fhir.read(Observation.class, stored.getIdElement().getIdPart());
        var undone = fhir.post("/Patient/$hapi.fhir.undo-merge", patients(second, third));
        var back = fhir.read(Observation.class, stored.getIdElement().getIdPart());

        assertThat(once.status()).as(once.toString()).isEqualTo(200);
        assertThat(twice.status()).as(twice.toString()).isEqualTo(200);
        assertThat(undone.status()).as(undone.toString()).isEqualTo(200);
        assertThat(subjects(moved)).containsOnly(path(third));
        assertThat(subjects(back)).containsOnly(path(second));
    }

    @Test
    void merges_in_a_row_are_taken_back_from_the_last_one_on() {
        var first = fhir.create(new Patient());
        var second = fhir.create(new Patient());
        var third = fhir.create(new Patient());
        var result = fhir.create(resultOf(first));
        fhir.post("/Patient/$merge", patients(first, second));
        fhir.post("/Patient/$merge", patients(second, third));

        var tooEarly = fhir.post("/Patient/$hapi.fhir.undo-merge", patients(first, second));
        var last = fhir.post("/Patient/$hapi.fhir.undo-merge", patients(second, third));
        var earlier = fhir.post("/Patient/$hapi.fhir.undo-merge", patients(first, second));

        assertThat(tooEarly.status()).as(tooEarly.toString()).isEqualTo(409);
        assertThat(tooEarly.outcome().getIssueFirstRep().getDiagnostics())
                .contains("The merge of " + path(second) + " into " + path(third));
        assertThat(last.status()).as(last.toString()).isEqualTo(200);
        assertThat(earlier.status()).as(earlier.toString()).isEqualTo(200);
        assertThat(fhir.read(Observation.class, result.getIdElement().getIdPart())
                        .getSubject()
                        .getReference())
                .isEqualTo(path(first));
        for (var patient : List.of(first, second, third)) {
            assertThat(fhir.read(Patient.class, patient.getIdElement().getIdPart())
                            .hasLink())
                    .isFalse();
        }
    }

    @Test
    void a_merge_of_somebody_who_named_another_who_ended_hides_no_earlier_merge() {
        var survivor = fhir.create(new Patient());
        var other = fhir.create(new Patient());
        var named = new Patient();
        named.addLink().setType(LinkType.SEEALSO).setOther(new Reference(path(other)));
        var first = fhir.create(named);
        fhir.post("/Patient/$merge", patients(first, survivor));
        fhir.post("/Patient/$merge", patients(other, survivor));

        var tooEarly = fhir.post("/Patient/$hapi.fhir.undo-merge", patients(first, survivor));

        assertThat(tooEarly.status()).as(tooEarly.toString()).isEqualTo(409);
        assertThat(tooEarly.outcome().getIssueFirstRep().getDiagnostics())
                .contains("The merge of " + path(other) + " into " + path(survivor));
    }

    @Test
    void a_merge_stays_when_a_record_that_it_moved_was_changed_since() {
        var first = fhir.create(new Patient());
        var second = fhir.create(new Patient());
        var result = fhir.create(resultOf(first));
        fhir.post("/Patient/$merge", patients(first, second));
        var moved = fhir.read(Observation.class, result.getIdElement().getIdPart());
        moved.getCode().setText("Potassium");
        fhir.put("/" + result.getIdElement().toUnqualifiedVersionless().getValue(), moved);

        var undone = fhir.post("/Patient/$hapi.fhir.undo-merge", patients(first, second));

        assertThat(undone.status()).as(undone.toString()).isEqualTo(409);
        assertThat(undone.outcome().getIssueFirstRep().getDiagnostics()).contains("Part the records by hand");
        assertThat(fhir.read(Patient.class, first.getIdElement().getIdPart()).hasLink())
                .isTrue();
    }

    private static Observation resultOf(Patient patient) {
        var result = new Observation().setStatus(ObservationStatus.FINAL).setSubject(new Reference(path(patient)));
        result.getCode().setText("Sodium");
        return result;
    }

    @Test
    void a_survivor_who_named_the_one_who_ends_does_not_name_himself_afterwards() {
        var ends = fhir.create(new Patient());
        var known = new Patient();
        known.addLink().setType(LinkType.SEEALSO).setOther(new Reference(path(ends)));
        var survivor = fhir.create(known);

        var merged = fhir.post("/Patient/$merge", patients(ends, survivor));
        var afterwards = fhir.read(Patient.class, survivor.getIdElement().getIdPart());
        var undone = fhir.post("/Patient/$hapi.fhir.undo-merge", patients(ends, survivor));

        assertThat(merged.status()).as(merged.toString()).isEqualTo(200);
        assertThat(afterwards.getLink())
                .allMatch(link -> path(ends).equals(link.getOther().getReference()));
        assertThat(afterwards.getLink())
                .filteredOn(link -> link.getType() == LinkType.REPLACES)
                .hasSize(1);
        assertThat(undone.status()).as(undone.toString()).isEqualTo(200);
        assertThat(fhir.read(Patient.class, survivor.getIdElement().getIdPart()).getLink())
                .singleElement()
                .satisfies(link -> assertThat(link.getType()).isEqualTo(LinkType.SEEALSO));
    }

    private static List<String> subjects(Observation result) {
        return List.of(
                result.getSubject().getReference(),
                ((Specimen) result.getContained().get(0)).getSubject().getReference());
    }

    private static String path(Patient patient) {
        return patient.getIdElement().toUnqualifiedVersionless().getValue();
    }

    @Test
    void of_sixteen_people_who_merge_the_same_two_patients_one_does() throws Exception {
        register();
        his.files("ADT^A28^ADT_A05", "EVN|A28|20260301080000", pid("Q" + number, "Rao^A."));
        var prior = his.the(Patient.class, "identifier=Q" + number);
        var asked = patients(prior, patient());

        var answers = AtOnce.all(
                16, person -> () -> fhir.post("/Patient/$merge", asked).status());

        assertThat(answers).allMatch(AtOnce.Outcome::succeeded);
        assertThat(answers.stream().map(answer -> answer.result().get(0)))
                .containsOnlyOnce(200)
                .allMatch(status -> status == 200 || status == 409 || status == 422);
        assertThat(his.found(
                        Provenance.class,
                        "target=Patient/" + prior.getIdElement().getIdPart()))
                .hasSize(1);
    }

    @Test
    void an_order_for_nobody_waits_and_is_filed_when_the_patient_is_known() {
        var held = his.isHeldWith(
                "ORM^O01^ORM_O01",
                pid(),
                "ORC|NW|O" + number + "^HIS",
                "OBR|1|O" + number + "^HIS||58410-2^CBC panel^LN");
        var path = "/Task/" + held.getIdElement().getIdPart() + "/$replay";
        his.send(his.message("ADT^A28^ADT_A05", "EVN|A28|20260301080000", pid()));
        his.awaitEmptyLane();

        var rehearsed = fhir.send(
                "POST",
                path,
                "{\"resourceType\":\"Parameters\",\"parameter\":[{\"name\":\"dryRun\",\"valueBoolean\":true}]}");
        var replayed = fhir.send("POST", path, null).resource(Task.class);

        assertThat(Analyzing.reason(held)).isEqualTo("unknown-patient");
        assertThat(rehearsed.body())
                .contains("\"file\"")
                .contains("ServiceRequest")
                .contains("Patient/" + patientId());
        assertThat(replayed.getStatus()).isEqualTo(TaskStatus.COMPLETED);
        assertThat(replayed.getOutputFirstRep().getValue())
                .isInstanceOfSatisfying(Reference.class, output -> assertThat(output.getReference())
                        .isEqualTo(order().getIdElement()
                                .toUnqualifiedVersionless()
                                .getValue()));
        assertThat(fhir.get("/$feed-messages?device=" + his.id()).body())
                .contains("Patient/" + patientId())
                .contains(order().getIdElement().toUnqualifiedVersionless().getValue());
    }

    @Test
    void a_person_is_shown_what_a_message_would_change() {
        var shown = fhir.post("/Device/" + his.id() + "/$feed-map", pasted(his.message("ADT^A28^ADT_A05", pid())));
        register();
        var again = fhir.post("/Device/" + his.id() + "/$feed-map", pasted(his.message("ADT^A31^ADT_A05", pid())));

        assertThat(shown.body()).contains("\"create\"").contains("not-found");
        assertThat(again.body()).contains("Patient/" + patientId()).doesNotContain("\"create\"");
        assertThat(his.found(Patient.class, "identifier=" + number)).hasSize(1);
    }

    @Test
    void a_person_is_not_shown_of_a_message_what_his_role_does_not_show() {
        register();
        var update = pasted(his.message("ADT^A31^ADT_A05", pid()));

        var shown = hospital.inRole("LAB", "Practitioner/nobody").post("/Device/" + his.id() + "/$feed-map", update);

        assertThat(shown.status()).as(shown.body()).isEqualTo(403);
        assertThat(shown.body()).doesNotContain(number);
    }

    private static Parameters pasted(String message) {
        var asked = new Parameters();
        asked.addParameter("message", new StringType(message));
        return asked;
    }

    @Test
    void what_a_sender_is_not_described_to_send_is_refused() {
        var analyzer = new Analyzing(hospital, fhir).anAnalyzer(Analyzing.aName(), true, "accept");
        var name = Analyzing.nameOf(analyzer);

        var registering = his.send(
                his.message("ADT^A28^ADT_A05", pid()).replace("|" + his.name() + "|HIS|", "|" + name + "|LAB|"));
        var measuring =
                his.send(BloodCount.from(his.name()).of(number).toString().replace("|LAB|", "|HIS|"));
        var nobodysEvent = his.send(his.message("ADT^A99^ADT_A01", pid()));
        var withoutNumber = his.send(his.message("ADT^A28^ADT_A05", "PID|1||||Rao^Asha"));

        var unclear = Analyzing.analyzer(Analyzing.aName(), true, "accept", Analyzing.CODE_MAP);
        unclear.getExtensionByUrl(Extensions.ANALYZER)
                .addExtension(Extensions.ANALYZER_SENDS, new CodeType("everything"));

        assertThat(fhir.post("/Device", unclear).status()).isEqualTo(422);
        assertThat(registering).contains("MSA|AR|").contains("200").contains("registrations");
        assertThat(measuring).contains("MSA|AR|").contains("200").contains("results");
        assertThat(nobodysEvent).contains("MSA|AR|").contains("201");
        assertThat(withoutNumber).contains("MSA|AE|").contains("101").contains("PID^1^3");
        assertThat(his.found(Patient.class, "identifier=" + number)).isEmpty();
    }

    @Test
    void a_sender_that_is_known_by_its_name_alone_sends_results_and_nothing_else() {
        var named = Analyzing.analyzer(Analyzing.aName(), true, "accept", Analyzing.CODE_MAP);
        var description = named.getExtensionByUrl(Extensions.ANALYZER);
        description.addExtension(Extensions.ANALYZER_SENDS, new CodeType("registrations"));

        var refused = fhir.post("/Device", named);
        description.addExtension(Extensions.ANALYZER_SOURCE_ADDRESS, new StringType("10.1.2.3"));

        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.body()).contains("sourceAddress", "certificateSubject");
        assertThat(fhir.post("/Device", named).status()).isEqualTo(201);
    }

    @Test
    void another_tenant_sees_nothing_of_it() {
        register();

        assertThat(hospital.asClinicB().search("Patient?identifier=" + number).getEntry())
                .isEmpty();
    }

    @Test
    void sixteen_systems_that_name_the_same_new_patient_make_one() throws Exception {
        var systems = IntStream.range(0, 16)
                .mapToObj(system -> HospitalSystem.that(hospital, fhir, "registrations"))
                .toList();
        var patient = "PID|1||" + number + "^^^NATIONAL&2.999.7&ISO^NI||Rao^Asha||19800215|F";

        var answers = AtOnce.all(
                16,
                system -> () -> systems.get(system)
                        .send(systems.get(system).message("ADT^A28^ADT_A05", "EVN|A28|20260301080000", patient)));
        systems.forEach(HospitalSystem::awaitEmptyLane);

        assertThat(answers)
                .allSatisfy(answer -> assertThat(answer.result().get(0)).contains("MSA|AA|"));
        assertThat(systems.stream().mapToInt(system -> system.count("processed")))
                .containsOnly(1);
        assertThat(his.found(Patient.class, "identifier=urn:oid:2.999.7%7C" + number))
                .hasSize(1);
    }

    @Test
    void a_system_is_not_told_what_it_said_itself() throws IOException {
        var clinic = hospital.asClinicB();
        try (var told = new ReceivingSystem();
                var teller = new ReceivingSystem()) {
            var here = HospitalSystem.that(hospital, clinic, "registrations");
            var others = clinic.create(aDestination(told.address(), "patients"));
            var own = clinic.create(with(
                    with(
                            aDestination(teller.address(), "patients"),
                            DestinationParts.RECEIVING_APPLICATION,
                            new StringType(here.name())),
                    DestinationParts.RECEIVING_FACILITY,
                    new StringType("HIS")));

            here.send(here.message("ADT^A28^ADT_A05", "EVN|A28|20260301080000", pid()));
            await().atMost(PATIENCE).until(() -> told.types().contains("ADT^A28"));
            ToldAbout.aPatient(clinic, "Loud");
            await().atMost(PATIENCE).until(() -> !teller.types().isEmpty());

            assertThat(teller.taken()).allMatch(message -> message.contains("Loud"));
            assertThat(List.of(others, own)).hasSize(2);
        } finally {
            ToldAbout.endAll(clinic);
        }
    }
}
