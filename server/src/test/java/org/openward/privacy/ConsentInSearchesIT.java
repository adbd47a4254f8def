package org.openward.privacy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.openward.privacy.PrivateClinic.aConsent;
import static org.openward.privacy.PrivateClinic.deny;
import static org.openward.privacy.PrivateClinic.id;
import static org.openward.privacy.PrivateClinic.name;
import static org.openward.privacy.PrivateClinic.reference;
import static org.openward.privacy.PrivateClinic.to;

import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.StreamSupport;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Communication;
import org.hl7.fhir.r4.model.Communication.CommunicationStatus;
import org.hl7.fhir.r4.model.Condition;
import org.hl7.fhir.r4.model.Consent.ConsentDataMeaning;
import org.hl7.fhir.r4.model.Consent.ConsentProvisionType;
import org.hl7.fhir.r4.model.Consent.ProvisionComponent;
import org.hl7.fhir.r4.model.DateTimeType;
import org.hl7.fhir.r4.model.Encounter;
import org.hl7.fhir.r4.model.Encounter.EncounterStatus;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Observation.ObservationStatus;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Period;
import org.hl7.fhir.r4.model.Practitioner;
import org.hl7.fhir.r4.model.Reference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.openward.fhir.bulk.BulkClient;
import org.openward.fhir.disclosure.Reader;
import org.openward.fhir.rows.RowLimit;
import org.openward.security.KeptGrant;
import org.openward.security.Oneself;
import org.openward.security.StandingRights;
import org.openward.tenancy.Acting;
import org.openward.tenancy.Caller;
import org.openward.tenancy.TenantId;
import org.openward.testing.FhirClient;
import org.openward.testing.Hospital;
import org.openward.testing.HospitalTest;

/** What a patient keeps from a reader is not counted, and nothing is found by it. */
@HospitalTest
class ConsentInSearchesIT {
    private static final String SYSTEM = "urn:private";

    private final PrivateClinic clinic;
    private final FhirClient nurse;
    private final Patient patient;
    private final String code = "c" + UUID.randomUUID();
    private final Encounter visit;
    private final Condition condition;

    ConsentInSearchesIT(Hospital hospital) {
        this.clinic = new PrivateClinic(hospital);
        this.nurse = clinic.nurse();
        this.patient = clinic.aPatient();
        this.visit = clinic.office()
                .create(new Encounter()
                        .setStatus(EncounterStatus.INPROGRESS)
                        .setClass_(new Coding("http://terminology.hl7.org/CodeSystem/v3-ActCode", "AMB", null))
                        .setSubject(reference(patient)));
        this.condition = clinic.office().create(aCondition(patient));
    }

    private Condition aCondition(Patient of) {
        var one = new Condition().setSubject(reference(of)).setEncounter(reference(visit));
        one.setCode(new CodeableConcept(new Coding(SYSTEM, code, null)));
        one.addCategory(new CodeableConcept(
                new Coding("http://terminology.hl7.org/CodeSystem/condition-category", "problem-list-item", null)));
        one.getMeta().addSecurity("http://terminology.hl7.org/CodeSystem/v3-ActCode", "PSY", null);
        return one;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Condition?code={code}",
                "Condition?patient={patient}",
                "Condition?patient.family=Private&code={code}",
                "Patient?_has:Condition:patient:code={code}",
                "Patient?_has:Condition:patient:_id={condition}",
                "Patient?_id={patient}&_has:Condition:patient:category=problem-list-item",
                "Encounter?_has:Condition:encounter:code={code}",
                "Encounter?subject:Patient._has:Condition:patient:code={code}",
                "Patient?_has:Encounter:patient:_has:Condition:encounter:code={code}"
            })
    void it_is_neither_counted_nor_does_it_lead_to_anything(String search) {
        var asked =
                search.replace("{code}", code).replace("{patient}", id(patient)).replace("{condition}", id(condition));
        assertThat(counted(nurse, asked)).isEqualTo(1);

        clinic.office().create(aConsent(patient, to("ward-nurse", deny("Condition"))));

        assertThat(counted(nurse, asked)).isZero();
        assertThat(nurse.search(asked + "&_total=accurate").getTotal()).isZero();
        assertThat(nurse.search(asked).getEntry()).isEmpty();
        assertThat(counted(clinic.office(), asked)).isEqualTo(1);
    }

    @Test
    void a_chain_looks_into_no_patient_who_is_kept_back() {
        var who = "Encounter?subject:Patient.family=Private&_id=" + id(visit);
        assertThat(counted(nurse, who)).isEqualTo(1);

        clinic.office().create(aConsent(patient, to("ward-nurse", deny("Patient"))));

        assertThat(counted(nurse, who)).isZero();
        assertThat(counted(nurse, "Encounter?_id=" + id(visit))).isEqualTo(1);
        assertThat(nurse.get("/Condition?_sort=patient.family").status()).isIn(400, 403);
    }

    /** Whether there is such a record or not, the answer is the same. */
    @ParameterizedTest
    @CsvSource({
        "Condition, code={code}",
        "Condition, patient={patient}&code={code}",
        "Patient, _id={patient}&_has:Condition:patient:code={code}",
        "Encounter, _id={visit}&subject:Patient._has:Condition:patient:code={code}",
        "Encounter, _id={visit}&_has:Condition:encounter:code={code}"
    })
    void no_write_depends_on_it(String type, String search) {
        clinic.office().create(aConsent(patient, to("ward-nurse", deny("Condition"))));
        var told = clinic.office().create(new Communication().setStatus(CommunicationStatus.COMPLETED));
        var body = "{\"resourceType\":\"" + type + "\"}";

        for (var guess : List.of(code, "another")) {
            var asked = search.replace("{patient}", id(patient))
                    .replace("{visit}", id(visit))
                    .replace("{code}", SYSTEM + "%7C" + guess);
            var path = "/" + type + "?" + asked;
            var naming = new Communication().setStatus(CommunicationStatus.COMPLETED);
            naming.addAbout(new Reference(type + "?" + asked));
            var create = new Bundle().setType(Bundle.BundleType.TRANSACTION);
            create.addEntry()
                    .setResource(naming)
                    .getRequest()
                    .setMethod(Bundle.HTTPVerb.POST)
                    .setUrl("Communication");

            assertThat(List.of(
                            nurse.send("POST", "/" + type, body, "If-None-Exist", asked),
                            nurse.send("PUT", path, body),
                            nurse.send(
                                    "PATCH",
                                    path,
                                    "[{\"op\":\"add\",\"path\":\"/language\",\"value\":\"en\"}]",
                                    "Content-Type",
                                    "application/json-patch+json"),
                            nurse.delete(path),
                            nurse.post("/Communication", naming),
                            nurse.put("/" + name(told), naming.copy().setId(id(told))),
                            nurse.transact(create)))
                    .allSatisfy(answer ->
                            assertThat(answer.status()).as(asked + answer).isEqualTo(403));
        }
        assertThat(counted(clinic.office(), "Condition?code=" + code)).isEqualTo(1);
    }

    @Test
    void a_write_depends_as_before_on_what_is_named_by_its_number_and_on_records_of_no_patient() {
        clinic.office().create(aConsent(patient, to("ward-nurse", ruleAbout("everything"))));
        var doctor = clinic.office().create(new Practitioner());
        var naming = new Communication().setStatus(CommunicationStatus.COMPLETED);
        naming.setSender(new Reference("Practitioner?_id=" + id(doctor)));
        var numbered = clinic.office()
                .create(new Encounter()
                        .setSubject(PrivateClinic.reference(patient))
                        .addIdentifier(new Identifier().setSystem(SYSTEM).setValue(code)));
        naming.setEncounter(new Reference("Encounter?identifier=" + SYSTEM + "|" + code));
        var anyNumber = naming.copy().setEncounter(new Reference("Encounter?identifier=" + SYSTEM + "|"));

        var stored = nurse.post("/Communication", naming);
        var guessed = nurse.post("/Communication", anyNumber);
        var visited = nurse.post("/Encounter", new Encounter(), "If-None-Exist", "_id=none");

        assertThat(stored.status()).as(stored.body()).isEqualTo(201);
        assertThat(stored.body()).contains(name(numbered));
        assertThat(guessed.status()).as(guessed.body()).isEqualTo(403);
        assertThat(visited.status()).as(visited.body()).isEqualTo(403);
    }

    /** Each way to say which records a rule is about. */
    @ParameterizedTest
    @ValueSource(strings = {"code", "category", "label", "instance", "everything", "all but another code"})
    void a_rule_counts_in_the_database_as_it_does_for_a_record(String about) {
        var other = clinic.office().create(aCondition(clinic.aPatient()));
        var search = "Condition?code=" + code;
        assertThat(counted(nurse, search)).isEqualTo(2);

        clinic.office().create(aConsent(patient, to("ward-nurse", ruleAbout(about))));

        assertThat(nurse.get("/" + name(condition)).status()).isEqualTo(404);
        assertThat(counted(nurse, search)).isEqualTo(1);
        assertThat(nurse.search(search).getEntry())
                .extracting(entry -> entry.getResource().getIdElement().getIdPart())
                .containsExactly(id(other));
    }

    @Test
    void what_is_kept_back_takes_the_place_of_nothing_older() {
        var older = clinic.office().create(aResult("2026-01-01"));
        var newer = aResult("2026-02-01");
        newer.getMeta().addSecurity("http://terminology.hl7.org/CodeSystem/v3-ActCode", "PSY", null);
        var hidden = clinic.office().create(newer);
        var question = "/Observation/$lastn?patient=" + id(patient) + "&code=" + SYSTEM + "%7C" + code;
        assertThat(newest(nurse, question)).containsExactly(id(hidden));

        clinic.office().create(aConsent(patient, to("ward-nurse", ruleAbout("label"))));

        assertThat(newest(nurse, question)).containsExactly(id(older));
        assertThat(newest(clinic.office(), question)).containsExactly(id(hidden));
    }

    private Observation aResult(String day) {
        return new Observation()
                .setStatus(ObservationStatus.FINAL)
                .setSubject(reference(patient))
                .setCode(new CodeableConcept(new Coding(SYSTEM, code, null)))
                .setEffective(new DateTimeType(day));
    }

    private static List<String> newest(FhirClient reader, String question) {
        return reader.get(question).resource(Bundle.class).getEntry().stream()
                .map(entry -> entry.getResource().getIdElement().getIdPart())
                .toList();
    }

    /** Each condition is looked at for each record that a search finds. */
    @Test
    void many_who_keep_back_the_same_make_one_condition(Hospital hospital) {
        var doctor = clinic.office().create(new Practitioner());
        var reader = new Reader(Caller.Kind.PERSON, "maria", name(doctor), null, Reader.Purpose.CARE);
        var before = conditions(hospital, reader);

        for (int day = 1; day <= 9; day++) {
            var rule = to(reference(doctor), deny("Condition"));
            rule.setPeriod(new Period().setStartElement(new DateTimeType("2026-01-0" + day)));
            clinic.office().create(aConsent(clinic.aPatient(), rule));
        }

        assertThat(conditions(hospital, reader)).isBetween(1, before + 1);
    }

    private static int conditions(Hospital hospital, Reader reader) {
        var caller = Caller.server(new TenantId("private-clinic"), "conditions");
        return Acting.as(caller, () -> hospital.part(ConsentDisclosure.class)
                .closedRows(reader, "Condition")
                .map(limit -> ((RowLimit.AnyOf) limit).ways().size())
                .orElse(0));
    }

    private ProvisionComponent ruleAbout(String about) {
        var rule = new ProvisionComponent().setType(ConsentProvisionType.DENY);
        switch (about) {
            case "code" -> rule.addCode(new CodeableConcept(new Coding(SYSTEM, code, null)));
            case "category" -> rule.addClass_(
                    new Coding("http://terminology.hl7.org/CodeSystem/condition-category", "problem-list-item", null));
            case "label" -> rule.addSecurityLabel(
                    new Coding("http://terminology.hl7.org/CodeSystem/v3-ActCode", "PSY", null));
            case "instance" -> rule.addData()
                    .setMeaning(ConsentDataMeaning.INSTANCE)
                    .setReference(reference(condition));
            case "all but another code" -> rule.addProvision(new ProvisionComponent()
                    .setType(ConsentProvisionType.PERMIT)
                    .addCode(new CodeableConcept(new Coding(SYSTEM, "another", null))));
            default -> {
                // The whole record.
            }
        }
        return rule;
    }

    @Test
    void what_a_rule_is_not_about_is_found_as_before() {
        var rule = ruleAbout("everything");
        rule.addProvision(new ProvisionComponent()
                .setType(ConsentProvisionType.PERMIT)
                .addCode(new CodeableConcept(new Coding(SYSTEM, code, null))));

        clinic.office().create(aConsent(patient, to("ward-nurse", rule)));

        assertThat(counted(nurse, "Condition?code=" + code)).isEqualTo(1);
        assertThat(counted(nurse, "Patient?_has:Condition:patient:code=" + code))
                .isEqualTo(1);
        assertThat(counted(nurse, "Encounter?_id=" + id(visit))).isZero();
    }

    @Test
    void pages_are_full_although_records_are_left_out() {
        var doctor = "d" + UUID.randomUUID();
        clinic.office().create(aConsent(patient, to("ward-nurse", deny("Condition"))));
        for (int number = 0; number < 6; number++) {
            var one = aCondition(number % 2 == 0 ? patient : clinic.aPatient());
            clinic.office().create(one.setCode(new CodeableConcept(new Coding(SYSTEM, doctor, null))));
        }

        var page = nurse.search("Condition?code=" + doctor + "&_count=2&_sort=_id&_total=accurate");

        assertThat(page.getTotal()).isEqualTo(3);
        assertThat(page.getEntry()).hasSize(2);
        assertThat(nurse.page(page.getLink(Bundle.LINK_NEXT).getUrl()).getEntry())
                .hasSize(1);
    }

    @Test
    void a_history_does_not_tell_how_much_is_left_out() {
        clinic.office().create(aConsent(patient, to("ward-nurse", deny("Condition"))));

        for (var path : List.of("/" + name(condition) + "/_history", "/Condition/_history?_count=200")) {
            var answer = nurse.get(path);

            assertThat(answer.body()).doesNotContain(code);
            assertThat(answer.status() == 404
                            || answer.resource(Bundle.class).getTotal()
                                    <= answer.resource(Bundle.class).getEntry().size())
                    .as(answer.body())
                    .isTrue();
        }
    }

    @Test
    void an_export_is_not_chosen_by_what_is_hidden() {
        var filter = "Patient%3F_has%3ACondition%3Apatient%3Acode%3D" + code;
        var path = "/$export?_type=Patient,Condition&_typeFilter=" + filter + "," + "Condition%3Fcode%3D" + code;
        assertThat(exported(path)).contains("Patient", "Condition");

        clinic.office().create(aConsent(patient, to("ward-nurse", deny("Condition"))));

        assertThat(exported(path)).doesNotContain("Patient", "Condition");
    }

    private List<String> exported(String path) {
        var bulk = new BulkClient(nurse, PrivateClinic.BASE);
        var manifest = bulk.await(bulk.taken(nurse.get(path, "Prefer", "respond-async")));
        return StreamSupport.stream(manifest.content().path("output").spliterator(), false)
                .filter(file -> file.path("count").asInt() > 0)
                .map(file -> file.path("type").asText())
                .toList();
    }

    /** By whichever name a Consent means somebody, what is told to him later is kept from him as well. */
    @Test
    void what_is_told_later_is_kept_from_whom_the_consent_names_by_his_record(Hospital hospital) {
        var doctor = clinic.office().create(new Practitioner());
        var rule = deny("Condition");
        rule.addActor()
                .setRole(new CodeableConcept(
                        new Coding("http://terminology.hl7.org/CodeSystem/v3-ParticipationType", "IRCP", null)))
                .setReference(reference(doctor));
        clinic.office().create(aConsent(patient, rule));

        assertThat(isTold(hospital, name(doctor))).isFalse();
        assertThat(isTold(hospital, "Practitioner/another")).isTrue();
    }

    private boolean isTold(Hospital hospital, String user) {
        var kept = KeptGrant.ofPerson("asha", List.of("user/*.rs"), Set.of("ADM"), new Oneself(user, null));
        return Acting.as(
                Caller.server(new TenantId("private-clinic"), "telling-0815"),
                () -> hospital.part(StandingRights.class).sees(kept, condition));
    }

    private static int counted(FhirClient who, String search) {
        return who.search(search + "&_summary=count").getTotal();
    }
}
