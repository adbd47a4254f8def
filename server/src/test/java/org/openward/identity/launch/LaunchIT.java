package org.openward.identity.launch;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.hl7.fhir.r4.model.AuditEvent;
import org.hl7.fhir.r4.model.BooleanType;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Bundle.BundleType;
import org.hl7.fhir.r4.model.Bundle.HTTPVerb;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.DateTimeType;
import org.hl7.fhir.r4.model.Encounter;
import org.hl7.fhir.r4.model.Encounter.EncounterStatus;
import org.hl7.fhir.r4.model.InstantType;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Practitioner;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.StringType;
import org.junit.jupiter.api.Test;
import org.openward.identity.launch.Charts.Chooser;
import org.openward.identity.launch.Charts.Line;
import org.openward.tenancy.Caller;
import org.openward.tenancy.TenantId;
import org.openward.testing.Answer;
import org.openward.testing.FhirClient;
import org.openward.testing.Hospital;
import org.openward.testing.HospitalTest;

@HospitalTest
class LaunchIT {
    private static final String APP = "openward-console";

    private final Hospital hospital;
    private final FhirClient demo;
    private final String family = "Launch" + UUID.randomUUID().toString().replaceAll("[^a-z]", "");

    LaunchIT(Hospital hospital) {
        this.hospital = hospital;
        this.demo = hospital.asDemo();
    }

    private Patient patient(FhirClient client, String given) {
        var patient = new Patient();
        patient.addName().setFamily(family).addGiven(given);
        return client.create(patient);
    }

    private Encounter encounter(Patient patient) {
        var encounter = new Encounter().setStatus(EncounterStatus.INPROGRESS);
        encounter.setClass_(new Coding("http://terminology.hl7.org/CodeSystem/v3-ActCode", "AMB", "ambulatory"));
        encounter.setSubject(new Reference(path(patient)));
        encounter.getPeriod().setStartElement(new DateTimeType("2026-03-01"));
        return demo.create(encounter);
    }

    private static String path(Resource record) {
        return record.getIdElement().toUnqualifiedVersionless().getValue();
    }

    private static String id(Resource record) {
        return record.getIdElement().getIdPart();
    }

    private static Parameters launch(String client) {
        return new Parameters().addParameter("client", new StringType(client));
    }

    private static Parameters with(Parameters launch, String name, String reference) {
        return launch.addParameter(name, new Reference(reference));
    }

    private static Answer open(FhirClient ehr, Parameters launch) {
        return ehr.post("/$smart-launch", launch);
    }

    @Test
    void an_ehr_opens_a_launch_for_the_patient_of_an_encounter() {
        var asha = patient(demo, "Asha");
        var visit = encounter(asha);

        var answer = open(
                demo,
                with(launch(APP), "encounter", path(visit))
                        .addParameter("need-patient-banner", new BooleanType(false)));

        assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
        var opened = answer.resource(Parameters.class);
        var ticket = opened.getParameter("launch").getValue().primitiveValue();
        var expires = ((InstantType) opened.getParameter("expires").getValue())
                .getValue()
                .toInstant();
        assertThat(expires).isBetween(Instant.now(), Instant.now().plus(Duration.ofMinutes(11)));
        var contexts = hospital.part(LaunchContexts.class);
        assertThat(contexts.waiting(ticket, APP))
                .contains(new LaunchContext(TenantId.DEFAULT, id(asha), Optional.of(id(visit)), false));
        assertThat(contexts.waiting(ticket, "demo-portal")).isEmpty();
    }

    @Test
    void a_launch_that_makes_no_sense_is_refused() {
        var asha = patient(demo, "Asha");
        var ben = patient(demo, "Ben");
        var visit = encounter(asha);
        var theirs = patient(hospital.asClinicB(), "Chitra");

        assertRefused(400, launch(APP));
        assertRefused(400, with(new Parameters(), "patient", path(asha)));
        assertRefused(400, with(launch(""), "patient", path(asha)));
        assertRefused(400, with(launch(APP), "patient", path(visit)));
        assertRefused(400, with(launch(APP), "patient", "https://other.example/fhir/Patient/1"));
        assertRefused(404, with(launch(APP), "patient", "Patient/never-existed"));
        assertRefused(404, with(launch(APP), "patient", path(theirs)));
        assertRefused(404, with(launch(APP), "encounter", "Encounter/never-existed"));
        assertRefused(422, with(with(launch(APP), "encounter", path(visit)), "patient", path(ben)));
        assertRefused(422, with(launch("demo-portal"), "patient", path(asha)));
        assertRefused(422, with(launch("nobody"), "patient", path(asha)));
    }

    private void assertRefused(int status, Parameters launch) {
        var answer = open(demo, launch);
        assertThat(answer.status()).as(answer.toString()).isEqualTo(status);
    }

    @Test
    void nobody_opens_a_launch_for_a_patient_whom_he_does_not_see() {
        var doctor = demo.create(new Practitioner());
        var his = patient(demo, "Asha");
        var theirs = patient(demo, "Ben");
        demo.create(encounter(his, doctor));
        var visit = encounter(theirs);
        var ehr = hospital.inRole("DOC", path(doctor));

        assertThat(open(ehr, with(launch(APP), "patient", path(his))).status()).isEqualTo(200);
        assertThat(open(ehr, with(launch(APP), "patient", path(theirs))).status())
                .isEqualTo(404);
        assertThat(open(ehr, with(launch(APP), "encounter", path(visit))).status())
                .isEqualTo(404);
    }

    private static Encounter encounter(Patient patient, Practitioner carer) {
        var encounter = new Encounter().setStatus(EncounterStatus.INPROGRESS);
        encounter.setClass_(new Coding("http://terminology.hl7.org/CodeSystem/v3-ActCode", "IMP", null));
        encounter.setSubject(new Reference(path(patient)));
        encounter.addParticipant().setIndividual(new Reference(path(carer)));
        return encounter;
    }

    @Test
    void nobody_opens_a_launch_without_the_scopes_and_the_permission() {
        var launch = with(launch(APP), "patient", path(patient(demo, "Asha")));

        assertThat(open(hospital.anonymous(), launch).status()).isEqualTo(401);
        assertThat(open(hospital.withScope("system/Patient.rs"), launch).status())
                .isEqualTo(403);
        assertThat(open(hospital.asMigrator(), launch).status()).isEqualTo(403);
    }

    private Chooser chooser(String... scopes) {
        var name = "nurse-" + UUID.randomUUID();
        return new Chooser(
                new Caller(TenantId.DEFAULT, Caller.Kind.PERSON, name, "choosing-0815", "192.0.2.1"),
                new Member(
                        name, List.of(scopes), List.of("default"), Optional.empty(), Optional.empty(), Set.of("ADM")));
    }

    private static Chooser inRole(String role, Practitioner who) {
        var name = "member-" + UUID.randomUUID();
        return new Chooser(
                new Caller(TenantId.DEFAULT, Caller.Kind.PERSON, name, "choosing-0816", "192.0.2.1"),
                new Member(
                        name,
                        List.of("user/*.rs"),
                        List.of("default"),
                        Optional.empty(),
                        Optional.of(path(who)),
                        Set.of(role)));
    }

    @Test
    void in_a_role_one_chooses_among_its_patients_only() {
        var charts = hospital.part(Charts.class);
        var doctor = demo.create(new Practitioner());
        var known = patient(demo, "Known");
        var stranger = patient(demo, "Stranger");
        var visit = encounter(known);
        visit.addParticipant().setIndividual(new Reference(path(doctor)));
        demo.put("/" + path(visit), visit);
        var foreign = encounter(stranger);

        for (var role : List.of("DOC", "NUR")) {
            var chooser = inRole(role, doctor);
            assertThat(charts.patients(chooser, family)).extracting(Line::id).containsExactly(id(known));
            assertThat(charts.patient(chooser, id(stranger))).isEmpty();
            assertThat(charts.encounters(chooser, id(known)))
                    .extracting(Line::id)
                    .containsExactly(id(visit));
            assertThat(charts.encounters(chooser, id(stranger))).as(id(foreign)).isEmpty();
        }
        assertThat(charts.patients(inRole("LAB", doctor), family)).isEmpty();
        assertThat(charts.patients(inRole("none", doctor), family)).isEmpty();
    }

    @Test
    void whom_one_may_see_is_found_however_many_others_have_that_name() {
        var charts = hospital.part(Charts.class);
        var doctor = demo.create(new Practitioner());
        var others = new Bundle().setType(BundleType.TRANSACTION);
        for (int i = 0; i < 30; i++) {
            var other = new Patient();
            other.addName().setFamily(family).addGiven("Other" + i);
            others.addEntry()
                    .setResource(other)
                    .getRequest()
                    .setMethod(HTTPVerb.POST)
                    .setUrl("Patient");
        }
        demo.transact(others);
        var known = patient(demo, "Known");
        var visit = encounter(known);
        visit.addParticipant().setIndividual(new Reference(path(doctor)));
        demo.put("/" + path(visit), visit);

        assertThat(charts.patients(inRole("DOC", doctor), family))
                .extracting(Line::id)
                .containsExactly(id(known));
        assertThat(charts.patients(chooser("user/*.rs"), family)).hasSize(25);
    }

    @Test
    void a_person_chooses_among_those_whom_she_may_see_and_it_is_written_down() {
        var charts = hospital.part(Charts.class);
        var asha = patient(demo, "Asha");
        patient(hospital.asClinicB(), "Chitra");
        var visit = encounter(asha);
        var everybody = chooser("user/*.rs");
        var only = chooser("user/Patient.rs?given=Ben", "user/Encounter.rs");

        var seen = charts.patients(everybody, family);
        var hidden = charts.patients(only, family);

        assertThat(seen).extracting(Line::id).containsExactly(id(asha));
        assertThat(seen.get(0).text()).contains("Asha", family);
        assertThat(hidden).isEmpty();
        assertThat(charts.patient(only, id(asha))).isEmpty();
        assertThat(charts.patient(everybody, "never-existed")).isEmpty();
        assertThat(charts.patient(everybody, id(asha))).isPresent();
        assertThat(charts.encounters(everybody, id(asha))).extracting(Line::id).containsExactly(id(visit));
        assertThat(charts.encounters(chooser("user/Patient.rs"), id(asha))).isEmpty();
        var events = demo.search("AuditEvent?agent-name=" + everybody.member().name());
        assertThat(events.getEntry())
                .extracting(
                        entry -> ((AuditEvent) entry.getResource()).getAction().toCode())
                .containsOnly("R")
                .hasSize(3);
    }

    @Test
    void a_doctor_chooses_among_the_patients_in_her_care() {
        var charts = hospital.part(Charts.class);
        var doctor = demo.create(new Practitioner());
        var hers = patient(demo, "Asha");
        patient(demo, "Ben");
        var visit = encounter(hers);
        visit.addParticipant().setIndividual(new Reference(path(doctor)));
        demo.put("/" + path(visit), visit);
        var everybody = chooser("user/*.rs");
        var member = new Member(
                everybody.member().name(),
                List.of("user/*.rs"),
                List.of("default"),
                Optional.empty(),
                Optional.of(path(doctor)),
                Set.of("DOC"));

        var seen = charts.patients(new Chooser(everybody.caller(), member), family);

        assertThat(charts.patients(everybody, family)).hasSize(2);
        assertThat(seen).extracting(Line::id).containsExactly(id(hers));
    }
}
