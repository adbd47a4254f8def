package org.openward.security.roles;

import static org.assertj.core.api.Assertions.assertThat;
import static org.openward.privacy.PrivateClinic.aConsent;
import static org.openward.privacy.PrivateClinic.deny;
import static org.openward.privacy.PrivateClinic.to;
import static org.openward.security.roles.Ward.name;
import static org.openward.security.roles.Ward.reference;

import com.google.common.collect.Lists;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.hl7.fhir.r4.model.AuditEvent;
import org.hl7.fhir.r4.model.Condition;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Organization;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.PractitionerRole;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.ServiceRequest;
import org.hl7.fhir.r4.model.StringType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.openward.database.DatabaseForTests;
import org.openward.privacy.PrivateClinic;
import org.openward.testing.Answer;
import org.openward.testing.FhirClient;
import org.openward.testing.Hospital;
import org.openward.testing.HospitalTest;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Whoever is limited to some records sees these as they are stored, and nothing of the others. A blank in the stored text, which HAPI's
 * model forgets, tells which of the two it was.
 */
@HospitalTest
class LimitedVerbatimIT {
    private static final String THROUGH_THE_MODEL = "_pretty=false";
    private static final String AS_ENCODED = "\"status\":\"";
    private static final String AS_STORED = "\"status\": \"";

    private final Hospital hospital;
    private final Ward ward;

    LimitedVerbatimIT(Hospital hospital) {
        this.hospital = hospital;
        this.ward = Ward.of(hospital);
    }

    /** Why somebody sees some records only. */
    enum Reader {
        DOCTOR,
        NURSE,
        DOCTOR_WHO_BROKE_THE_GLASS,
        LABORATORY,
        PHARMACY_BY_A_TASK,
        PATIENT,
        MOTHER_OF_A_CHILD,
        APP_OF_A_PATIENT,
        SCOPE_OF_A_CATEGORY,
        SCOPE_OF_A_TYPE,
        BESIDE_A_CONSENT
    }

    /**
     * An observation that the reader may see, and which points to a record that he may not.
     *
     * @param everything whether he may ask for everything of the patient
     */
    private record Shown(FhirClient reader, Observation open, Resource closed, boolean everything) {
        List<String> ways() {
            var number = open.getIdElement().getIdPart();
            var both = number + "," + closed.getIdElement().getIdPart();
            var ways = new ArrayList<>(List.of(
                    "/" + name(open),
                    "/" + name(open) + "/_history/1",
                    "/" + name(open) + "/_history",
                    "/Observation?_id=" + number,
                    "/Observation?_total=accurate&_id=" + both,
                    "/Observation?_id=" + number + "&_include=Observation:focus",
                    "/Observation?_total=accurate&_id=" + both + "&_include=Observation:focus"));
            if (everything) {
                ways.add("/" + open.getSubject().getReference() + "/$everything");
            }
            return ways;
        }
    }

    @ParameterizedTest
    @EnumSource
    void sees_what_is_his_as_it_is_stored_and_nothing_else(Reader reader) {
        var shown = shown(reader);
        leaveABlank(shown.open());

        for (var way : shown.ways()) {
            var stored = shown.reader().get(way);
            var modelled = shown.reader().get(through(way));

            assertThat(stored.status()).as(stored.body()).isEqualTo(200);
            assertThat(stored.body()).as(way).contains(AS_STORED);
            assertThat(modelled.body()).as(way).contains(AS_ENCODED).doesNotContain(AS_STORED);
            assertThat(told(stored)).as(way).isEqualTo(told(modelled)).doesNotContain(mark());
        }
        for (var way : List.of("/" + name(shown.closed()), "/" + name(shown.closed()) + "/_history/1")) {
            var stored = shown.reader().get(way);
            var modelled = shown.reader().get(through(way));

            assertThat(stored.status()).as(stored.body()).isIn(403, 404);
            assertThat(modelled.status()).isEqualTo(stored.status());
            assertThat(told(stored)).isEqualTo(told(modelled)).doesNotContain(mark());
        }
    }

    /** The laboratory sees an order as it is, and who the patient is but not where he lives. */
    @Test
    void a_page_holds_what_is_left_of_a_record_beside_others_as_they_are_stored() {
        var laboratory = ward.demo.create(new Organization());
        var order = orderFor(laboratory);
        leaveABlank(order);
        var way = "/ServiceRequest?_include=ServiceRequest:subject&_id="
                + order.getIdElement().getIdPart();

        var stored = ward.as("LAB").get(way);
        var modelled = ward.as("LAB").get(through(way));

        assertThat(stored.body()).contains(AS_STORED, "SUBSETTED", "Known").doesNotContain("City" + ward.secret);
        assertThat(modelled.body()).doesNotContain(AS_STORED);
        assertThat(told(stored)).isEqualTo(told(modelled));
    }

    @Test
    void both_ways_leave_the_same_in_the_trail() {
        var subject = "doctor-" + ward.secret;
        var doctor = hospital.inRoles(List.of("DOC"), name(ward.doctor), Map.of("sub", subject));
        var shown = inCare(doctor);
        leaveABlank(shown.open());
        var ways = new ArrayList<>(shown.ways());
        ways.add("/" + name(shown.closed()));

        for (var way : ways) {
            doctor.get(way);
            doctor.get(through(way));
        }

        var trail = ward.demo.search("AuditEvent?_sort=date&_count=100&agent=" + subject).getEntry().stream()
                .map(entry -> noted((AuditEvent) entry.getResource()))
                .toList();
        assertThat(trail).hasSizeGreaterThanOrEqualTo(2 * ways.size()).hasSizeLessThan(100);
        assertThat(Lists.partition(trail, 2))
                .allSatisfy(pair -> assertThat(pair.get(0)).isEqualTo(pair.get(1)));
    }

    private static String noted(AuditEvent event) {
        return event.getSubtypeFirstRep().getCode()
                + event.getOutcome()
                + event.getOutcomeDesc()
                + event.getEntity().stream()
                        .map(entity -> entity.getWhat().getReference())
                        .toList();
    }

    private static String through(String way) {
        return way + (way.contains("?") ? "&" : "?") + THROUGH_THE_MODEL;
    }

    private static String told(Answer answer) {
        return HiddenVerbatimIT.told(answer).replace(AS_STORED, AS_ENCODED);
    }

    private String mark() {
        return "closed" + ward.secret;
    }

    private void leaveABlank(Resource record) {
        var changed = JdbcClient.create(DatabaseForTests.ownerOf(hospital.part(BeanFactory.class)))
                .sql(
                        """
                        update hfj_res_ver set res_text_vc = replace(res_text_vc, :encoded, :stored)
                        where res_id in (select res_id from hfj_resource where res_type = :type and fhir_id = :id)
                        """)
                .param("encoded", AS_ENCODED)
                .param("stored", AS_STORED)
                .param("type", record.fhirType())
                .param("id", record.getIdElement().getIdPart())
                .update();
        assertThat(changed).isEqualTo(1);
    }

    private Shown shown(Reader reader) {
        return switch (reader) {
            case DOCTOR -> inCare(ward.asDoctor());
            case NURSE -> inCare(ward.as("NUR"));
            case DOCTOR_WHO_BROKE_THE_GLASS -> brokenGlass();
            case LABORATORY -> of(ward.known, "laboratory", ward.known, "vital-signs", ward.as("LAB"), false);
            case PHARMACY_BY_A_TASK -> byTask();
            case PATIENT -> of(
                    ward.known, "vital-signs", ward.stranger, "vital-signs", ward.asPatient(ward.known), true);
            case MOTHER_OF_A_CHILD -> ofAChild();
            case APP_OF_A_PATIENT -> appOfAPatient();
            case SCOPE_OF_A_CATEGORY -> of(
                    ward.known,
                    "laboratory",
                    ward.known,
                    "vital-signs",
                    hospital.withScope("system/Observation.rs?category=laboratory"),
                    false);
            case SCOPE_OF_A_TYPE -> pointingTo(
                    closedPatient(), ward.known, "vital-signs", hospital.withScope("system/Observation.rs"), false);
            case BESIDE_A_CONSENT -> besideAConsent();
        };
    }

    private Shown inCare(FhirClient carer) {
        return of(ward.known, "laboratory", ward.stranger, "laboratory", carer, true);
    }

    private Shown of(
            Patient known,
            String category,
            Patient other,
            String otherCategory,
            FhirClient reader,
            boolean everything) {
        var closed = ward.observation(other, otherCategory);
        closed.getCode().setText(mark());
        return pointingTo(ward.demo.create(closed), known, category, reader, everything);
    }

    private Shown pointingTo(Resource closed, Patient known, String category, FhirClient reader, boolean everything) {
        var open = ward.observation(known, category).addFocus(reference(closed));
        open.getCode().addCoding().setSystem("http://loinc.org").setCode("2160-0");
        return new Shown(reader, ward.demo.create(open), closed, everything);
    }

    private Patient closedPatient() {
        var patient = ward.patient("Closed");
        patient.getNameFirstRep().setFamily(mark());
        return ward.demo.create(patient);
    }

    private Shown brokenGlass() {
        var doctor = ward.asDoctor();
        var opened = doctor.post(
                "/" + name(ward.stranger) + "/$break-glass",
                new Parameters().addParameter("reason", new StringType("Unconscious in the emergency room")),
                "Idempotency-Key",
                UUID.randomUUID().toString());
        assertThat(opened.status()).as(opened.body()).isEqualTo(200);
        var third = ward.demo.create(ward.patient("Third"));
        return of(ward.stranger, "vital-signs", third, "vital-signs", doctor, true);
    }

    private Shown byTask() {
        orderFor(ward.demo.create(new Organization()));
        return of(ward.known, "laboratory", ward.stranger, "laboratory", ward.as("PHA"), false);
    }

    private ServiceRequest orderFor(Organization department) {
        ward.demo.create(
                new PractitionerRole().setPractitioner(reference(ward.doctor)).setOrganization(reference(department)));
        var order = ward.demo.create(ward.order(ward.known));
        ward.demo.create(ward.task(order, ward.known, department));
        return order;
    }

    private Shown ofAChild() {
        var patient = ward.aChild();
        var mother = ward.motherOf(patient);
        var reader = hospital.inRole("CGV", name(mother));
        return of(patient, "laboratory", ward.stranger, "laboratory", reader, true);
    }

    /** An app that a nurse, who cares for both, began with one of them. */
    private Shown appOfAPatient() {
        var other = ward.demo.create(ward.patient("Other"));
        ward.demo.create(Ward.stay(other, ward.doctor));
        var app = hospital.inRoles(
                List.of("NUR"),
                name(ward.doctor),
                Map.of(
                        "scope",
                        "patient/*.rs",
                        "patient",
                        ward.known.getIdElement().getIdPart()));
        return of(ward.known, "vital-signs", other, "vital-signs", app, false);
    }

    private Shown besideAConsent() {
        var clinic = new PrivateClinic(hospital);
        var patient = clinic.aPatient();
        var kept = clinic.aConditionOf(patient);
        kept.getCode().setText(mark());
        var closed = clinic.office().put("/" + name(kept), kept).resource(Condition.class);
        var open =
                clinic.office().create(ward.observation(patient, "vital-signs").addFocus(reference(closed)));
        clinic.office().create(aConsent(patient, to("ward-nurse", deny("Condition"))));
        return new Shown(clinic.nurse(), open, closed, true);
    }
}
