package org.openward.security.roles;

import static org.assertj.core.api.Assertions.assertThat;
import static org.openward.security.roles.Attempt.graphql;
import static org.openward.security.roles.Attempt.refused;
import static org.openward.security.roles.Ward.name;
import static org.openward.security.roles.Ward.reference;

import ca.uhn.fhir.context.FhirContext;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.hl7.fhir.r4.model.Account;
import org.hl7.fhir.r4.model.Annotation;
import org.hl7.fhir.r4.model.Appointment;
import org.hl7.fhir.r4.model.Appointment.AppointmentStatus;
import org.hl7.fhir.r4.model.Appointment.ParticipationStatus;
import org.hl7.fhir.r4.model.Attachment;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Composition.CompositionStatus;
import org.hl7.fhir.r4.model.Coverage;
import org.hl7.fhir.r4.model.Coverage.CoverageStatus;
import org.hl7.fhir.r4.model.DocumentReference;
import org.hl7.fhir.r4.model.Enumerations.DocumentReferenceStatus;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.Invoice;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Organization;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.PaymentNotice;
import org.hl7.fhir.r4.model.Practitioner;
import org.hl7.fhir.r4.model.PractitionerRole;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.Specimen;
import org.junit.jupiter.api.Test;
import org.openward.security.roles.Attempt.Matches;
import org.openward.security.roles.Attempt.RefusedInBundle;
import org.openward.security.roles.Attempt.Shows;
import org.openward.security.roles.Attempt.ShowsInBundle;
import org.openward.tenancy.Acting;
import org.openward.tenancy.Caller;
import org.openward.tenancy.TenantId;
import org.openward.testing.Answer;
import org.openward.testing.FhirClient;
import org.openward.testing.Hospital;
import org.openward.testing.HospitalTest;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The seventeen prohibitions of the seeds (D1 to D17), each tried on every way that leads to the records, or with the reason why there is none. */
@HospitalTest
class ProhibitionsIT {
    private static final String SYSTEM = "urn:openward:prohibited";
    private static final String CLOSED_TO_PEOPLE = "{\"resourceType\":\"Parameters\"}";

    private final Ward ward;

    ProhibitionsIT(Hospital hospital) {
        this.ward = Ward.of(hospital);
    }

    private Prohibition prohibited(FhirClient forbidden, String secret) {
        return new Prohibition(forbidden, ward.demo, secret);
    }

    private static String id(Resource record) {
        return record.getIdElement().getIdPart();
    }

    private static String json(Resource record) {
        return FhirContext.forR4Cached().newJsonParser().encodeResourceToString(record);
    }

    private Observation observationOf(Patient patient) {
        var observation = ward.observation(patient, "vital-signs");
        observation.getCode().addCoding(new Coding(SYSTEM, ward.secret, null));
        observation.addPerformer(reference(ward.doctor));
        return ward.demo.create(observation);
    }

    /** Whoever sees no records of the type, or not this one, gets nothing of it on any way. */
    private Prohibition nothingOf(Observation hidden, Patient patient, FhirClient forbidden, String secret) {
        ward.demo.create(Ward.stay(patient, ward.demo.create(new Practitioner())));
        return prohibited(forbidden, secret)
                .on(
                        Way.REST,
                        new Shows("/" + name(hidden)),
                        new Shows("/Observation?_id=" + id(hidden)),
                        new Shows("/Observation?patient=" + name(patient)),
                        new Shows("/Observation?patient=" + name(patient) + "&_format=xml"),
                        new Matches("/Observation?code=" + SYSTEM + "|" + ward.secret),
                        new Matches("/Observation?code:not=none&_id=" + id(hidden)))
                .on(
                        Way.INCLUDE,
                        new Shows("/Observation?_id=" + id(hidden) + "&_include=*"),
                        new Shows("/Practitioner?_id=" + id(ward.doctor) + "&_revinclude=Observation:performer"),
                        new Shows("/Patient?_id=" + id(patient) + "&_revinclude=Observation:patient"))
                .on(
                        Way.CHAIN,
                        new Matches("/Observation?subject:Patient.family=Ward&code=" + ward.secret),
                        new Matches("/Observation?patient.given="
                                + patient.getNameFirstRep().getGivenAsSingleString() + "&code=" + ward.secret))
                .on(
                        Way.HAS,
                        new Matches("/Patient?_has:Observation:patient:code=" + ward.secret),
                        new Matches("/Patient?_has:Observation:patient:_id=" + id(hidden)),
                        new Matches("/Practitioner?_has:Observation:performer:code=" + ward.secret),
                        new Matches("/Encounter?subject:Patient._has:Observation:patient:code=" + ward.secret))
                .on(Way.EVERYTHING, new Shows("/" + name(patient) + "/$everything"))
                .on(
                        Way.GRAPHQL,
                        graphql("{Observation(id:\"" + id(hidden) + "\"){code{text}}}"),
                        graphql("{ObservationList(_id:\"" + id(hidden) + "\"){code{text}}}"),
                        graphql("{Patient(id:\"" + id(patient)
                                + "\"){ObservationList(_reference:patient){code{text}}}}"))
                .on(
                        Way.HISTORY,
                        new Shows("/" + name(hidden) + "/_history"),
                        new Shows("/" + name(hidden) + "/_history/1"),
                        new Shows("/Observation/_history?_count=50"),
                        new Shows("/_history?_count=50"))
                .on(
                        Way.BATCH,
                        new ShowsInBundle("/" + name(hidden)),
                        new ShowsInBundle("/Observation?_id=" + id(hidden)))
                .on(
                        Way.OPERATION,
                        new Shows("/Observation/$lastn?max=9&patient=" + name(patient)),
                        refused("GET", "/" + name(hidden) + "/$meta", null))
                .inBulkAndLater();
    }

    @Test
    void d1_a_doctor_does_not_change_another_doctors_note() {
        var other = ward.demo.create(new Practitioner());
        var note = ward.demo.create(ward.note(ward.known, other, CompositionStatus.PRELIMINARY));
        var patch = "[{\"op\":\"replace\",\"path\":\"/title\",\"value\":\"x\"}]";

        prohibited(ward.asDoctor(), "no secret")
                .on(
                        Way.REST,
                        refused("PUT", "/" + name(note), json(note)),
                        refused("PATCH", "/" + name(note), patch, "Content-Type", "application/json-patch+json"),
                        refused("PUT", "/Composition?_id=" + id(note), json(note)),
                        refused("DELETE", "/" + name(note), null))
                .on(
                        Way.BATCH,
                        new RefusedInBundle("PUT", name(note), json(note)),
                        new RefusedInBundle("DELETE", name(note), null))
                .on(Way.OPERATION, refused("POST", "/" + name(note) + "/$meta-add", CLOSED_TO_PEOPLE))
                .onlyWriting()
                .holds();
        assertThat(ward.demo.get("/" + name(note)).body()).contains("\"versionId\":\"1\"");
    }

    @Test
    void d2_a_doctor_sees_no_money() {
        var account = new Account().setStatus(Account.AccountStatus.ACTIVE).setName("account" + ward.secret);
        var money = ward.demo.create(account.addSubject(reference(ward.known)));

        prohibited(ward.asDoctor(), "account" + ward.secret)
                .on(
                        Way.REST,
                        new Shows("/" + name(money)),
                        new Shows("/Account?patient=" + name(ward.known)),
                        new Matches("/Account?name=account" + ward.secret),
                        refused("GET", "/Invoice", null),
                        refused("GET", "/ChargeItem", null),
                        refused("GET", "/PaymentReconciliation", null),
                        refused("GET", "/Claim", null),
                        refused("GET", "/MeasureReport", null))
                .on(
                        Way.INCLUDE,
                        new Shows("/Patient?_id=" + id(ward.known) + "&_revinclude=Account:patient"),
                        new Shows("/Patient?_id=" + id(ward.known) + "&_revinclude=*"))
                .on(Way.CHAIN, new Matches("/Account?patient.family=Ward&name=account" + ward.secret))
                .on(
                        Way.HAS,
                        new Matches("/Patient?_has:Account:patient:name=account" + ward.secret),
                        new Matches("/Encounter?subject:Patient._has:Account:patient:name=account" + ward.secret))
                .on(Way.EVERYTHING, new Shows("/" + name(ward.known) + "/$everything"))
                .on(
                        Way.GRAPHQL,
                        graphql("{Account(id:\"" + id(money) + "\"){name}}"),
                        graphql("{AccountList(_id:\"" + id(money) + "\"){name}}"))
                .on(
                        Way.HISTORY,
                        new Shows("/" + name(money) + "/_history"),
                        new Shows("/" + name(money) + "/_history/1"),
                        new Shows("/Account/_history?_count=50"))
                .on(Way.BATCH, new ShowsInBundle("/" + name(money)), new ShowsInBundle("/Account?_id=" + id(money)))
                .on(
                        Way.OPERATION,
                        refused("GET", "/Measure/daily-collection/$evaluate-measure", null),
                        refused("POST", "/Invoice/1/$pay", "{\"resourceType\":\"Parameters\"}"))
                .inBulkAndLater()
                .holds();
    }

    @Test
    void d3_nobody_but_administrators_manages_people() {
        for (var role : List.of("DOC", "NUR", "LAB", "PHA", "REC", "BIL", "RAD")) {
            var operation = "{\"resourceType\":\"Parameters\"}";
            prohibited(ward.as(role), "no secret")
                    .on(
                            Way.OPERATION,
                            refused("POST", "/Practitioner/$invite", operation),
                            refused("POST", "/" + name(ward.doctor) + "/$set-roles", operation),
                            refused("POST", "/" + name(ward.doctor) + "/$reset-password", operation),
                            refused("POST", "/" + name(ward.doctor) + "/$deactivate", operation))
                    .on(Way.REST, refused("POST", "/Practitioner", "{\"resourceType\":\"Practitioner\"}"))
                    .on(
                            Way.BATCH,
                            new RefusedInBundle("POST", "PractitionerRole", "{\"resourceType\":\"PractitionerRole\"}"))
                    .onlyWriting()
                    .holds();
        }
    }

    /** Of types that a role does not write, on each way that writes. */
    private void writesNo(String role, String... types) {
        var prohibition = prohibited(ward.as(role), "no secret").onlyWriting();
        for (var type : types) {
            var body = "{\"resourceType\":\"" + type + "\"}";
            var named = "{\"resourceType\":\"" + type + "\",\"id\":\"made-up-" + ward.secret + "\"}";
            prohibition
                    .on(
                            Way.REST,
                            refused("POST", "/" + type, body),
                            refused("POST", "/" + type, body, "If-None-Exist", "_id=x"),
                            refused("PUT", "/" + type + "/made-up-" + ward.secret, named),
                            refused("PUT", "/" + type + "?_id=x", body),
                            refused("DELETE", "/" + type + "/made-up", null))
                    .on(
                            Way.BATCH,
                            new RefusedInBundle("POST", type, body),
                            new RefusedInBundle("PUT", type + "/made-up-" + ward.secret, named))
                    .on(Way.OPERATION, refused("POST", "/" + type + "/made-up/$meta-add", CLOSED_TO_PEOPLE));
        }
        prohibition.holds();
    }

    @Test
    void d4_a_nurse_writes_no_consultations() {
        writesNo("NUR", "Condition", "Encounter", "ClinicalImpression");
        var note = ward.note(ward.known, ward.doctor, CompositionStatus.PRELIMINARY);
        assertThat(ward.as("NUR").post("/Composition", note).status()).isEqualTo(403);
    }

    @Test
    void d5_a_nurse_prescribes_nothing_and_sees_no_money() {
        writesNo("NUR", "MedicationRequest", "Invoice", "ChargeItem");
        assertThat(ward.as("NUR").get("/Invoice").status()).isEqualTo(403);
    }

    @Test
    void d6_the_laboratory_changes_no_orders() {
        writesNo("LAB", "ServiceRequest");
        var laboratory = ward.demo.create(new Organization());
        ward.demo.create(
                new PractitionerRole().setPractitioner(reference(ward.doctor)).setOrganization(reference(laboratory)));
        var order = ward.demo.create(ward.order(ward.known));
        ward.demo.create(ward.task(order, ward.known, laboratory));
        var patch = "[{\"op\":\"replace\",\"path\":\"/status\",\"value\":\"revoked\"}]";

        assertThat(ward.as("LAB").get("/" + name(order)).status()).isEqualTo(200);
        assertThat(ward.as("LAB").put("/" + name(order), order).status()).isEqualTo(403);
        assertThat(ward.as("LAB")
                        .send("PATCH", "/" + name(order), patch, "Content-Type", "application/json-patch+json")
                        .status())
                .isEqualTo(403);
    }

    /** The laboratory has a task about the known patient, whose number of identity and address are not for it (D7, D15). */
    private Prohibition demographics(String role) {
        var laboratory = ward.demo.create(new Organization());
        ward.demo.create(
                new PractitionerRole().setPractitioner(reference(ward.doctor)).setOrganization(reference(laboratory)));
        var patient = ward.known.copy();
        patient.addIdentifier(new Identifier()
                .setSystem("urn:identity")
                .setValue("ss" + ward.secret)
                .setType(new CodeableConcept(new Coding("http://terminology.hl7.org/CodeSystem/v2-0203", "SS", null))));
        assertThat(ward.demo.put("/" + name(patient), patient).status()).isEqualTo(200);
        var order = ward.demo.create(ward.order(ward.known).setCode(new CodeableConcept().setText("order")));
        ward.demo.create(ward.task(order, ward.known, laboratory));
        var path = "/" + name(ward.known);
        return prohibited(ward.as(role), ward.secret)
                .on(
                        Way.REST,
                        new Shows(path),
                        new Shows(path + "?_format=xml"),
                        new Shows("/Patient?_id=" + id(ward.known)),
                        new Matches("/Patient?address-city=City" + ward.secret),
                        new Matches("/Patient?telecom=tel" + ward.secret),
                        new Matches("/Patient?identifier=urn:identity|ss" + ward.secret),
                        new Matches("/Patient?identifier=ss" + ward.secret),
                        refused("GET", "/Patient?_sort=address-city", null))
                .on(Way.INCLUDE, new Shows("/ServiceRequest?_id=" + id(order) + "&_include=ServiceRequest:subject"))
                .on(
                        Way.CHAIN,
                        new Matches("/ServiceRequest?subject:Patient.address-city=City" + ward.secret),
                        new Matches("/ServiceRequest?patient.identifier=ss" + ward.secret))
                .notOn("a patient's record names nothing that could be found by its address", Way.HAS)
                .on(Way.EVERYTHING, new Shows(path + "/$everything"))
                .on(
                        Way.GRAPHQL,
                        graphql("{Patient(id:\"" + id(ward.known)
                                + "\"){address{city} telecom{value} identifier{value}}}"),
                        graphql("{PatientList(_id:\"" + id(ward.known) + "\"){address{city}}}"),
                        graphql("{ServiceRequest(id:\"" + id(order)
                                + "\"){subject{resource{... on Patient{address{city}}}}}}"))
                .on(
                        Way.HISTORY,
                        new Shows(path + "/_history"),
                        new Shows(path + "/_history/1"),
                        new Shows("/Patient/_history?_count=50"))
                .on(Way.BATCH, new ShowsInBundle(path), new ShowsInBundle("/Patient?_id=" + id(ward.known)))
                .on(Way.OPERATION, refused("GET", path + "/$summary", null), refused("GET", path + "/$meta", null))
                .inBulkAndLater();
    }

    @Test
    void d7_the_laboratory_sees_whom_it_works_for_and_not_where_they_live() {
        demographics("LAB").holds();
    }

    @Test
    void d8_the_laboratory_sees_the_orders_that_its_tasks_are_about() {
        var order = ward.order(ward.stranger);
        order.getCode().addCoding(new Coding(SYSTEM, ward.secret, null));
        var foreign = ward.demo.create(order);

        prohibited(ward.as("LAB"), ward.secret)
                .on(
                        Way.REST,
                        new Shows("/" + name(foreign)),
                        new Shows("/ServiceRequest?patient=" + name(ward.stranger)),
                        new Matches("/ServiceRequest?code=" + ward.secret))
                .on(
                        Way.INCLUDE,
                        new Shows("/ServiceRequest?_id=" + id(foreign) + "&_include=*"),
                        new Shows("/Patient?_id=" + id(ward.stranger) + "&_revinclude=ServiceRequest:subject"))
                .on(Way.CHAIN, new Matches("/ServiceRequest?subject:Patient.family=Ward&code=" + ward.secret))
                .on(Way.HAS, new Matches("/Patient?_has:ServiceRequest:subject:code=" + ward.secret))
                .on(Way.EVERYTHING, new Shows("/" + name(ward.stranger) + "/$everything"))
                .on(Way.GRAPHQL, graphql("{ServiceRequestList(_id:\"" + id(foreign) + "\"){code{text}}}"))
                .on(
                        Way.HISTORY,
                        new Shows("/" + name(foreign) + "/_history"),
                        new Shows("/ServiceRequest/_history?_count=50"))
                .on(Way.BATCH, new ShowsInBundle("/" + name(foreign)))
                .on(Way.OPERATION, refused("GET", "/" + name(foreign) + "/$meta", null))
                .inBulkAndLater()
                .holds();
    }

    @Test
    void d9_the_pharmacy_writes_no_prescriptions_and_changes_no_doses() {
        writesNo("PHA", "MedicationRequest");
    }

    @Test
    void d10_reception_sees_nothing_clinical_and_moves_no_money() {
        nothingOf(observationOf(ward.known), ward.known, ward.as("REC"), "code" + ward.secret)
                .holds();
        writesNo("REC", "Observation", "Condition", "ChargeItem", "Invoice", "PaymentReconciliation");
    }

    @Test
    void d10_reception_does_not_see_why_somebody_comes() {
        var visit = new Appointment().setStatus(AppointmentStatus.PROPOSED);
        visit.addReasonCode().setText("why" + ward.secret).addCoding(new Coding(SYSTEM, ward.secret, null));
        visit.addParticipant().setActor(reference(ward.known)).setStatus(ParticipationStatus.ACCEPTED);
        var stored = ward.demo.create(visit);

        prohibited(ward.as("REC"), "why" + ward.secret)
                .on(
                        Way.REST,
                        new Shows("/" + name(stored)),
                        new Shows("/Appointment?patient=" + name(ward.known)),
                        new Matches("/Appointment?reason-code=" + ward.secret))
                .on(Way.INCLUDE, new Shows("/Patient?_id=" + id(ward.known) + "&_revinclude=Appointment:patient"))
                .on(Way.CHAIN, new Matches("/Appointment?patient.family=Ward&reason-code=" + ward.secret))
                .on(Way.HAS, new Matches("/Patient?_has:Appointment:patient:reason-code=" + ward.secret))
                .on(Way.EVERYTHING, new Shows("/" + name(ward.known) + "/$everything"))
                .on(Way.GRAPHQL, graphql("{AppointmentList(_id:\"" + id(stored) + "\"){reasonCode{text}}}"))
                .on(
                        Way.HISTORY,
                        new Shows("/" + name(stored) + "/_history"),
                        new Shows("/" + name(stored) + "/_history/1"))
                .on(
                        Way.BATCH,
                        new ShowsInBundle("/" + name(stored)),
                        new ShowsInBundle("/Appointment?_id=" + id(stored)))
                .on(Way.OPERATION, refused("GET", "/" + name(stored) + "/$meta", null))
                .inBulkAndLater()
                .holds();
    }

    @Test
    void d11_billing_changes_nothing_clinical() {
        writesNo(
                "BIL", "Observation", "Condition", "Composition", "MedicationRequest", "DiagnosticReport", "Encounter");
    }

    @Test
    void d12_a_radiologist_orders_nothing_and_sees_no_money() {
        writesNo("RAD", "ServiceRequest", "Invoice");
        assertThat(ward.as("RAD").get("/Invoice").status()).isEqualTo(403);
        assertThat(ward.as("RAD").get("/ChargeItem").status()).isEqualTo(403);
    }

    @Test
    void d13_a_doctor_sees_his_own_patients_only() {
        nothingOf(observationOf(ward.stranger), ward.stranger, ward.asDoctor(), ward.secret)
                .on(Way.OPERATION, new Shows("/" + name(ward.stranger) + "/$summary"))
                .holds();
    }

    @Test
    void d14_a_patient_sees_himself_only() {
        nothingOf(observationOf(ward.stranger), ward.stranger, ward.asPatient(ward.known), ward.secret)
                .on(Way.OPERATION, new Shows("/" + name(ward.stranger) + "/$summary"))
                .holds();
        var document = new DocumentReference()
                .setStatus(DocumentReferenceStatus.CURRENT)
                .setSubject(reference(ward.stranger))
                .setDescription("paper" + ward.secret);
        document.addContent()
                .setAttachment(new Attachment().setContentType("text/plain").setData(new byte[] {1}));
        var paper = ward.demo.create(document);
        var order = ward.demo.create(ward.order(ward.stranger));
        var task = ward.demo.create(ward.task(order, ward.stranger, ward.doctor).setDescription("task" + ward.secret));
        var patient = ward.asPatient(ward.known);
        for (var path : List.of(
                "/" + name(paper),
                "/DocumentReference?patient=" + name(ward.stranger),
                "/DocumentReference/$docref?patient=" + id(ward.stranger),
                "/" + name(task),
                "/Task?_id=" + id(task),
                "/" + name(task) + "/_history")) {
            assertThat(ward.demo.get(path).body()).as(path).contains(ward.secret);
            assertThat(patient.get(path).body()).as(path).doesNotContain(ward.secret);
        }
    }

    /** D2, D7, D10, D13, D14: whether there is such a record or not, the answer is the same, though each may write such a record. */
    @Test
    void nobody_asks_by_a_reference_what_he_must_not_search_for() {
        var money = new Account().setStatus(Account.AccountStatus.ACTIVE).setName("account" + ward.secret);
        var house = ward.demo.create(new Organization());
        ward.demo.create(money.addSubject(reference(ward.known)).setOwner(reference(house)));
        observationOf(ward.stranger);
        var sample = ward.demo.create(new Specimen().setSubject(reference(ward.known)));
        var result = ward.observation(ward.known, "laboratory").setSpecimen(new Reference("[named]"));
        var pulse = ward.observation(ward.known, "vital-signs").addPerformer(reference(ward.known));
        var coverage = new Coverage().setStatus(CoverageStatus.ACTIVE).addPayor(reference(ward.known));

        tellsNothing(
                ward.as("REC"),
                coverage.setBeneficiary(new Reference("[named]")),
                name(ward.stranger),
                "Patient?_id=" + id(ward.stranger) + "&_has:Observation:patient:code=");
        tellsNothing(
                ward.asDoctor(),
                pulse.copy().addPerformer(new Reference("[named]")),
                name(ward.doctor),
                "Practitioner?_id=" + id(ward.doctor) + "&_has:Observation:performer:code=");
        tellsNothing(
                ward.asDoctor(),
                pulse.copy().addPerformer(new Reference("[named]")),
                name(house),
                "Organization?_id=" + id(house) + "&_has:Account:owner:name=account");
        tellsNothing(
                ward.asPatient(ward.known),
                pulse.copy().addPerformer(new Reference("[named]")),
                name(ward.doctor),
                "Practitioner?_id=" + id(ward.doctor) + "&_has:Observation:performer:code=");
        tellsNothing(
                ward.as("LAB"),
                result,
                name(sample),
                "Specimen?_id=" + id(sample) + "&subject:Patient.address-city=City");
    }

    /**
     * Of a record in which something is named.
     *
     * @param closed a search that finds what is named if what it asks for ends with the secret
     */
    private void tellsNothing(FhirClient writer, Resource record, String named, String closed) {
        var path = "/" + record.fhirType();
        var written = json(record);
        var allowed = writer.send("POST", path, written.replace("[named]", named));
        assertThat(allowed.status()).as(allowed.body()).isEqualTo(201);

        for (var guess : List.of(ward.secret, "none")) {
            var asking = written.replace("[named]", closed + guess);
            assertThat(ward.demo.send("POST", path, asking).status())
                    .as(asking)
                    .isEqualTo(guess.equals(ward.secret) ? 201 : 404);
            assertThat(writer.send("POST", path, asking).status()).as(asking).isEqualTo(403);
            assertThat(new RefusedInBundle("POST", record.fhirType(), asking).trouble(writer, ward.demo, ward.secret))
                    .isEmpty();
        }
    }

    @Test
    void d14_a_patient_asks_nothing_by_a_patch_either() {
        observationOf(ward.stranger);
        var patient = ward.asPatient(ward.known);
        var patch = "[{\"op\":\"add\",\"path\":\"/contact\",\"value\":[{\"organization\":{\"reference\":\"%s\"}}]}]";

        for (var guess : List.of(ward.secret, "none")) {
            for (var search : List.of(
                    "Observation?patient=" + name(ward.stranger) + "&code=" + guess,
                    "Observation?code=" + guess,
                    "Organization?_has:Observation:performer:code=" + guess)) {
                var answer = patient.send(
                        "PATCH",
                        "/" + name(ward.known),
                        patch.formatted(search),
                        "Content-Type",
                        "application/json-patch+json");
                assertThat(answer.status()).as(answer.body()).isEqualTo(403);
            }
        }
        assertThat(ward.demo.get("/" + name(ward.known)).body()).contains("\"versionId\":\"1\"");
    }

    /** Its desk would store it, or look for it, on the hospital's account. */
    @Test
    void nobody_asks_so_by_what_he_gives_to_an_operation() {
        observationOf(ward.stranger);
        var search = "Patient?_id=" + id(ward.stranger) + "&_has:Observation:patient:code=";

        for (var guess : List.of(ward.secret, "none")) {
            var charges = new Parameters();
            charges.addParameter().setName("patient").setValue(new Reference(search + guess));
            var answer = ward.as("BIL")
                    .post(
                            "/Invoice/$generate",
                            charges,
                            "Idempotency-Key",
                            UUID.randomUUID().toString());
            assertThat(answer.status()).as(answer.body()).isEqualTo(403);
            assertThat(answer.body()).contains("looks into records of type Observation");
        }
    }

    /** Reception sees every patient. */
    @Test
    void whoever_may_search_so_names_a_record_by_a_search() {
        var coverage = new Coverage()
                .setStatus(CoverageStatus.ACTIVE)
                .setBeneficiary(new Reference("Patient?_id=" + id(ward.stranger)))
                .addPayor(reference(ward.stranger));

        var stored = ward.as("REC").post("/Coverage", coverage);

        assertThat(stored.status()).as(stored.body()).isEqualTo(201);
        assertThat(stored.resource(Coverage.class).getBeneficiary().getReference())
                .isEqualTo(name(ward.stranger));
    }

    @Test
    void d15_numbers_of_identity_are_masked() {
        demographics("PHA").holds();
        demographics("RAD").holds();
    }

    /** Nobody may, whatever his rights; with {@code Invoice/$pay}: {@code TakingPaymentsIT}. */
    @Test
    void d15_numbers_of_cards_are_not_stored_with_money(Hospital hospital) {
        var number = "4000056655665556";
        var draft = new Invoice().setStatus(Invoice.InvoiceStatus.DRAFT).setSubject(reference(ward.known));
        var stored = ward.demo.create(draft);
        var noted = json(stored.copy().addNote(new Annotation().setText("Card 4000 0566 5566 5556")));
        var numbered = json(draft.copy().addIdentifier(new Identifier().setValue(number)));
        var patch = "[{\"op\":\"add\",\"path\":\"/paymentTerms\",\"value\":\"4000-0566-5566-5556\"}]";
        var operation = "{\"resourceType\":\"Parameters\",\"parameter\":["
                + "{\"name\":\"amount\",\"valueMoney\":{\"value\":1,\"currency\":\"INR\"}},"
                + "{\"name\":\"method\",\"valueCode\":\"card\"},{\"name\":\"reference\",\"valueString\":\"" + number
                + "\"}]}";

        var answers = new ArrayList<Answer>();
        for (var client : List.of(ward.demo, ward.as("BIL"))) {
            answers.add(client.send("POST", "/Invoice", numbered));
            answers.add(
                    client.send("POST", "/Invoice", numbered, "If-None-Exist", "identifier=urn:none|" + ward.secret));
            answers.add(client.send(
                    "POST",
                    "/PaymentNotice",
                    json(new PaymentNotice().addIdentifier(new Identifier().setValue(number)))));
            answers.add(client.send(
                    "POST",
                    "/" + name(stored) + "/$pay",
                    operation,
                    "Idempotency-Key",
                    UUID.randomUUID().toString()));
            for (var kind : List.of("batch", "transaction")) {
                answers.add(client.send("POST", "", Attempt.bundle(kind, "POST", "Invoice", numbered)));
            }
        }
        answers.add(ward.demo.send("PUT", "/" + name(stored), noted));
        answers.add(ward.demo.send("PATCH", "/" + name(stored), patch, "Content-Type", "application/json-patch+json"));

        assertThat(answers)
                .allMatch(answer -> answer.status() == 422
                        || (answer.status() == 200 && answer.body().contains("\"422")))
                .allMatch(answer -> answer.body().contains("X8"))
                .noneMatch(answer -> answer.body().replaceAll("[ -]", "").contains(number));
        assertThat(ward.demo.get("/" + name(stored)).body()).contains("\"versionId\":\"1\"");
        assertThat(Acting.as(Caller.server(TenantId.DEFAULT, "cards-0815"), () -> hospital.part(JdbcClient.class)
                        .sql(
                                """
                                select count(*) from hfj_res_ver
                                where res_type in ('Invoice', 'PaymentNotice', 'PaymentReconciliation')
                                and translate(res_text_vc, ' -', '') like ?
                                """)
                        .param("%" + number + "%")
                        .query(Long.class)
                        .single()))
                .isZero();
    }

    /** Of a proposal that he made himself: {@code ApprovalsIT}. */
    @Test
    void d16_nobody_lets_his_own_change_through_be_he_administrator() {
        prohibited(ward.as("ADM"), "no secret")
                .on(
                        Way.REST,
                        refused("POST", "/Task", "{\"resourceType\":\"Task\"}"),
                        refused("PUT", "/Task/made-up-x", "{\"resourceType\":\"Task\",\"id\":\"made-up-x\"}"))
                .on(Way.BATCH, new RefusedInBundle("POST", "Task", "{\"resourceType\":\"Task\"}"))
                .on(
                        Way.OPERATION,
                        refused(
                                "POST",
                                "/Task/made-up-x/$approve",
                                "{\"resourceType\":\"Parameters\"}",
                                "Idempotency-Key",
                                ward.secret))
                .onlyWriting()
                .holds();
    }

    @Test
    void d17_another_tenant_sees_and_changes_nothing(Hospital hospital) {
        var hidden = observationOf(ward.known);
        var there = hospital.asClinicB();

        prohibited(there, ward.secret)
                .on(
                        Way.REST,
                        new Shows("/" + name(hidden)),
                        new Shows("/Observation?_id=" + id(hidden)),
                        new Matches("/Observation?code=" + ward.secret),
                        new Matches("/Patient?address-city=City" + ward.secret),
                        refused(
                                "PATCH",
                                "/" + name(hidden),
                                "[{\"op\":\"add\",\"path\":\"/language\",\"value\":\"en\"}]",
                                "Content-Type",
                                "application/json-patch+json"))
                .on(
                        Way.INCLUDE,
                        new Shows("/Observation?_id=" + id(hidden) + "&_include=*"),
                        new Shows("/Patient?_id=" + id(ward.known) + "&_revinclude=Observation:patient"))
                .on(Way.CHAIN, new Matches("/Observation?patient.address-city=City" + ward.secret))
                .on(
                        Way.HAS,
                        new Matches("/Patient?_has:Observation:patient:code=" + ward.secret),
                        new Matches("/Practitioner?_has:Observation:performer:code=" + ward.secret))
                .on(Way.EVERYTHING, new Shows("/" + name(ward.known) + "/$everything"))
                .on(Way.GRAPHQL, graphql("{ObservationList(_id:\"" + id(hidden) + "\"){code{text}}}"))
                .on(
                        Way.HISTORY,
                        new Shows("/" + name(hidden) + "/_history"),
                        new Shows("/Observation/_history?_count=50"),
                        new Shows("/_history?_count=50"))
                .on(
                        Way.BATCH,
                        new ShowsInBundle("/" + name(hidden)),
                        new ShowsInBundle("/Observation?_id=" + id(hidden)))
                .on(Way.OPERATION, new Shows("/Observation/$lastn?max=9&patient=" + name(ward.known)))
                .notOn("the files of an export hold one partition's records: BulkExportIT", Way.EXPORT)
                .notOn("another tenant's records are never told: RestHookIT", Way.REST_HOOK)
                .notOn("a topic's news stay in their tenant: BackportIT", Way.EVENTS)
                .holds();
        assertThat(hospital.asClinicB().at("/fhir").get("/" + name(hidden)).status())
                .isEqualTo(403);
    }
}
