package org.openward.security.roles;

import static org.assertj.core.api.Assertions.assertThat;
import static org.openward.security.roles.Attempt.refused;
import static org.openward.security.roles.Ward.name;
import static org.openward.security.roles.Ward.reference;

import ca.uhn.fhir.context.FhirContext;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.hl7.fhir.r4.model.Appointment;
import org.hl7.fhir.r4.model.Appointment.AppointmentStatus;
import org.hl7.fhir.r4.model.Appointment.ParticipationStatus;
import org.hl7.fhir.r4.model.ChargeItemDefinition;
import org.hl7.fhir.r4.model.ChargeItemDefinition.ChargeItemDefinitionPriceComponentType;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Composition;
import org.hl7.fhir.r4.model.Composition.CompositionStatus;
import org.hl7.fhir.r4.model.Condition;
import org.hl7.fhir.r4.model.Enumerations.PublicationStatus;
import org.hl7.fhir.r4.model.MedicationRequest;
import org.hl7.fhir.r4.model.MedicationRequest.MedicationRequestIntent;
import org.hl7.fhir.r4.model.MedicationRequest.MedicationRequestStatus;
import org.hl7.fhir.r4.model.Money;
import org.hl7.fhir.r4.model.Organization;
import org.hl7.fhir.r4.model.Practitioner;
import org.hl7.fhir.r4.model.PractitionerRole;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.ServiceRequest;
import org.hl7.fhir.r4.model.Task;
import org.hl7.fhir.r4.model.Task.TaskStatus;
import org.junit.jupiter.api.Test;
import org.openward.security.roles.Attempt.Matches;
import org.openward.security.roles.Attempt.RefusedInBundle;
import org.openward.security.roles.Attempt.Shows;
import org.openward.testing.FhirClient;
import org.openward.testing.Hospital;
import org.openward.testing.HospitalTest;

/** What the seeds forbid to write (D1, D3 to D6, D9, D11, D12, D16, D17), tried with records that are there, on every way that writes. */
@HospitalTest
class ProhibitedWritesIT {
    private static final String LOINC = "http://loinc.org";
    private static final String NURSING_NOTE = "34746-8";
    private static final String CONSULTATION = "11488-4";
    private static final String EMPTY = "{\"resourceType\":\"Parameters\"}";
    private static final String[] JSON_PATCH = {"Content-Type", "application/json-patch+json"};

    private final Ward ward;

    ProhibitedWritesIT(Hospital hospital) {
        this.ward = Ward.of(hospital);
    }

    private static String id(Resource record) {
        return record.getIdElement().getIdPart();
    }

    private static String json(Resource record) {
        return FhirContext.forR4Cached().newJsonParser().encodeResourceToString(record);
    }

    /** How a patch stands in a bundle. */
    private static String inBinary(String patch) {
        return "{\"resourceType\":\"Binary\",\"contentType\":\"application/json-patch+json\",\"data\":\""
                + Base64.getEncoder().encodeToString(patch.getBytes(StandardCharsets.UTF_8)) + "\"}";
    }

    private static String fhirPatch(String kind, String path, String more) {
        return ("{\"resourceType\":\"Parameters\",\"parameter\":[{\"name\":\"operation\",\"part\":[{\"name\":\"type\",\"valueCode\":\"%s\"},"
                        + "{\"name\":\"path\",\"valueString\":\"%s\"},%s]}]}")
                .formatted(kind, path, more);
    }

    /** A change of a record that is there, which somebody must not make. */
    private Prohibition changing(FhirClient forbidden, Resource stored) {
        var type = stored.fhirType();
        var path = name(stored);
        var chosen = type + "?_id=" + id(stored);
        var patch = "[{\"op\":\"add\",\"path\":\"/language\",\"value\":\"en\"}]";
        var byPath = fhirPatch(
                "add",
                type,
                "{\"name\":\"name\",\"valueString\":\"language\"},{\"name\":\"value\",\"valueCode\":\"en\"}");
        return new Prohibition(forbidden, ward.demo, "no secret")
                .on(
                        Way.REST,
                        refused("PUT", "/" + path, json(stored)),
                        refused("PUT", "/" + chosen, json(stored)),
                        refused("PATCH", "/" + path, patch, JSON_PATCH),
                        refused("PATCH", "/" + path, byPath),
                        refused("PATCH", "/" + chosen, patch, JSON_PATCH),
                        refused("DELETE", "/" + path, null),
                        refused("DELETE", "/" + chosen, null))
                .on(
                        Way.BATCH,
                        new RefusedInBundle("PUT", path, json(stored)),
                        new RefusedInBundle("PUT", chosen, json(stored)),
                        new RefusedInBundle("PATCH", path, inBinary(patch)),
                        new RefusedInBundle("PATCH", path, byPath),
                        new RefusedInBundle("PATCH", chosen, inBinary(patch)),
                        new RefusedInBundle("DELETE", path, null),
                        new RefusedInBundle("DELETE", chosen, null))
                .on(
                        Way.OPERATION,
                        refused("POST", "/" + path + "/$meta-add", EMPTY),
                        refused("POST", "/$import", EMPTY, "Prefer", "respond-async"))
                .onlyWriting();
    }

    private void changesNothing(FhirClient forbidden, Resource stored) {
        changing(forbidden, stored).holds();
        assertUnchanged(stored);
    }

    private void assertUnchanged(Resource stored) {
        assertThat(ward.demo.get("/" + name(stored)).body()).contains("\"versionId\":\"1\"");
    }

    /** A task of the doctor's department is about the order, its patient and his records. */
    private ServiceRequest orderWithTask() {
        var department = ward.demo.create(new Organization());
        ward.demo.create(
                new PractitionerRole().setPractitioner(reference(ward.doctor)).setOrganization(reference(department)));
        var order = ward.demo.create(ward.order(ward.known));
        ward.demo.create(ward.task(order, ward.known, department));
        return order;
    }

    private MedicationRequest prescription() {
        var prescription = new MedicationRequest()
                .setStatus(MedicationRequestStatus.ACTIVE)
                .setIntent(MedicationRequestIntent.ORDER)
                .setMedication(new CodeableConcept().setText("Amoxicillin"))
                .setSubject(reference(ward.known));
        prescription.addDosageInstruction().setText("three times a day");
        return ward.demo.create(prescription);
    }

    @Test
    void d1_nobody_changes_another_doctors_note() {
        var note = ward.demo.create(
                ward.note(ward.known, ward.demo.create(new Practitioner()), CompositionStatus.PRELIMINARY));

        changesNothing(ward.asDoctor(), note);
        changesNothing(ward.as("NUR"), note);
    }

    @Test
    void d3_nobody_makes_himself_more_than_he_is() {
        var post = ward.demo.create(new PractitionerRole()
                .setPractitioner(reference(ward.doctor))
                .setOrganization(reference(ward.demo.create(new Organization()))));
        var promoted = post.copy();
        promoted.addCode().setText("head of department");
        var moved = post.copy().setOrganization(reference(ward.demo.create(new Organization())));
        var renamed = ward.doctor.copy();
        renamed.addName().setFamily("Chief");
        var elsewhere = "[{\"op\":\"replace\",\"path\":\"/organization\",\"value\":{\"reference\":\""
                + moved.getOrganization().getReference() + "\"}}]";
        for (var role : List.of("DOC", "NUR", "LAB")) {
            new Prohibition(ward.as(role), ward.demo, "no secret")
                    .on(
                            Way.REST,
                            refused("PUT", "/" + name(post), json(promoted)),
                            refused("PUT", "/" + name(post), json(moved)),
                            refused("PATCH", "/" + name(post), elsewhere, JSON_PATCH),
                            refused("PUT", "/" + name(ward.doctor), json(renamed)),
                            refused("POST", "/PractitionerRole", json(promoted)),
                            refused(
                                    "POST",
                                    "/Person",
                                    "{\"resourceType\":\"Person\",\"link\":[{\"target\":{\"reference\":\""
                                            + name(ward.doctor) + "\"}}]}"))
                    .on(
                            Way.BATCH,
                            new RefusedInBundle("PUT", name(post), json(moved)),
                            new RefusedInBundle("PATCH", name(post), inBinary(elsewhere)),
                            new RefusedInBundle("PUT", name(ward.doctor), json(renamed)))
                    .on(
                            Way.OPERATION,
                            refused("GET", "/" + name(ward.doctor) + "/$permissions", null),
                            refused("POST", "/" + name(ward.doctor) + "/$end-sessions", EMPTY))
                    .onlyWriting()
                    .holds();
        }
        assertUnchanged(post);
        assertUnchanged(ward.doctor);
    }

    private Composition nursingNote() {
        return ward.note(ward.known, ward.doctor, CompositionStatus.PRELIMINARY)
                .setType(new CodeableConcept(new Coding(LOINC, NURSING_NOTE, null)));
    }

    private static Composition consultation(Composition note) {
        return note.copy().setType(new CodeableConcept(new Coding(LOINC, CONSULTATION, null)));
    }

    private static Composition both(Composition note) {
        var two = note.copy();
        two.getType().addCoding(new Coding(LOINC, CONSULTATION, null));
        return two;
    }

    @Test
    void d4_a_nurse_writes_no_consultation_and_makes_none_of_her_own_note() {
        var nurse = ward.as("NUR");
        var own = nurse.create(nursingNote());
        var chosen = "made-up-" + ward.secret;
        var replaced = "[{\"op\":\"replace\",\"path\":\"/type/coding/0/code\",\"value\":\"" + CONSULTATION + "\"}]";
        var byPath = fhirPatch(
                "replace",
                "Composition.type.coding[0].code",
                "{\"name\":\"value\",\"valueCode\":\"" + CONSULTATION + "\"}");
        var named = consultation(nursingNote());
        named.setId(chosen);

        new Prohibition(nurse, ward.demo, "no secret")
                .on(
                        Way.REST,
                        refused("POST", "/Composition", json(consultation(nursingNote()))),
                        refused("POST", "/Composition", json(both(nursingNote()))),
                        refused("POST", "/Composition", json(consultation(nursingNote())), "If-None-Exist", "_id=x"),
                        refused("PUT", "/Composition/" + chosen, json(named)),
                        refused("PUT", "/Composition?_id=x", json(consultation(nursingNote()))),
                        refused("PUT", "/" + name(own), json(consultation(own))),
                        refused("PUT", "/" + name(own), json(both(own))),
                        refused("PATCH", "/" + name(own), replaced, JSON_PATCH),
                        refused("PATCH", "/" + name(own), byPath))
                .on(
                        Way.BATCH,
                        new RefusedInBundle("POST", "Composition", json(consultation(nursingNote()))),
                        new RefusedInBundle("PUT", "Composition/" + chosen, json(named)),
                        new RefusedInBundle("PUT", name(own), json(consultation(own))),
                        new RefusedInBundle("PUT", name(own), json(both(own))),
                        new RefusedInBundle("PATCH", name(own), inBinary(replaced)),
                        new RefusedInBundle("PATCH", name(own), byPath))
                .on(
                        Way.OPERATION,
                        refused("POST", "/" + name(own) + "/$meta-add", EMPTY),
                        refused("POST", "/$import", EMPTY, "Prefer", "respond-async"))
                .onlyWriting()
                .holds();
        assertUnchanged(own);
        assertThat(nurse.put("/" + name(own), own.copy().setStatus(CompositionStatus.FINAL))
                        .status())
                .isEqualTo(200);
    }

    @Test
    void d5_a_nurse_changes_no_prescription() {
        changesNothing(ward.as("NUR"), prescription());
    }

    @Test
    void d6_and_d12_neither_laboratory_nor_radiology_changes_an_order() {
        var order = orderWithTask();

        for (var role : List.of("LAB", "RAD")) {
            assertThat(ward.as(role).get("/" + name(order)).status()).isEqualTo(200);
            changesNothing(ward.as(role), order);
        }
    }

    @Test
    void d9_the_pharmacy_changes_no_dose() {
        orderWithTask();
        var prescription = prescription();
        var dose = "[{\"op\":\"replace\",\"path\":\"/dosageInstruction/0/text\",\"value\":\"once\"}]";
        var pharmacy = ward.as("PHA");

        assertThat(pharmacy.get("/" + name(prescription)).body()).contains("three times a day");
        changing(pharmacy, prescription)
                .on(Way.REST, refused("PATCH", "/" + name(prescription), dose, JSON_PATCH))
                .on(Way.BATCH, new RefusedInBundle("PATCH", name(prescription), inBinary(dose)))
                .holds();
        assertUnchanged(prescription);
    }

    @Test
    void d11_billing_changes_no_diagnosis() {
        var diagnosis = ward.demo.create(
                new Condition().setSubject(reference(ward.known)).setCode(new CodeableConcept().setText("diagnosis")));

        changesNothing(ward.as("BIL"), diagnosis);
    }

    /** A patch that tests what it changes would say by its refusal whether the test was right. */
    @Test
    void d10_and_d13_no_patch_tells_what_a_record_holds() {
        var visit = new Appointment().setStatus(AppointmentStatus.PROPOSED);
        visit.addReasonCode().setText("why");
        visit.addParticipant().setActor(reference(ward.known)).setStatus(ParticipationStatus.ACCEPTED);
        var appointment = ward.demo.create(visit);
        var diagnosis = ward.demo.create(
                new Condition().setSubject(reference(ward.stranger)).setCode(new CodeableConcept().setText("why")));

        tellsNothing(ward.as("REC"), appointment, "/reasonCode/0/text");
        tellsNothing(ward.asDoctor(), diagnosis, "/code/text");
    }

    private void tellsNothing(FhirClient forbidden, Resource stored, String element) {
        var path = name(stored);
        var chosen = stored.fhirType() + "?_id=" + id(stored);
        var tried = new Prohibition(forbidden, ward.demo, "no secret");
        for (var guess : List.of("why", "why not")) {
            var patch = "[{\"op\":\"test\",\"path\":\"" + element + "\",\"value\":\"" + guess + "\"}]";
            tried.on(
                            Way.REST,
                            refused("PATCH", "/" + path, patch, JSON_PATCH),
                            refused("PATCH", "/" + chosen, patch, JSON_PATCH))
                    .on(
                            Way.BATCH,
                            new RefusedInBundle("PATCH", path, inBinary(patch)),
                            new RefusedInBundle("PATCH", "/" + path, inBinary(patch)),
                            new RefusedInBundle("PATCH", path + "/_history/1", inBinary(patch)),
                            new RefusedInBundle("PATCH", chosen, inBinary(patch)));
        }
        tried.on(Way.OPERATION, refused("POST", "/" + path + "/$meta-add", EMPTY))
                .onlyWriting()
                .holds();
    }

    @Test
    void d10_reception_does_not_see_why_somebody_stays() {
        var stay = Ward.stay(ward.known, ward.doctor);
        stay.addReasonCode()
                .setText("why" + ward.secret)
                .addCoding(new Coding("urn:openward:prohibited", ward.secret, null));
        var stored = ward.demo.create(stay);
        var path = "/" + name(stored);

        new Prohibition(ward.as("REC"), ward.demo, "why" + ward.secret)
                .on(
                        Way.REST,
                        new Shows(path),
                        new Shows("/Encounter?patient=" + name(ward.known)),
                        new Matches("/Encounter?reason-code=" + ward.secret),
                        refused("GET", "/Encounter?_sort=reason-code", null))
                .on(Way.INCLUDE, new Shows("/Patient?_id=" + id(ward.known) + "&_revinclude=Encounter:patient"))
                .on(Way.CHAIN, new Matches("/Encounter?patient.family=Ward&reason-code=" + ward.secret))
                .on(Way.HAS, new Matches("/Patient?_has:Encounter:patient:reason-code=" + ward.secret))
                .on(Way.EVERYTHING, new Shows("/" + name(ward.known) + "/$everything"))
                .on(
                        Way.GRAPHQL,
                        Attempt.graphql("{Encounter(id:\"" + id(stored) + "\"){reasonCode{text}}}"),
                        Attempt.graphql("{EncounterList(_id:\"" + id(stored) + "\"){reasonCode{text}}}"))
                .on(Way.HISTORY, new Shows(path + "/_history"), new Shows(path + "/_history/1"))
                .on(
                        Way.BATCH,
                        new Attempt.ShowsInBundle(path),
                        new Attempt.ShowsInBundle("/Encounter?_id=" + id(stored)))
                .on(Way.OPERATION, refused("GET", path + "/$meta", null))
                .inBulkAndLater()
                .holds();
    }

    /** Somebody who administers the other clinic, where a new price needs two. */
    private FhirClient administrator(String app) {
        return ward.hospital.withClaims(
                "/fhir/clinic-b",
                Map.of(
                        "sub",
                        "administrator-" + ward.secret,
                        "client_id",
                        app,
                        "fhirUser",
                        "Practitioner/nobody",
                        "roles",
                        List.of("ADM"),
                        "tenants",
                        List.of("clinic-b"),
                        "acr",
                        "aal2",
                        "permissions",
                        List.of("operation/*", "approval/price-change")));
    }

    private ChargeItemDefinition price() {
        var price = new ChargeItemDefinition()
                .setUrl("https://example.org/price/" + ward.secret)
                .setStatus(PublicationStatus.ACTIVE);
        price.addPropertyGroup()
                .addPriceComponent()
                .setType(ChargeItemDefinitionPriceComponentType.BASE)
                .setAmount(new Money().setValue(new BigDecimal("100")).setCurrency("INR"));
        return price;
    }

    @Test
    void d16_an_administrator_lets_no_change_of_his_own_through() {
        var administrator = administrator("demo-portal");
        var proposed = administrator.post("/ChargeItemDefinition", price());
        assertThat(proposed.status()).as(proposed.body()).isEqualTo(202);
        var task = proposed.resource(Task.class);
        var approval = "/" + name(task) + "/$approve";
        var done = json(task.copy().setStatus(TaskStatus.COMPLETED));
        var completed = "[{\"op\":\"replace\",\"path\":\"/status\",\"value\":\"completed\"}]";

        for (var app : List.of(administrator, administrator("openward-console"))) {
            new Prohibition(app, ward.hospital.asClinicB(), "no secret")
                    .on(
                            Way.REST,
                            refused("PUT", "/" + name(task), done),
                            refused("PATCH", "/" + name(task), completed, JSON_PATCH),
                            refused("DELETE", "/" + name(task), null))
                    .on(
                            Way.BATCH,
                            new RefusedInBundle("PUT", name(task), done),
                            new RefusedInBundle("PATCH", name(task), inBinary(completed)))
                    .on(
                            Way.OPERATION,
                            refused(
                                    "POST",
                                    approval,
                                    EMPTY,
                                    "Idempotency-Key",
                                    UUID.randomUUID().toString()))
                    .onlyWriting()
                    .holds();
            for (var kind : List.of("batch", "transaction")) {
                var answer = app.send("POST", "", Attempt.bundle(kind, "POST", approval.substring(1), EMPTY));
                assertThat(answer.status()).as(answer.body()).isLessThan(500);
            }
        }

        var clinic = ward.hospital.asClinicB();
        assertThat(clinic.read(Task.class, id(task)).getStatus()).isEqualTo(TaskStatus.REQUESTED);
        assertThat(clinic.search("ChargeItemDefinition?url=" + price().getUrl()).getEntry())
                .isEmpty();
    }

    @Test
    void d17_another_tenant_changes_nothing_by_any_write() {
        var hidden = ward.demo.create(ward.observation(ward.known, "vital-signs"));
        var there = ward.hospital.asClinicB();
        var path = name(hidden);
        var chosen = "Observation?_id=" + id(hidden);
        var patch = "[{\"op\":\"add\",\"path\":\"/language\",\"value\":\"en\"}]";
        var theirs = "{\"resourceType\":\"Observation\",\"id\":\"" + id(hidden)
                + "\",\"status\":\"final\",\"code\":{\"text\":\"theirs\"}}";
        var nameless = "{\"resourceType\":\"Observation\",\"status\":\"final\",\"code\":{\"text\":\"theirs\"}}";
        var aboutOurs =
                "{\"resourceType\":\"Observation\",\"status\":\"final\",\"code\":{\"text\":\"theirs\"},\"subject\":{\"reference\":\""
                        + name(ward.known) + "\"}}";

        var answers = List.of(
                there.send("PUT", "/" + path, theirs),
                there.send("PUT", "/" + chosen, theirs),
                there.send("POST", "/Observation", nameless, "If-None-Exist", "_id=" + id(hidden)),
                there.send("PATCH", "/" + path, patch, JSON_PATCH),
                there.send("PATCH", "/" + chosen, patch, JSON_PATCH),
                there.delete("/" + path),
                there.delete("/" + chosen),
                there.send("POST", "/" + path + "/$meta-add", EMPTY),
                there.send("POST", "", Attempt.bundle("batch", "PUT", path, theirs)),
                there.send("POST", "", Attempt.bundle("transaction", "PUT", chosen, theirs)),
                there.send("POST", "", Attempt.bundle("batch", "PATCH", path, inBinary(patch))),
                there.send("POST", "", Attempt.bundle("transaction", "PATCH", chosen, inBinary(patch))),
                there.send("POST", "", Attempt.bundle("transaction", "DELETE", path, null)),
                there.send("POST", "", Attempt.bundle("batch", "DELETE", chosen, null)));
        var referring = there.send("POST", "/Observation", aboutOurs);

        assertThat(answers).allSatisfy(answer -> {
            assertThat(answer.status()).as(answer.body()).isLessThan(500);
            assertThat(answer.body()).doesNotContain(ward.secret);
        });
        assertThat(referring.status()).as(referring.body()).isBetween(400, 499);
        assertUnchanged(hidden);
        assertThat(ward.demo.get("/" + path).body())
                .contains("code" + ward.secret)
                .doesNotContain("theirs");
    }

    @Test
    void d17_another_tenant_does_not_learn_from_the_trail() {
        var hidden = ward.demo.create(ward.observation(ward.stranger, "vital-signs"));
        var there = ward.hospital.asClinicB();
        ward.demo.get("/" + name(hidden));

        for (var search : List.of(
                "AuditEvent?_total=accurate&patient=" + name(ward.stranger),
                "AuditEvent?_total=accurate&entity=" + name(hidden),
                "AuditEvent?_summary=count&patient=" + id(ward.stranger))) {
            assertThat(ward.demo.search(search).getTotal()).as(search).isPositive();
            assertThat(there.search(search).getTotal()).as(search).isZero();
        }
        var event = ward.demo
                .search("AuditEvent?entity=" + name(hidden))
                .getEntryFirstRep()
                .getResource();
        assertThat(ward.demo.get("/AuditEvent/" + id(event)).status()).isEqualTo(200);
        assertThat(there.get("/AuditEvent/" + id(event)).status()).isEqualTo(404);
    }
}
