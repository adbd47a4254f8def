package org.openward.security.roles;

import static org.assertj.core.api.Assertions.assertThat;
import static org.openward.security.roles.Ward.name;
import static org.openward.security.roles.Ward.reference;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.hl7.fhir.r4.model.Account;
import org.hl7.fhir.r4.model.Address;
import org.hl7.fhir.r4.model.Appointment;
import org.hl7.fhir.r4.model.Appointment.AppointmentStatus;
import org.hl7.fhir.r4.model.Appointment.ParticipationStatus;
import org.hl7.fhir.r4.model.AuditEvent;
import org.hl7.fhir.r4.model.AuditEvent.AuditEventEntityComponent;
import org.hl7.fhir.r4.model.Binary;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Bundle.BundleType;
import org.hl7.fhir.r4.model.Bundle.HTTPVerb;
import org.hl7.fhir.r4.model.CareTeam;
import org.hl7.fhir.r4.model.CareTeam.CareTeamStatus;
import org.hl7.fhir.r4.model.CodeType;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Composition.CompositionStatus;
import org.hl7.fhir.r4.model.Consent;
import org.hl7.fhir.r4.model.Consent.ConsentState;
import org.hl7.fhir.r4.model.Device;
import org.hl7.fhir.r4.model.DocumentReference;
import org.hl7.fhir.r4.model.Encounter.EncounterStatus;
import org.hl7.fhir.r4.model.Enumerations.DocumentReferenceStatus;
import org.hl7.fhir.r4.model.Enumerations.PublicationStatus;
import org.hl7.fhir.r4.model.Immunization;
import org.hl7.fhir.r4.model.Immunization.ImmunizationStatus;
import org.hl7.fhir.r4.model.InsurancePlan;
import org.hl7.fhir.r4.model.Location;
import org.hl7.fhir.r4.model.Narrative.NarrativeStatus;
import org.hl7.fhir.r4.model.Observation.ObservationStatus;
import org.hl7.fhir.r4.model.Organization;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Patient.LinkType;
import org.hl7.fhir.r4.model.Patient.PatientLinkComponent;
import org.hl7.fhir.r4.model.Practitioner;
import org.hl7.fhir.r4.model.PractitionerRole;
import org.hl7.fhir.r4.model.Quantity;
import org.hl7.fhir.r4.model.RelatedPerson;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.ServiceRequest;
import org.hl7.fhir.r4.model.ServiceRequest.ServiceRequestStatus;
import org.hl7.fhir.r4.model.StringType;
import org.hl7.fhir.r4.model.SupplyRequest;
import org.hl7.fhir.r4.model.Task;
import org.hl7.fhir.r4.model.Task.TaskIntent;
import org.hl7.fhir.r4.model.Task.TaskStatus;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.openward.fhir.bulk.BulkClient;
import org.openward.profiles.Systems;
import org.openward.tenancy.Acting;
import org.openward.tenancy.Caller;
import org.openward.tenancy.TenantId;
import org.openward.testing.Answer;
import org.openward.testing.CountedStatements;
import org.openward.testing.FhirClient;
import org.openward.testing.Hospital;
import org.openward.testing.HospitalTest;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

@HospitalTest
class RolesIT {
    private static void assertRefused(Answer answer) {
        assertThat(answer.status()).as(answer.body()).isEqualTo(403);
        assertThat(answer.outcome().getIssueFirstRep().getCode().toCode()).isEqualTo("forbidden");
    }

    private static String escaped(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static Bundle bundle(BundleType type, HTTPVerb method, String url, Resource... bodies) {
        var bundle = new Bundle().setType(type);
        var entry = bundle.addEntry();
        entry.getRequest().setMethod(method).setUrl(url);
        for (var body : bodies) {
            entry.setResource(body);
        }
        return bundle;
    }

    @Test
    void a_doctor_finds_the_records_of_his_own_patients(Hospital hospital) {
        var ward = Ward.of(hospital);
        var his = ward.demo.create(ward.observation(ward.known, "vital-signs"));
        ward.demo.create(ward.observation(ward.known, "laboratory"));
        ward.demo.create(ward.observation(ward.stranger, "vital-signs"));
        var doctor = ward.asDoctor();

        var found = doctor.search("Observation?_total=accurate&_count=1");

        assertThat(found.getTotal()).isEqualTo(2);
        assertThat(found.getEntry()).hasSize(1);
        assertThat(doctor.page(found.getLink(Bundle.LINK_NEXT).getUrl()).getEntry())
                .hasSize(1);
        assertThat(doctor.search("Observation?_summary=count").getTotal()).isEqualTo(2);
        assertThat(doctor.search("Observation?category=laboratory&patient=" + name(ward.known))
                        .getEntry())
                .hasSize(1);
        assertThat(doctor.search("Patient?family=Ward").getEntry()).hasSize(1);
        assertThat(doctor.get("/" + name(his)).status()).isEqualTo(200);
        assertThat(doctor.get("/" + name(his) + "/_history").status()).isEqualTo(200);
        assertThat(doctor.get("/" + name(ward.known)).status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/{patient}/$everything", "/{patient}/$summary", "/Observation/$lastn?patient={patient}"})
    void a_doctor_calls_the_operations_about_his_own_patients(String path, Hospital hospital) {
        var ward = Ward.of(hospital);
        ward.demo.create(ward.observation(ward.known, "vital-signs"));
        // A type that the matrix does not name.
        ward.demo.create(new Immunization()
                .setStatus(ImmunizationStatus.COMPLETED)
                .setPatient(reference(ward.known))
                .setVaccineCode(new CodeableConcept().setText("vaccine" + ward.secret)));

        var answer = ward.asDoctor().get(path.replace("{patient}", name(ward.known)));

        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        assertThat(answer.body()).contains("Bundle").doesNotContain("vaccine" + ward.secret);
        assertThat(ward.demo.get(path.replace("{patient}", name(ward.known))).body())
                .matches(body -> path.contains("lastn") || body.contains("vaccine" + ward.secret));
    }

    /** D13, by every way that leads to a record. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "/{record}",
                "/{record}/_history/1",
                "/{record}/_history",
                "/{type}/_history",
                "/_history",
                "/{type}",
                "/{type}?_id={id}",
                "/{type}?patient={patient}",
                "/{type}?patient={patient}&_include=*",
                "/{type}?_filter=status eq final",
                "/Patient?_id={patientId}&_revinclude={type}:patient",
                "/Patient?_has:{type}:patient:_id={id}",
                "/{type}?patient.family=Ward&subject:Patient._id={patientId}",
                "/{type}?performer:Practitioner.family=x",
                "/Practitioner?_has:{type}:performer:_id={id}",
                "/{patient}/$everything",
                "/Patient/$everything",
                "/{patient}/$summary",
                "/Observation/$lastn?patient={patient}&max=9",
                "/{patient}",
                "/$graphql?query={ObservationList(_id:\"{id}\"){code{text}}}",
                "/$graphql?query={Observation(id:\"{id}\"){code{text}}}",
                "/{record}/$graphql?query={code{text}}"
            })
    void another_doctors_patient_is_nowhere_to_be_seen(String way, Hospital hospital) {
        var ward = Ward.of(hospital);
        var record = ward.demo.create(ward.observation(ward.stranger, "vital-signs"));
        var path = way.replace("{record}", name(record))
                .replace("{type}", "Observation")
                .replace("{id}", record.getIdElement().getIdPart())
                .replace("{patientId}", ward.stranger.getIdElement().getIdPart())
                .replace("{patient}", name(ward.stranger));
        var query = path.indexOf('?');
        var url = query < 0 || (!path.contains("{") && !path.contains(" "))
                ? path
                : path.substring(0, query + 1)
                        + path.substring(query + 1).replaceAll("([^=&]+)=(.*)", "$1=")
                        + escaped(path.substring(path.indexOf('=', query) + 1));

        var answer = ward.asDoctor().get(url);

        assertThat(answer.body()).doesNotContain(ward.secret);
        assertThat(answer.status()).as(answer.body()).isLessThan(500);
        assertThat(ward.asDoctor()
                        .transact(bundle(BundleType.BATCH, HTTPVerb.GET, url.substring(1)))
                        .body())
                .doesNotContain(ward.secret);
    }

    /** D2: not even with records of his own patient. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "/{record}",
                "/{record}/_history",
                "/{record}/_history/1",
                "/Account",
                "/Account?_summary=count",
                "/Account/_history",
                "/Patient?_id={patientId}&_revinclude=Account:patient",
                "/Patient?_has:Account:patient:_id={id}",
                "/Account?patient.family=Ward",
                "/{patient}/$everything",
                "/$graphql?query=%7BAccount(id%3A%22{id}%22)%7Bname%7D%7D",
                "/$graphql?query=%7BAccountList(_id%3A%22{id}%22)%7Bname%7D%7D"
            })
    void a_doctor_sees_no_money(String way, Hospital hospital) {
        var ward = Ward.of(hospital);
        var account = new Account();
        account.setStatus(Account.AccountStatus.ACTIVE);
        account.setName("account" + ward.secret);
        account.addSubject(reference(ward.known));
        var stored = ward.demo.create(account);
        var path = way.replace("{record}", name(stored))
                .replace("{id}", stored.getIdElement().getIdPart())
                .replace("{patientId}", ward.known.getIdElement().getIdPart())
                .replace("{patient}", name(ward.known));

        var answer = ward.asDoctor().get(path);

        assertThat(answer.body()).doesNotContain("account" + ward.secret);
        assertThat(answer.status()).as(answer.body()).isLessThan(500);
        assertThat(ward.asDoctor()
                        .transact(bundle(BundleType.TRANSACTION, HTTPVerb.GET, path.substring(1)))
                        .body())
                .doesNotContain("account" + ward.secret);
    }

    @Test
    void everything_about_a_patient_goes_on_past_what_is_left_out(Hospital hospital) {
        var ward = Ward.of(hospital);
        for (int i = 0; i < 3; i++) {
            var account = new Account();
            account.setStatus(Account.AccountStatus.ACTIVE);
            account.addSubject(reference(ward.known));
            ward.demo.create(account);
            ward.demo.create(ward.observation(ward.known, "vital-signs"));
        }
        var doctor = ward.asDoctor();

        var page = doctor.search(name(ward.known) + "/$everything?_count=2");
        var seen = page.getEntry().size();
        while (page.getLink(Bundle.LINK_NEXT) != null) {
            page = doctor.page(page.getLink(Bundle.LINK_NEXT).getUrl());
            seen += page.getEntry().size();
        }

        assertThat(seen).isGreaterThanOrEqualTo(5);
    }

    /** D3, D4, D5, D6, D9, D11, D12: what a role never writes. */
    @ParameterizedTest
    @CsvSource({
        "NUR, Composition",
        "NUR, Condition",
        "NUR, MedicationRequest",
        "NUR, Invoice",
        "LAB, ServiceRequest",
        "PHA, MedicationRequest",
        "REC, Observation",
        "REC, ChargeItem",
        "BIL, Observation",
        "BIL, Condition",
        "BIL, Practitioner",
        "RAD, ServiceRequest",
        "DOC, Account",
        "DOC, Practitioner",
        "DOC, Basic",
        "ADM, Observation"
    })
    void what_a_role_may_not_write_is_refused_by_every_way(String role, String type, Hospital hospital) {
        var ward = Ward.of(hospital);
        var client = ward.as(role);
        var body = "{\"resourceType\":\"%s\"}".formatted(type);

        assertRefused(client.send("POST", "/" + type, body));
        assertRefused(client.send(
                "PUT",
                "/" + type + "/made-up-" + ward.secret,
                body.replace("}", ",\"id\":\"made-up-" + ward.secret + "\"}")));
        assertRefused(client.send("POST", "/" + type, body, "If-None-Exist", "_id=x"));
        assertRefused(client.delete("/" + type + "/made-up"));
        for (var kind : List.of("batch", "transaction")) {
            var answer = client.send(
                    "POST",
                    "",
                    "{\"resourceType\":\"Bundle\",\"type\":\"%s\",\"entry\":[{\"resource\":%s,\"request\":{\"method\":\"POST\",\"url\":\"%s\"}}]}"
                            .formatted(kind, body, type));
            assertThat(answer.status() == 403 || answer.body().contains("403"))
                    .as(answer.body())
                    .isTrue();
        }
    }

    /** D1. */
    @Test
    void a_doctor_changes_his_own_draft_and_no_other_note(Hospital hospital) {
        var ward = Ward.of(hospital);
        var other = ward.demo.create(new Practitioner());
        var doctor = ward.asDoctor();
        var draft = doctor.create(ward.note(ward.known, ward.doctor, CompositionStatus.PRELIMINARY));
        var foreign = ward.demo.create(ward.note(ward.known, other, CompositionStatus.PRELIMINARY));
        var patch = "[{\"op\":\"replace\",\"path\":\"/title\",\"value\":\"x\"}]";

        assertRefused(doctor.put("/" + name(foreign), foreign));
        assertRefused(doctor.send("PATCH", "/" + name(foreign), patch, "Content-Type", "application/json-patch+json"));
        assertThat(doctor.transact(bundle(BundleType.TRANSACTION, HTTPVerb.PUT, name(foreign), foreign))
                        .status())
                .isEqualTo(403);
        draft.setStatus(CompositionStatus.FINAL);
        assertThat(doctor.put("/" + name(draft), draft).status()).isEqualTo(200);
        assertRefused(doctor.put("/" + name(draft), draft));
        assertRefused(doctor.delete("/" + name(draft)));
    }

    /** D7, D8. */
    @Test
    void the_laboratory_sees_whom_its_tasks_are_about_and_no_more_than_it_needs(Hospital hospital) {
        var ward = Ward.of(hospital);
        var laboratory = ward.demo.create(new Organization().setName("Laboratory"));
        ward.demo.create(
                new PractitionerRole().setPractitioner(reference(ward.doctor)).setOrganization(reference(laboratory)));
        var order = ward.demo.create(ward.order(ward.known));
        var foreign = ward.demo.create(ward.order(ward.stranger));
        var task = ward.demo.create(ward.task(order, ward.known, laboratory));
        var staff = ward.as("LAB");
        var number = Systems.MRN + "%7C";

        assertThat(staff.search("ServiceRequest").getEntry()).hasSize(1);
        assertThat(staff.get("/" + name(order)).status()).isEqualTo(200);
        assertThat(staff.get("/" + name(foreign)).body()).doesNotContain(ward.secret);
        for (var path : List.of(
                "/" + name(ward.known),
                "/" + name(ward.known) + "?_format=xml",
                "/" + name(ward.known) + "?_elements=address",
                "/" + name(ward.known) + "/_history",
                "/" + name(ward.known) + "/_history/1",
                "/Patient",
                "/ServiceRequest?_id=" + order.getIdElement().getIdPart() + "&_include=ServiceRequest:subject",
                "/$graphql?query=%7BPatient(id%3A%22"
                        + ward.known.getIdElement().getIdPart()
                        + "%22)%7Bname%7Bfamily%7D%20address%7Bcity%7D%7D%7D")) {
            var answer = staff.get(path);
            assertThat(answer.status()).as(answer.body()).isEqualTo(200);
            assertThat(answer.body()).doesNotContain("City" + ward.secret).doesNotContain("tel" + ward.secret);
        }
        assertThat(staff.get("/" + name(ward.known)).body()).contains("Ward").contains("SUBSETTED");
        for (var path : List.of(
                "/Patient?address-city=City" + ward.secret,
                "/Patient?_sort=address-city",
                "/Patient?telecom=tel" + ward.secret,
                "/Patient?address-city:missing=false",
                "/ServiceRequest?subject:Patient.address-city=City" + ward.secret,
                "/Patient?_text=x",
                "/Patient?identifier=x",
                "/Patient?_sort=identifier",
                "/Patient?identifier=" + number + "1&_sort=identifier",
                "/Patient?_sort=identifier&identifier=" + number + "1",
                "/Patient?identifier=" + number + "1&identifier=urn:identity%7Css",
                "/Patient?identifier=" + number + "1,urn:identity%7Css",
                "/Patient?identifier=" + number + "1&identifier:not=urn:identity%7Css",
                "/ServiceRequest?patient.identifier=" + number + "1&subject:Patient.identifier=urn:identity%7Css",
                "/ServiceRequest?subject:Patient.identifier=" + number + "1&_sort=subject:Patient.identifier")) {
            assertRefused(staff.get(path));
        }
        assertThat(staff.get("/Patient?identifier=" + number + "1").status()).isEqualTo(200);
        assertRefused(staff.put("/" + name(order), order));

        task.setStatus(TaskStatus.COMPLETED);
        ward.demo.put("/" + name(task), task);
        assertThat(staff.search("ServiceRequest").getEntry()).isEmpty();
        assertThat(staff.get("/" + name(ward.known)).body()).doesNotContain("Ward");
    }

    /** D10. */
    @Test
    void reception_sees_that_somebody_comes_but_not_why(Hospital hospital) {
        var ward = Ward.of(hospital);
        var visit = new Appointment();
        visit.setStatus(AppointmentStatus.PROPOSED);
        visit.addReasonCode().setText("why" + ward.secret);
        visit.addParticipant().setActor(reference(ward.known)).setStatus(ParticipationStatus.ACCEPTED);
        var stored = ward.demo.create(visit);
        var reception = ward.as("REC");

        assertThat(reception.get("/" + name(stored)).body())
                .contains("proposed")
                .doesNotContain("why");
        assertThat(reception.get("/" + name(ward.stay)).body())
                .contains("in-progress")
                .doesNotContain("reason of the stay");
        assertThat(reception.search("Encounter?patient=" + name(ward.known)).getEntry())
                .hasSize(1);
        assertRefused(reception.get("/Encounter?reason-code=x"));
        assertRefused(reception.get("/Appointment?reason-code=x"));
        assertRefused(reception.get("/Observation"));
        var copy = reception.read(Appointment.class, stored.getIdElement().getIdPart());
        assertRefused(reception.put("/" + name(stored), copy));
        assertRefused(reception.send(
                "PATCH",
                "/" + name(stored),
                "[{\"op\":\"test\",\"path\":\"/reasonCode/0/text\",\"value\":\"why\"}]",
                "Content-Type",
                "application/json-patch+json"));
        assertThat(ward.demo.get("/" + name(stored)).body()).contains("why" + ward.secret);
        var plain = reception.create(new Appointment()
                .setStatus(AppointmentStatus.PROPOSED)
                .addParticipant(new Appointment.AppointmentParticipantComponent()
                        .setActor(reference(ward.known))
                        .setStatus(ParticipationStatus.ACCEPTED)));
        assertThat(reception.put("/" + name(plain), plain.setPriority(3)).status())
                .isEqualTo(200);
    }

    /** D14. */
    @Test
    void a_patient_sees_himself_and_what_is_released(Hospital hospital) {
        var ward = Ward.of(hospital);
        var result = ward.observation(ward.known, "laboratory");
        ward.demo.create(result);
        result.setStatus(ObservationStatus.PRELIMINARY);
        ward.demo.create(result);
        ward.demo.create(ward.observation(ward.stranger, "laboratory"));
        var patient = ward.asPatient(ward.known);

        assertThat(patient.search("Observation?_total=accurate").getTotal()).isEqualTo(1);
        assertThat(patient.search("Patient").getEntry()).hasSize(1);
        assertThat(patient.get("/" + name(ward.stranger)).body()).doesNotContain(ward.secret);
        var own = patient.read(Patient.class, ward.known.getIdElement().getIdPart());
        own.getAddressFirstRep().setCity("Elsewhere");
        assertThat(patient.put("/" + name(own), own).status()).isEqualTo(200);
        own.getNameFirstRep().setFamily("Another");
        assertRefused(patient.put("/" + name(own), own));
    }

    @Test
    void a_patient_is_told_who_looked_at_his_record_and_at_no_other(Hospital hospital) {
        var ward = Ward.of(hospital);
        var patient = ward.asPatient(ward.known);

        var report = patient.get("/" + name(ward.known) + "/$access-report");

        assertThat(report.status()).as(report.body()).isEqualTo(200);
        assertThat(report.resource(Bundle.class).getEntry()).isNotEmpty();
        assertRefused(patient.get("/" + name(ward.stranger) + "/$access-report"));
        assertRefused(patient.get("/AuditEvent"));
    }

    @Test
    void a_patient_is_not_told_what_staff_asked_about_others(Hospital hospital) {
        var ward = Ward.of(hospital);
        var stranger = ward.stranger.getIdElement().getIdPart();
        ward.demo.search("Patient?_id=" + ward.known.getIdElement().getIdPart() + "," + stranger);
        var patient = ward.asPatient(ward.known);

        var own = patient.get("/" + name(ward.known) + "/$access-report").resource(Bundle.class);
        var auditors = ward.as("AUD")
                .search("AuditEvent?patient=" + ward.known.getIdElement().getIdPart());

        assertThat(queries(auditors)).anyMatch(query -> query.contains(stranger));
        assertThat(own.getEntry()).isNotEmpty();
        assertThat(queries(own)).isEmpty();
    }

    @Test
    void a_patient_is_not_told_whose_record_his_own_was_shown_with(Hospital hospital) {
        var ward = Ward.of(hospital);
        var twin = ward.demo.create(ward.patient("Twin"));
        ward.demo.put(
                "/" + name(ward.known),
                ward.known
                        .copy()
                        .addLink(new PatientLinkComponent()
                                .setOther(reference(twin))
                                .setType(LinkType.SEEALSO)));
        ward.demo.get("/" + name(twin) + "/$everything");
        ward.demo.get("/" + name(twin));
        var path = "/" + name(ward.known) + "/$access-report";

        var own = ward.asPatient(ward.known).get(path);
        var auditors = ward.as("AUD")
                .search("AuditEvent?_count=100&patient="
                        + ward.known.getIdElement().getIdPart());

        assertThat(own.status()).as(own.body()).isEqualTo(200);
        assertThat(named(auditors)).anyMatch(name -> name.startsWith(name(twin)));
        assertThat(named(own.resource(Bundle.class)))
                .isNotEmpty()
                .noneMatch(name -> name.startsWith(name(twin)))
                .noneMatch(name -> name.startsWith(name(ward.stranger)));
    }

    private static List<String> named(Bundle events) {
        return events.getEntry().stream()
                .flatMap(entry -> ((AuditEvent) entry.getResource()).getEntity().stream())
                .map(entity -> entity.getWhat().getReference())
                .filter(Objects::nonNull)
                .toList();
    }

    private static List<String> queries(Bundle events) {
        return events.getEntry().stream()
                .flatMap(entry -> ((AuditEvent) entry.getResource()).getEntity().stream())
                .filter(AuditEventEntityComponent::hasQuery)
                .map(entity -> new String(entity.getQuery(), StandardCharsets.UTF_8))
                .toList();
    }

    private static Answer breakGlass(FhirClient who, Patient patient) {
        return who.post(
                "/" + name(patient) + "/$break-glass",
                new Parameters().addParameter("reason", new StringType("Unconscious in the emergency room")),
                "Idempotency-Key",
                UUID.randomUUID().toString());
    }

    /** As if the glass had been broken two hours earlier. */
    private static void twoHoursPass(Hospital hospital, Patient patient) {
        Acting.as(Caller.server(TenantId.DEFAULT, "two-hours-0815"), () -> new TransactionTemplate(
                        hospital.part(PlatformTransactionManager.class))
                .executeWithoutResult(status -> hospital.part(JdbcClient.class)
                        .sql(
                                """
                                        update openward.patient_assignment
                                        set starts = starts - interval '2 hours', ends = ends - interval '2 hours'
                                        where patient = ? and kind = 'glass'
                                        """)
                        .param(patient.getIdElement().getIdPart())
                        .update()));
    }

    /** C13, X4: the one whom the operation is for is in nobody's care yet. */
    @ParameterizedTest
    @ValueSource(strings = {"DOC", "NUR"})
    void who_breaks_the_glass_sees_a_stranger_until_it_closes(String role, Hospital hospital) {
        var ward = Ward.of(hospital);
        var record = ward.demo.create(ward.observation(ward.stranger, "vital-signs"));
        var rescuer = ward.as(role);
        var colleague = hospital.inRole(role, name(ward.demo.create(new Practitioner())));
        assertThat(rescuer.get("/" + name(record)).status()).isEqualTo(404);

        var broken = breakGlass(rescuer, ward.stranger);

        assertThat(broken.status()).as(broken.body()).isEqualTo(200);
        var review = broken.resource(Task.class);
        assertThat(review.getFor().getReference()).isEqualTo(name(ward.stranger));
        assertThat(review.getRestriction().getPeriod().getEnd()).isInTheFuture();
        assertThat(rescuer.get("/" + name(record)).status()).isEqualTo(200);
        assertThat(rescuer.search("Observation?patient=" + name(ward.stranger)).getEntry())
                .hasSize(1);
        assertThat(rescuer.search("Patient?_total=accurate").getTotal()).isEqualTo(2);
        assertThat(rescuer.get("/" + name(ward.stranger) + "/$everything").body())
                .contains(ward.secret);
        assertThat(colleague.get("/" + name(record)).status()).isEqualTo(404);
        assertThat(ward.demo
                        .search("Communication?subject=" + name(ward.stranger))
                        .getEntry())
                .hasSize(1);
        assertThat(ward.demo
                        .search("AuditEvent?subtype=break-glass&patient="
                                + ward.stranger.getIdElement().getIdPart())
                        .getEntry())
                .hasSize(1);

        twoHoursPass(hospital, ward.stranger);

        assertThat(rescuer.get("/" + name(record)).status()).isEqualTo(404);
        assertThat(rescuer.search("Observation?patient=" + name(ward.stranger)).getEntry())
                .isEmpty();
        assertRefused(rescuer.get("/" + name(ward.stranger) + "/$everything"));
        assertThat(rescuer.search("Patient?_total=accurate").getTotal()).isEqualTo(1);
    }

    @Test
    void who_sees_a_stranger_through_another_account_of_his_sees_him_in_the_emergency_too(Hospital hospital) {
        var ward = Ward.of(hospital);
        var record = ward.demo.create(ward.observation(ward.stranger, "vital-signs"));
        var account = "second-account-" + ward.doctor.getIdElement().getIdPart();
        var doctor = hospital.inRoles(List.of("DOC"), name(ward.doctor), Map.of("sub", account));
        var emergencies = "AuditEvent?subtype=read&purpose=BTG&agent=" + account + "&patient="
                + ward.stranger.getIdElement().getIdPart();
        assertThat(doctor.get("/" + name(record)).status()).isEqualTo(404);

        assertThat(breakGlass(ward.asDoctor(), ward.stranger).status()).isEqualTo(200);

        assertThat(doctor.get("/" + name(record)).status()).isEqualTo(200);
        assertThat(ward.demo.search(emergencies).getEntry()).hasSize(1);
    }

    @Test
    void a_broken_glass_lets_nobody_write_nor_take_the_patient_into_his_care(Hospital hospital) {
        var ward = Ward.of(hospital);
        var record = ward.demo.create(ward.observation(ward.stranger, "vital-signs"));
        var order = ward.demo.create(ward.order(ward.stranger));
        var doctor = ward.asDoctor();

        assertThat(breakGlass(doctor, ward.stranger).status()).isEqualTo(200);

        assertThat(doctor.get("/" + name(order)).status()).isEqualTo(200);
        assertRefused(doctor.post("/Observation", ward.observation(ward.stranger, "vital-signs")));
        assertRefused(doctor.post("/Encounter", Ward.stay(ward.stranger, ward.doctor)));
        assertRefused(doctor.put("/" + name(order), order.setStatus(ServiceRequestStatus.REVOKED)));
        assertRefused(doctor.send(
                "PATCH",
                "/" + name(order),
                "[{\"op\":\"replace\",\"path\":\"/status\",\"value\":\"revoked\"}]",
                "Content-Type",
                "application/json-patch+json"));
        assertRefused(doctor.delete("/" + name(record)));
    }

    private static Binary file(DocumentReference letter) {
        var file = new Binary().setSecurityContext(reference(letter));
        file.setContentType("text/plain").setContent("hung on".getBytes(StandardCharsets.UTF_8));
        return file;
    }

    private static DocumentReference letter(Patient patient) {
        var letter = new DocumentReference().setStatus(DocumentReferenceStatus.CURRENT);
        letter.setSubject(reference(patient));
        letter.addContent().getAttachment().setTitle("Letter");
        return letter;
    }

    @Test
    void a_broken_glass_lets_nobody_hang_a_file_on_a_strangers_document(Hospital hospital) {
        var ward = Ward.of(hospital);
        var strangers = ward.demo.create(letter(ward.stranger));
        var known = ward.demo.create(letter(ward.known));
        var doctor = ward.asDoctor();

        assertThat(breakGlass(doctor, ward.stranger).status()).isEqualTo(200);

        assertThat(doctor.get("/" + name(strangers)).status()).isEqualTo(200);
        assertRefused(doctor.post("/Binary", file(strangers)));
        assertThat(doctor.post("/Binary", file(known)).status()).isEqualTo(201);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ADM", "LAB", "PHA", "REC", "BIL", "RAD", "RGR", "HR", "SPT", "AUD", "NOBODY"})
    void a_role_that_treats_nobody_breaks_no_glass(String role, Hospital hospital) {
        var ward = Ward.of(hospital);

        assertRefused(breakGlass(ward.as(role), ward.stranger));
        assertRefused(breakGlass(ward.asPatient(ward.known), ward.stranger));
        assertThat(ward.demo
                        .search("Communication?subject=" + name(ward.stranger))
                        .getEntry())
                .isEmpty();
    }

    @Test
    void an_auditor_judges_an_emergency_and_whoever_opened_the_record_does_not(Hospital hospital) {
        var ward = Ward.of(hospital);
        var doctor = ward.asDoctor();
        var auditor = ward.as("AUD");
        var review = breakGlass(doctor, ward.stranger).resource(Task.class);
        var other = ward.demo.create(new Task()
                .setStatus(TaskStatus.REQUESTED)
                .setIntent(TaskIntent.ORDER)
                .setFor(reference(ward.stranger)));

        assertThat(auditor.search("Task?_id=" + review.getIdElement().getIdPart() + ","
                                + other.getIdElement().getIdPart())
                        .getEntry())
                .hasSize(1);
        review.setStatus(TaskStatus.COMPLETED).addNote().setText("She was the only doctor in the house.");
        assertRefused(doctor.put("/" + name(review), review));
        assertRefused(auditor.put("/" + name(review), review.copy().setReasonCode(null)));
        assertRefused(auditor.put("/" + name(other), other.setStatus(TaskStatus.COMPLETED)));
        assertThat(auditor.put("/" + name(review), review).status()).isEqualTo(200);
    }

    @Test
    void to_somebody_of_whom_nobody_knows_who_he_is_nothing_is_opened(Hospital hospital) {
        var ward = Ward.of(hospital);

        var refused = breakGlass(hospital.inRole("DOC", ""), ward.stranger);

        assertRefused(refused);
        assertThat(refused.invariant()).isEqualTo("X4");
        assertThat(ward.demo
                        .search("Communication?subject=" + name(ward.stranger))
                        .getEntry())
                .isEmpty();
    }

    @Test
    void a_caregiver_needs_to_be_a_relative_and_the_patients_consent(Hospital hospital) {
        var ward = Ward.of(hospital);
        var relative = ward.demo.create(new RelatedPerson().setActive(true).setPatient(reference(ward.known)));
        var caregiver = hospital.inRole("CGV", name(relative));
        assertThat(caregiver.search("Patient").getEntry()).isEmpty();
        var consent = new Consent();
        consent.setStatus(ConsentState.ACTIVE);
        consent.setPatient(reference(ward.known));
        consent.getScope().addCoding().setCode("patient-privacy");
        consent.getProvision()
                .setType(Consent.ConsentProvisionType.PERMIT)
                .addActor()
                .setReference(reference(relative));
        var given = ward.demo.create(consent);

        assertThat(caregiver.search("Patient").getEntry()).hasSize(1);

        ward.demo.put("/" + name(given), given.setStatus(ConsentState.INACTIVE));
        assertThat(caregiver.search("Patient").getEntry()).isEmpty();
    }

    @Test
    void a_caregiver_is_told_who_looked_at_the_patients_record_as_long_as_he_acts_for_him(Hospital hospital) {
        var ward = Ward.of(hospital);
        var patient = ward.aChild();
        var mother = ward.motherOf(patient);
        var caregiver = hospital.inRole("CGV", name(mother));

        var report = caregiver.get("/" + name(patient) + "/$access-report");

        assertThat(report.status()).as(report.body()).isEqualTo(200);
        assertThat(report.resource(Bundle.class).getEntry()).isNotEmpty();
        assertRefused(caregiver.get("/" + name(ward.stranger) + "/$access-report"));
        ward.demo.put("/" + name(mother), mother.setActive(false));
        assertRefused(caregiver.get("/" + name(patient) + "/$access-report"));
    }

    @Test
    void guests_see_of_the_hospitals_people_places_and_prices_what_is_public(Hospital hospital) {
        var ward = Ward.of(hospital);
        var known = new Practitioner();
        known.addName().setFamily("Public");
        known.addAddress(new Address().setCity("City" + ward.secret));
        known.addTelecom().setValue("tel" + ward.secret);
        known.setBirthDate(Date.from(Instant.EPOCH));
        var doctor = ward.demo.create(known);
        var place = new Location().setName("Room 3");
        place.setOperationalStatus(new Coding("http://terminology.hl7.org/CodeSystem/v2-0116", "O", null));
        var room = ward.demo.create(place);

        for (var guest : List.of(ward.asPatient(ward.known), hospital.inRole("CGV", "RelatedPerson/nobody"))) {
            assertThat(guest.get("/" + name(doctor)).body())
                    .contains("Public", "SUBSETTED")
                    .doesNotContain(ward.secret, "birthDate");
            assertThat(guest.get("/" + name(room)).body())
                    .contains("Room 3", "SUBSETTED")
                    .doesNotContain("operationalStatus");
            assertThat(guest.search("Practitioner?family=Public&_id="
                                    + doctor.getIdElement().getIdPart())
                            .getEntry())
                    .hasSize(1);
            for (var path : List.of(
                    "/Practitioner?address-city=City" + ward.secret,
                    "/Practitioner?telecom=tel" + ward.secret,
                    "/Practitioner?_sort=address-city",
                    "/PractitionerRole?practitioner.address-city=City" + ward.secret,
                    "/PractitionerRole?telecom=x",
                    "/Encounter?participant:Practitioner.telecom=tel" + ward.secret,
                    "/Location?operational-status=O")) {
                assertRefused(guest.get(path));
            }
        }
    }

    @Test
    void a_patient_sees_prices_that_are_in_force(Hospital hospital) {
        var ward = Ward.of(hospital);
        var plan = new InsurancePlan().setName("plan" + ward.secret);
        var active = ward.demo.create(plan.setStatus(PublicationStatus.ACTIVE));
        var draft = ward.demo.create(plan.setStatus(PublicationStatus.DRAFT));
        var patient = ward.asPatient(ward.known);

        assertThat(patient.search("InsurancePlan?name=plan" + ward.secret).getEntry())
                .hasSize(1);
        assertThat(patient.get("/" + name(active)).status()).isEqualTo(200);
        assertThat(patient.get("/" + name(draft)).status()).isEqualTo(404);
    }

    @Test
    void a_doctor_takes_an_order_back_and_changes_what_is_ordered_in_his_own_drafts_only(Hospital hospital) {
        var ward = Ward.of(hospital);
        var doctor = ward.asDoctor();
        var other = ward.demo.create(new Practitioner());
        var draft = doctor.create(
                ward.order(ward.known).setStatus(ServiceRequestStatus.DRAFT).setRequester(reference(ward.doctor)));
        var foreign = ward.demo.create(
                ward.order(ward.known).setStatus(ServiceRequestStatus.DRAFT).setRequester(reference(other)));

        draft.getCode().setText("another test");
        assertThat(doctor.put("/" + name(draft), draft.setStatus(ServiceRequestStatus.ACTIVE))
                        .status())
                .isEqualTo(200);
        var active = doctor.read(ServiceRequest.class, draft.getIdElement().getIdPart());
        assertRefused(doctor.put("/" + name(active), active.copy().setCode(new CodeableConcept().setText("a third"))));
        foreign.getCode().setText("another test");
        assertRefused(doctor.put("/" + name(foreign), foreign));
        active.addNote().setText("Taken twice");
        assertThat(doctor.put("/" + name(active), active.setStatus(ServiceRequestStatus.REVOKED))
                        .status())
                .isEqualTo(200);
    }

    /** Some elements, and nothing that says something about the record or beside it. */
    @Test
    void a_right_to_some_elements_is_none_to_narrative_labels_or_extensions(Hospital hospital) {
        var ward = Ward.of(hospital);
        var order = ward.order(ward.known);
        order.getMeta().addSecurity(label("R"));
        var stored = ward.demo.create(order);
        var doctor = ward.asDoctor();
        var label = "[{\"op\":\"add\",\"path\":\"/meta/tag\",\"value\":[{\"system\":\"urn:x\",\"code\":\"y\"}]}]";
        var narrative = stored.copy();
        narrative.getText().setStatus(NarrativeStatus.ADDITIONAL).setDivAsString("<div>Nothing is ordered</div>");
        var labelled = stored.copy();
        labelled.getMeta().addSecurity(label("N"));
        var profiled = stored.copy();
        profiled.getMeta().addProfile("http://hl7.org/fhir/StructureDefinition/ServiceRequest");
        var extended = stored.copy();
        extended.getMeta().addExtension("http://example.org/x", new StringType("x"));
        var contained = stored.copy();
        contained.addContained(new Patient().setId("p"));

        for (var changed : List.of(narrative, labelled, profiled, extended, contained, (ServiceRequest)
                stored.copy().setLanguage("en"))) {
            assertRefused(doctor.put("/" + name(stored), changed));
            assertThat(doctor.transact(bundle(BundleType.TRANSACTION, HTTPVerb.PUT, name(stored), changed))
                            .status())
                    .isEqualTo(403);
        }
        assertRefused(doctor.send("PATCH", "/" + name(stored), label, "Content-Type", "application/json-patch+json"));
        assertRefused(doctor.put("/" + name(stored), unlabelled(stored), "X-Meta-Snapshot-Mode", "SECURITY_LABEL"));
        assertThat(doctor.put("/" + name(stored), unlabelled(stored).setStatus(ServiceRequestStatus.ONHOLD))
                        .status())
                .isEqualTo(200);
        assertThat(ward.demo
                        .read(ServiceRequest.class, stored.getIdElement().getIdPart())
                        .getMeta()
                        .getSecurity())
                .hasSize(1);
    }

    private static Coding label(String code) {
        return new Coding("http://terminology.hl7.org/CodeSystem/v3-Confidentiality", code, null);
    }

    private static ServiceRequest unlabelled(ServiceRequest record) {
        var copy = record.copy();
        copy.getMeta().setSecurity(null);
        return copy;
    }

    /** A narrative that is out of date goes with what it told. */
    @Test
    void a_right_to_some_elements_drops_a_narrative_that_was_made_from_them(Hospital hospital) {
        var ward = Ward.of(hospital);
        var order = ward.order(ward.known);
        order.getText().setStatus(NarrativeStatus.GENERATED).setDivAsString("<div>Active</div>");
        var stored = ward.demo.create(order);
        var own = ward.order(ward.known);
        own.getText().setStatus(NarrativeStatus.ADDITIONAL).setDivAsString("<div>By telephone</div>");
        var told = ward.demo.create(own);
        var doctor = ward.asDoctor();

        stored.setText(null);
        assertThat(doctor.put("/" + name(stored), stored.setStatus(ServiceRequestStatus.ONHOLD))
                        .status())
                .isEqualTo(200);
        assertThat(doctor.put("/" + name(told), told.setStatus(ServiceRequestStatus.ONHOLD))
                        .status())
                .isEqualTo(200);
        told.setText(null);
        assertRefused(doctor.put("/" + name(told), told));
    }

    @Test
    void whether_a_record_could_be_deleted_is_told_to_those_who_may_delete_it(Hospital hospital) {
        var ward = Ward.of(hospital);
        var trial = "/" + name(ward.known) + "/$validate";
        var body = new Parameters().addParameter("mode", new CodeType("delete"));
        var batch = bundle(BundleType.BATCH, HTTPVerb.GET, name(ward.known) + "/$validate?mode=delete");
        var reader = hospital.withScope("system/*.cru");

        for (var client : List.of(ward.asDoctor(), reader)) {
            assertRefused(client.get(trial + "?mode=delete"));
            assertRefused(client.post(trial, body));
            assertThat(client.transact(batch).body())
                    .doesNotContain(ward.stay.getIdElement().getIdPart());
            assertThat(client.post(trial + "?mode=update", ward.known).status()).isEqualTo(200);
        }
        assertThat(ward.demo.get(trial + "?mode=delete").status()).isNotEqualTo(403);
    }

    /** An earlier version is about whom it named. */
    @Test
    void what_was_another_patients_before_is_read_by_those_who_see_that_patient(Hospital hospital) {
        var ward = Ward.of(hospital);
        var came = ward.demo.create(ward.observation(ward.stranger, "vital-signs"));
        ward.demo.put("/" + name(came), came.copy().setSubject(reference(ward.known)));
        var left = ward.demo.create(ward.observation(ward.known, "vital-signs"));
        ward.demo.put("/" + name(left), left.copy().setSubject(reference(ward.stranger)));

        for (var who : List.of(ward.asDoctor(), ward.asPatient(ward.known))) {
            assertThat(who.get("/" + name(came) + "/_history/1").status()).isIn(403, 404);
            assertThat(who.get("/" + name(left)).status()).isIn(403, 404);
            assertThat(who.get("/" + name(left) + "/_history/2").status()).isIn(403, 404);
            for (var record : List.of(came, left)) {
                assertThat(who.get("/" + name(record) + "/_history").body()).doesNotContain(name(ward.stranger));
                assertThat(who.transact(bundle(BundleType.BATCH, HTTPVerb.GET, name(record) + "/_history"))
                                .body())
                        .doesNotContain(name(ward.stranger));
            }
            assertThat(who.transact(bundle(BundleType.BATCH, HTTPVerb.GET, name(came) + "/_history/1"))
                            .body())
                    .doesNotContain(name(ward.stranger));
            assertThat(who.get("/Observation/_history?_count=200").body()).doesNotContain(name(ward.stranger));
            assertThat(who.get("/" + name(came) + "/$validate?mode=delete").body())
                    .doesNotContain(name(ward.stranger));
        }
        assertThat(ward.asDoctor().get("/" + name(came) + "/_history/2").status())
                .isEqualTo(200);
    }

    @Test
    void a_supplier_sees_what_is_asked_of_his_firm_and_nothing_of_patients(Hospital hospital) {
        var ward = Ward.of(hospital);
        var firm = ward.demo.create(new Organization().setName("Gloves and more"));
        var rival = ward.demo.create(new Organization().setName("More gloves"));
        ward.demo.create(
                new PractitionerRole().setPractitioner(reference(ward.doctor)).setOrganization(reference(firm)));
        var asked = ward.demo.create(gloves(firm));
        var others = ward.demo.create(gloves(rival));
        var personal = ward.demo.create(gloves(firm).setDeliverTo(reference(ward.known)));
        var supplier = ward.as("SUP");

        assertThat(supplier.search("SupplyRequest?_total=accurate").getTotal()).isEqualTo(1);
        assertThat(supplier.get("/" + name(asked)).status()).isEqualTo(200);
        assertThat(supplier.get("/" + name(others)).status()).isEqualTo(404);
        assertThat(supplier.get("/" + name(personal)).status()).isEqualTo(404);
        assertRefused(supplier.put("/" + name(asked), asked));
        assertRefused(supplier.get("/Patient"));
        assertRefused(supplier.get("/Organization"));
        assertThat(hospital.inRole("SUP", name(ward.demo.create(new Practitioner())))
                        .search("SupplyRequest")
                        .getEntry())
                .isEmpty();
    }

    private static SupplyRequest gloves(Organization supplier) {
        return new SupplyRequest()
                .setItem(new CodeableConcept().setText("gloves"))
                .setQuantity(new Quantity(100))
                .addSupplier(reference(supplier));
    }

    @Test
    void a_device_writes_its_own_preliminary_results_and_reads_nothing(Hospital hospital) {
        var ward = Ward.of(hospital);
        var analyzer = ward.demo.create(new Device().setSerialNumber("analyzer"));
        var other = ward.demo.create(new Device().setSerialNumber("other"));
        var device = hospital.inRole("DEV", name(analyzer));
        var result = ward.observation(ward.known, "laboratory")
                .setDevice(reference(analyzer))
                .setStatus(ObservationStatus.PRELIMINARY);

        assertThat(device.post("/Observation", result).status()).isEqualTo(201);
        assertRefused(device.post("/Observation", result.copy().setStatus(ObservationStatus.FINAL)));
        assertRefused(device.post("/Observation", result.copy().setDevice(reference(other))));
        for (var type : List.of("Observation", "Patient", "ServiceRequest", "Device")) {
            assertRefused(device.get("/" + type));
        }
    }

    @Test
    void an_auditor_reads_the_trail_and_nothing_clinical(Hospital hospital) {
        var ward = Ward.of(hospital);
        var auditor = ward.as("AUD");

        assertThat(auditor.search("AuditEvent?patient="
                                + ward.known.getIdElement().getIdPart())
                        .getEntry())
                .isNotEmpty();
        for (var path : List.of("/Patient", "/Observation", "/Encounter", "/Invoice", "/" + name(ward.known))) {
            assertRefused(auditor.get(path));
        }
    }

    @Test
    void the_laboratory_sees_analyzers_and_no_patients_device(Hospital hospital) {
        var ward = Ward.of(hospital);
        var analyzer = ward.demo.create(new Device().setSerialNumber("analyzer"));
        var pacemaker = ward.demo.create(new Device().setPatient(reference(ward.known)));
        var staff = ward.as("LAB");

        assertThat(staff.get("/" + name(analyzer)).status()).isEqualTo(200);
        assertThat(staff.get("/" + name(pacemaker)).status()).isEqualTo(404);
        assertThat(staff.search("Device?_id=" + analyzer.getIdElement().getIdPart() + ","
                                + pacemaker.getIdElement().getIdPart())
                        .getEntry())
                .hasSize(1);
    }

    /** C13: who is in whose care is said by these records, and ends with them. */
    @Test
    void care_begins_and_ends_with_the_records_that_say_so(Hospital hospital) {
        var ward = Ward.of(hospital);
        var doctor = ward.asDoctor();
        var visit = new Appointment();
        visit.setStatus(AppointmentStatus.BOOKED);
        visit.setStart(Date.from(Instant.parse("2100-01-01T09:00:00Z")))
                .setEnd(Date.from(Instant.parse("2100-01-01T10:00:00Z")));
        visit.addParticipant().setActor(reference(ward.stranger)).setStatus(ParticipationStatus.ACCEPTED);
        visit.addParticipant().setActor(reference(ward.doctor)).setStatus(ParticipationStatus.ACCEPTED);

        var booked = ward.demo.create(visit);
        assertThat(doctor.search("Patient").getEntry()).hasSize(2);
        ward.demo.put("/" + name(booked), booked.setStatus(AppointmentStatus.CANCELLED));
        assertThat(doctor.search("Patient").getEntry()).hasSize(1);

        var team = new CareTeam().setStatus(CareTeamStatus.ACTIVE).setSubject(reference(ward.stranger));
        team.addParticipant().setMember(reference(ward.doctor));
        var working = ward.demo.create(team);
        assertThat(doctor.search("Patient").getEntry()).hasSize(2);
        ward.demo.delete("/" + name(working));
        assertThat(doctor.search("Patient").getEntry()).hasSize(1);

        ward.demo.put("/" + name(ward.stay), ward.stay.setStatus(EncounterStatus.FINISHED));
        assertThat(doctor.search("Patient").getEntry()).isEmpty();
    }

    @Test
    void a_doctor_writes_about_his_own_patients_only(Hospital hospital) {
        var ward = Ward.of(hospital);
        var doctor = ward.asDoctor();

        assertThat(doctor.post("/Observation", ward.observation(ward.known, "vital-signs"))
                        .status())
                .isEqualTo(201);
        assertRefused(doctor.post("/Observation", ward.observation(ward.stranger, "vital-signs")));
        assertRefused(doctor.post("/Observation", ward.observation(ward.known, "laboratory")));
        assertRefused(doctor.post("/Encounter", Ward.stay(ward.stranger, ward.doctor)));
    }

    @Test
    void the_right_to_a_record_is_asked_with_the_search_and_once_with_a_read(Hospital hospital) {
        var ward = Ward.of(hospital);
        ward.demo.create(ward.observation(ward.known, "vital-signs"));
        var doctor = ward.asDoctor();
        Runnable search = () -> doctor.search("Observation?category=vital-signs&_sort=-date");
        Runnable read = () -> doctor.get("/" + name(ward.known));
        search.run();
        read.run();
        var counted = hospital.part(CountedStatements.class);
        var searched = counted.during(search).size();
        var seen = counted.during(read).size();

        assertThat(searched).isLessThanOrEqualTo(4);
        assertThat(seen).isLessThanOrEqualTo(7);
    }

    @Test
    void two_roles_allow_what_either_does(Hospital hospital) {
        var ward = Ward.of(hospital);
        var both = hospital.inRoles(List.of("DOC", "BIL"), name(ward.doctor), Map.of());

        assertThat(both.get("/Account").status()).isEqualTo(200);
        assertThat(both.get("/" + name(ward.known)).body()).contains("City").doesNotContain("SUBSETTED");
        assertThat(both.get("/" + name(ward.stranger)).body()).contains("City").contains("SUBSETTED");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "NOBODY"})
    void without_a_known_role_nothing_is_open(String role, Hospital hospital) {
        var client = hospital.inRoles(role.isEmpty() ? List.of() : List.of(role), "Practitioner/1", Map.of());

        assertRefused(client.get("/Patient"));
        assertRefused(client.get("/Location"));
        assertRefused(client.get("/Invoice"));
    }

    /** D16, D17 and the export. */
    @ParameterizedTest
    @EnumSource(Closed.class)
    void operations_and_exports_are_for_the_roles_that_have_them(Closed closed, Hospital hospital) {
        var ward = Ward.of(hospital);

        var answer = closed.method.equals("GET")
                ? ward.asDoctor().get(closed.path, "Prefer", "respond-async")
                : ward.asDoctor().send("POST", closed.path, "{\"resourceType\":\"Parameters\"}");

        assertRefused(answer);
    }

    enum Closed {
        EXPORT("GET", "/$export"),
        PATIENT_EXPORT("GET", "/Patient/$export"),
        PAY("POST", "/Invoice/1/$pay"),
        MEASURE("GET", "/Measure/daily-collection/$evaluate-measure"),
        AUDIT("GET", "/$verify-audit"),
        META("GET", "/Patient/$meta");

        private final String method;
        private final String path;

        Closed(String method, String path) {
            this.method = method;
            this.path = path;
        }
    }

    /** Of messages he sees a part. */
    @Test
    void an_administrator_takes_out_only_types_that_he_sees_whole(Hospital hospital) {
        var ward = Ward.of(hospital);
        var administrator = ward.as("ADM");
        var patients = "/$export?_type=Patient&_typeFilter="
                + escaped("Patient?_id=" + ward.known.getIdElement().getIdPart());

        for (var path : List.of("/$export?_type=Communication", "/$export?_type=Patient,Communication")) {
            assertRefused(administrator.get(path, "Prefer", "respond-async"));
        }
        var bulk = BulkClient.of(administrator);
        var taken = bulk.await(bulk.taken(administrator.get(patients, "Prefer", "respond-async")));

        assertThat(taken.lines("output")).singleElement().asString().contains("City" + ward.secret);
    }

    @Test
    void a_role_in_one_tenant_is_nothing_in_another(Hospital hospital) {
        var ward = Ward.of(hospital);
        FhirClient there = ward.as("ADM").at("/fhir/clinic-b");

        assertThat(there.get("/Patient").status()).isEqualTo(403);
    }
}
