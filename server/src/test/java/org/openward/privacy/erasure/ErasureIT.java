package org.openward.privacy.erasure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.function.Supplier;
import org.hl7.fhir.r4.model.Annotation;
import org.hl7.fhir.r4.model.Appointment;
import org.hl7.fhir.r4.model.Appointment.AppointmentStatus;
import org.hl7.fhir.r4.model.Appointment.ParticipationStatus;
import org.hl7.fhir.r4.model.AuditEvent;
import org.hl7.fhir.r4.model.Binary;
import org.hl7.fhir.r4.model.BooleanType;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Bundle.BundleType;
import org.hl7.fhir.r4.model.CodeType;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Consent;
import org.hl7.fhir.r4.model.Consent.ConsentState;
import org.hl7.fhir.r4.model.ContactPoint.ContactPointSystem;
import org.hl7.fhir.r4.model.DocumentReference;
import org.hl7.fhir.r4.model.Encounter;
import org.hl7.fhir.r4.model.Encounter.EncounterStatus;
import org.hl7.fhir.r4.model.Enumerations.DocumentReferenceStatus;
import org.hl7.fhir.r4.model.Flag;
import org.hl7.fhir.r4.model.Flag.FlagStatus;
import org.hl7.fhir.r4.model.HumanName;
import org.hl7.fhir.r4.model.Narrative.NarrativeStatus;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Observation.ObservationStatus;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.StringType;
import org.hl7.fhir.r4.model.Task;
import org.hl7.fhir.r4.model.Task.TaskStatus;
import org.junit.jupiter.api.Test;
import org.openward.profiles.Systems;
import org.openward.tenancy.Acting;
import org.openward.tenancy.Caller;
import org.openward.tenancy.TenantId;
import org.openward.testing.Answer;
import org.openward.testing.AtOnce;
import org.openward.testing.FhirClient;
import org.openward.testing.Hospital;
import org.openward.testing.HospitalTest;
import org.openward.testing.Leftovers;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionOperations;

@HospitalTest
class ErasureIT {
    private static final int CROWD = 16;
    private static final TenantId TENANT = new TenantId("forgetting");
    private static final String ELSEWHERE = "https://other-hospital.example/fhir/";
    private static final String REASON = "Letter of 3 November, identity checked at the desk";

    private final Hospital hospital;
    private final FhirClient clerk;
    private final FhirClient officer;

    /** Nobody else has such a name. */
    private final String family =
            "Zz" + UUID.randomUUID().toString().replaceAll("[^a-f]", "").toLowerCase(Locale.ROOT) + "kowska";

    private final String number = "N-" + UUID.randomUUID();

    ErasureIT(Hospital hospital) {
        this.hospital = hospital;
        hospital.clinic(TENANT);
        this.clerk = FhirClient.withToken(
                hospital.root(), "/fhir/forgetting", "forgetting-clerk", "forgetting-secret", "system/*.cruds");
        this.officer = FhirClient.withToken(
                hospital.root(), "/fhir/forgetting", "forgetting-officer", "forgetting-secret", "system/*.cruds");
    }

    @Test
    void a_record_that_names_the_patient_by_an_encrypted_number_only_is_found_too() {
        var patient = aPatient();
        patient.addIdentifier().setSystem("https://id.example/national").setValue("X" + number);
        patient = clerk.put("/" + name(patient), patient).resource(Patient.class);
        var stranger = new Observation().setStatus(ObservationStatus.FINAL);
        stranger.getCode().setText("Glucose");
        stranger.getSubject()
                .getIdentifier()
                .setSystem("https://id.example/national")
                .setValue("X" + number);
        var observation = clerk.create(stranger);
        assertThat(tablesWith("X" + number)).isEmpty();

        erased(patient);

        var kept = clerk.read(Observation.class, id(observation));
        assertThat(kept.getSubject().hasIdentifier()).isFalse();
        assertThat(clerk.search("Observation?subject:identifier=" + "X" + number)
                        .getEntry())
                .isEmpty();
    }

    @Test
    void nothing_is_left_of_an_erased_patient_where_it_should_not_be() {
        var patient = aPatient();
        patient.addAddress().addLine("Hidden lane of " + family);
        patient = clerk.put("/" + name(patient), patient).resource(Patient.class);
        var observation = clerk.create(anObservationOf(patient));
        observation.addNote(new Annotation().setText("Second look at Ms " + family + ", nothing new"));
        observation = clerk.put("/" + name(observation), observation).resource(Observation.class);
        var appointment = clerk.create(anAppointmentOf(patient));
        var deleted = clerk.create(anObservationOf(patient));
        clerk.delete("/" + name(deleted));
        var scan = clerk.create(new Binary().setContentType("text/plain").setData(utf8("A letter of " + family)));
        var letter = clerk.create(aLetterOf(patient, scan));
        var consent = clerk.create(aConsentOf(patient));
        file(observation, "PID|1||" + number + "^^^X||" + family + "^Ewa");
        exported();
        account(patient);
        assertThat(tablesWith(family))
                .contains("hfj_res_ver", "hfj_spidx_string", "feed_message", "outbound_message", "consent_directive");

        erased(patient);

        assertThat(tablesWith(family)).isEmpty();
        assertThat(tablesWith(number)).isEmpty();
        assertThat(rows("select count(*) from identity.person where patient = '" + id(patient) + "'"))
                .isZero();
        assertThat(rows("select count(*) from openward.bulk_chunk")).isZero();
        var tombstone = clerk.read(Patient.class, id(patient));
        assertThat(tombstone.getActive()).isFalse();
        assertThat(tombstone.hasName()).isFalse();
        assertThat(tombstone.getBirthDateElement().getValueAsString()).isEqualTo("1981");
        assertThat(tombstone.getIdentifier()).extracting(one -> one.getSystem()).containsExactly(Systems.ERASURE);
        var kept = clerk.read(Observation.class, id(observation));
        assertThat(kept.getSubject().getReference()).isEqualTo(name(patient));
        assertThat(kept.getSubject().hasDisplay()).isFalse();
        assertThat(kept.getNote())
                .extracting(Annotation::getText)
                .containsExactly("[erased] came alone", "Second look at Ms [erased], nothing new");
        assertThat(kept.getValueQuantity().getValue()).isEqualByComparingTo("5.40");
        assertThat(clerk.get("/" + name(observation) + "/_history/1").body()).contains("[erased] came alone");
        assertThat(clerk.get("/" + name(patient) + "/_history/1").status()).isEqualTo(404);
        assertThat(clerk.get("/" + name(appointment)).status()).isEqualTo(410);
        assertThat(clerk.get("/" + name(appointment) + "/_history/1").status()).isNotEqualTo(200);
        assertThat(clerk.get("/" + name(letter)).status()).isEqualTo(410);
        assertThat(clerk.get("/" + name(scan)).status()).isEqualTo(410);
        assertThat(clerk.read(Consent.class, id(consent)).getPatient().getReference())
                .isEqualTo(name(patient));
        assertThat(clerk.search("Observation?patient=" + id(patient)).getEntry())
                .hasSize(1);
        assertThat(clerk.search("Patient?family=" + family).getEntry()).isEmpty();
        var verdict = clerk.get("/$verify-audit").resource(Parameters.class);
        assertThat(((BooleanType) verdict.getParameter("verdict").getValue()).booleanValue())
                .isTrue();
        var trail = clerk.search("AuditEvent?patient=" + id(patient) + "&subtype=erase");
        assertThat(((AuditEvent) trail.getEntryFirstRep().getResource())
                        .getAgentFirstRep()
                        .getName())
                .isEqualTo("forgetting-officer");
    }

    @Test
    void a_merged_record_goes_with_the_one_that_took_its_place() {
        var patient = aPatient();
        var other = new Patient();
        other.addName().setFamily(family + "-old");
        other.addLink().setType(Patient.LinkType.REPLACEDBY).getOther().setReference(name(patient));
        var old = clerk.create(other);

        erased(patient);

        assertThat(clerk.read(Patient.class, id(old)).hasName()).isFalse();
        assertThat(tablesWith(family)).isEmpty();
    }

    @Test
    void other_patients_keep_what_is_theirs() {
        var patient = aPatient();
        var another = clerk.create(new Patient().addName(new HumanName().setFamily("Stays")));
        var theirs = clerk.create(anObservationOf(another));
        var shared = anAppointmentOf(patient);
        shared.addParticipant()
                .setStatus(ParticipationStatus.ACCEPTED)
                .setActor(new Reference(name(another)).setDisplay("Stays"));
        var both = clerk.create(shared);

        erased(patient);

        assertThat(clerk.read(Patient.class, id(another)).getNameFirstRep().getFamily())
                .isEqualTo("Stays");
        assertThat(clerk.get("/" + name(theirs)).body()).contains("\"display\":\"" + family);
        var kept = clerk.read(Appointment.class, id(both));
        assertThat(kept.getParticipant().get(1).getActor().getDisplay()).isEqualTo("Stays");
        assertThat(kept.getParticipantFirstRep().getActor().hasDisplay()).isFalse();
    }

    @Test
    void another_hospitals_records_with_the_same_ids_are_other_patients() {
        var patient = aPatient();
        var unrelated = clerk.create(new Patient().addName(new HumanName().setFamily("Stays")));
        patient.addLink().setType(Patient.LinkType.REPLACES).getOther().setReference(ELSEWHERE + name(unrelated));
        clerk.put("/" + name(patient), patient);
        var scan = clerk.create(new Binary().setContentType("text/plain").setData(utf8("Theirs")));
        var letter = aLetterOf(patient, scan).setSubject(new Reference(ELSEWHERE + name(patient)));
        letter = clerk.create(letter);
        var theirs = anObservationOf(patient).setSubject(at(ELSEWHERE, patient));
        theirs = clerk.create(theirs);
        var sent = clerk.create(aBundleFrom(ELSEWHERE, patient));
        var ours = anObservationOf(patient).setSubject(at(hospital.root() + "/fhir/forgetting/", patient));
        ours = clerk.create(ours);

        erased(patient);

        assertThat(clerk.read(Patient.class, id(unrelated)).getNameFirstRep().getFamily())
                .isEqualTo("Stays");
        assertThat(clerk.read(DocumentReference.class, id(letter)).getDescription())
                .contains(family);
        assertThat(clerk.get("/" + name(scan)).status()).isEqualTo(200);
        assertThat(clerk.read(Observation.class, id(theirs)).getSubject().getDisplay())
                .isEqualTo(family);
        assertThat(clerk.get("/" + name(sent)).body()).contains("Nowak", "Found there");
        assertThat(clerk.read(Observation.class, id(ours)).getSubject().hasDisplay())
                .isFalse();
        assertThat(rows("select count(*) from openward.erasure where patient_id = '" + id(unrelated) + "'"))
                .isZero();
    }

    @Test
    void a_number_that_is_a_code_in_somebody_elses_message_takes_nothing_away_from_it() {
        var patient = new Patient();
        patient.addName().setFamily(family);
        patient.addIdentifier().setSystem("https://example.org/ward").setValue("2345");
        patient = clerk.create(patient);
        var theirs = "MSH|^~\\&|A|B\rPID|1||" + key() + "\rOBX|1|NM|2345-7^Glucose^LN||2345|mg/dL\r";
        message(theirs, "processed", "Observation/other");
        message(theirs + "NTE|1||again\r", "discarded", "");

        erased(patient);

        assertThat(rows(
                        "select count(*) from openward.feed_message where position(convert_to('2345-7^Glucose', 'UTF8') in raw) > 0"
                                + " and detail like '%2345-7%'"))
                .isEqualTo(2);
    }

    @Test
    void of_many_approvals_at_once_one_erases() throws InterruptedException {
        var patient = aPatient();
        var task = proposed(patient);

        var answers = AtOnce.all(CROWD, number -> () -> decide(officer, task, "approve"));

        assertThat(answers).allMatch(AtOnce.Outcome::succeeded);
        assertThat(answers.stream().map(answer -> answer.result().get(0).status()))
                .containsOnlyOnce(200)
                .containsOnly(200, 409);
        assertThat(rows("select count(*) from openward.erasure where patient_id = '" + id(patient) + "'"))
                .isEqualTo(1);
    }

    @Test
    void whoever_writes_the_patient_meanwhile_fills_nothing_again() throws InterruptedException {
        var patient = aPatient();
        var task = proposed(patient);

        var answers = AtOnce.all(
                CROWD,
                one -> () -> one == 0
                        ? decide(officer, task, "approve")
                        : clerk.put("/" + name(patient), patient.copy().setLanguage("e" + (char) ('a' + one))));
        assertThat(answers.stream().map(answer -> answer.result().get(0).status()))
                .allMatch(status -> status < 500);
        if (clerk.read(Task.class, id(task)).getStatus() != TaskStatus.COMPLETED) {
            assertThat(decide(officer, task, "approve").status()).isEqualTo(200);
        }

        assertThat(clerk.read(Patient.class, id(patient)).hasName()).isFalse();
        assertThat(tablesWith(family)).isEmpty();
        assertThat(clerk.put("/" + name(patient), patient.copy()).status()).isEqualTo(422);
        assertThat(tablesWith(family)).isEmpty();
    }

    @Test
    void nobody_erases_alone() {
        var patient = aPatient();

        var task = proposed(patient);

        assertThat(clerk.read(Patient.class, id(patient)).hasName()).isTrue();
        assertThat(decide(clerk, task, "approve").status()).isEqualTo(403);
        assertThat(decide(officer, task, "reject").resource(Task.class).getStatus())
                .isEqualTo(TaskStatus.REJECTED);
        assertThat(clerk.read(Patient.class, id(patient)).hasName()).isTrue();
        assertThatThrownBy(() -> inTenant(() -> hospital.part(JdbcClient.class)
                        .sql(
                                """
                                insert into openward.erasure (tenant_id, task_id, patient_id, legal_basis, erased_at)
                                values ('forgetting', :task, :patient, 'objection', now())
                                """)
                        .param("task", id(task))
                        .param("patient", id(patient))
                        .update()))
                .hasStackTraceContaining("Nobody approved the erasure");
        assertThatThrownBy(() -> inTenant(() -> hospital.part(JdbcClient.class)
                        .sql("select openward.erase_accounts(array[:patient])")
                        .param("patient", id(patient))
                        .query(Integer.class)
                        .single()))
                .hasStackTraceContaining("Nobody approved the erasure");
    }

    @Test
    void a_legal_hold_wins() {
        var patient = aPatient();
        var task = proposed(patient);
        var hold = officer.create(aHoldOf(patient));

        assertThat(decide(officer, task, "approve").invariant()).isEqualTo("X7");
        assertThat(erase(clerk, patient, REASON).status()).isEqualTo(422);
        assertThat(clerk.put("/" + name(hold), hold.copy().setStatus(FlagStatus.INACTIVE))
                        .status())
                .isEqualTo(403);
        assertThat(clerk.post("/Flag", aHoldOf(patient)).status()).isEqualTo(403);
        assertThat(clerk.delete("/" + name(hold)).status()).isEqualTo(403);
        assertThat(officer.put("/" + name(hold), hold.setStatus(FlagStatus.INACTIVE))
                        .status())
                .isEqualTo(200);
        assertThat(decide(officer, task, "approve").status()).isEqualTo(200);
    }

    @Test
    void who_is_still_in_care_or_waits_for_a_decision_is_not_erased() {
        var patient = aPatient();
        var encounter = clerk.create(new Encounter()
                .setStatus(EncounterStatus.INPROGRESS)
                .setClass_(new Coding("http://terminology.hl7.org/CodeSystem/v3-ActCode", "AMB", null))
                .setSubject(new Reference(name(patient))));
        assertThat(erase(clerk, patient, REASON).invariant()).isEqualTo("X7");

        clerk.put("/" + name(encounter), encounter.setStatus(EncounterStatus.FINISHED));
        held("PID|1||" + number + "^^^X||" + family);

        assertThat(erase(clerk, patient, REASON).body()).contains("is not filed");
    }

    @Test
    void who_owes_something_is_not_forgotten() {
        var patient = aPatient();
        inTenant(() -> hospital.part(JdbcClient.class)
                .sql(
                        """
                        insert into openward.invoice_balance (tenant_id, invoice_id, number, patient_id, issued_on, currency, total)
                        values ('forgetting', :invoice, :invoice, :patient, current_date, 'INR', 100)
                        """)
                .param("invoice", key())
                .param("patient", id(patient))
                .update());

        var answer = erase(clerk, patient, REASON);

        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.body()).contains("is not paid");
    }

    @Test
    void what_is_asked_unclearly_or_by_strangers_is_refused() {
        var patient = aPatient();

        assertThat(erase(clerk, patient, "because").status()).isEqualTo(400);
        assertThat(erase(clerk, patient, "Ms " + family + " asked for it").status())
                .isEqualTo(400);
        assertThat(clerk.post("/" + name(patient) + "/$erase", asked("whim", REASON), "Idempotency-Key", key())
                        .status())
                .isEqualTo(400);
        assertThat(clerk.post("/" + name(patient) + "/$erase", asked("objection", REASON))
                        .status())
                .isEqualTo(400);
        assertThat(clerk.post("/Patient/nobody-knows/$erase", asked("objection", REASON), "Idempotency-Key", key())
                        .status())
                .isEqualTo(404);
        var reader = FhirClient.withToken(
                hospital.root(), "/fhir/forgetting", "forgetting-clerk", "forgetting-secret", "system/*.rs");
        assertThat(erase(reader, patient, REASON).status()).isEqualTo(403);
        assertThat(erase(hospital.asFeedReader().at("/fhir/forgetting"), patient, REASON)
                        .status())
                .isEqualTo(403);
        var imitation = patient.copy();
        imitation.addIdentifier().setSystem(Systems.ERASURE).setValue("1");
        assertThat(clerk.put("/" + name(patient), imitation).status()).isEqualTo(403);
        assertThat(clerk.read(Patient.class, id(patient)).hasName()).isTrue();
    }

    private void erased(Patient patient) {
        var answer = decide(officer, proposed(patient), "approve");
        assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
        assertThat(answer.resource(Task.class).getStatus()).isEqualTo(TaskStatus.COMPLETED);
    }

    private Task proposed(Patient patient) {
        var answer = erase(clerk, patient, REASON);
        assertThat(answer.status()).as(answer.toString()).isEqualTo(202);
        return answer.resource(Task.class);
    }

    private static Answer erase(FhirClient who, Patient patient, String reason) {
        return who.post("/" + name(patient) + "/$erase", asked("consent-withdrawn", reason), "Idempotency-Key", key());
    }

    private static Parameters asked(String legalBasis, String reason) {
        var asked = new Parameters();
        asked.addParameter("legalBasis", new CodeType(legalBasis));
        asked.addParameter("reason", new StringType(reason));
        return asked;
    }

    private static Answer decide(FhirClient who, Task task, String verb) {
        return who.post("/Task/" + id(task) + "/$" + verb, new Parameters(), "Idempotency-Key", key());
    }

    private static String key() {
        return UUID.randomUUID().toString();
    }

    private Patient aPatient() {
        var patient = new Patient();
        patient.addName().setFamily(family).addGiven("Ewa");
        patient.addIdentifier().setSystem("https://example.org/national").setValue(number);
        patient.addTelecom().setSystem(ContactPointSystem.EMAIL).setValue(family + "@example.org");
        patient.setBirthDateElement(new org.hl7.fhir.r4.model.DateType("1981-04-05"));
        patient.getText().setStatus(NarrativeStatus.GENERATED).setDivAsString("<div>" + family + "</div>");
        return clerk.create(patient);
    }

    private Observation anObservationOf(Patient patient) {
        var observation = new Observation().setStatus(ObservationStatus.FINAL);
        observation.getCode().setText("Glucose");
        observation.setSubject(new Reference(name(patient)).setDisplay(family + ", Ewa"));
        observation.setValue(new org.hl7.fhir.r4.model.Quantity()
                .setValue(new java.math.BigDecimal("5.40"))
                .setUnit("mmol/L"));
        observation.addNote(new Annotation().setText(family + " came alone"));
        observation.getText().setStatus(NarrativeStatus.GENERATED).setDivAsString("<div>" + family + "</div>");
        var kin = new Patient();
        kin.setId("who");
        kin.addName().setFamily(family);
        observation.addContained(kin);
        observation.addFocus().setReference("#who");
        return observation;
    }

    private Reference at(String server, Patient patient) {
        return new Reference(server + name(patient)).setDisplay(family);
    }

    /** What another hospital sent, with records of its own that have the same names. */
    private static Bundle aBundleFrom(String server, Patient patient) {
        var theirs = new Patient().addName(new HumanName().setFamily("Nowak"));
        theirs.setId(id(patient));
        var found = new Observation().setStatus(ObservationStatus.FINAL);
        found.getCode().setText("Found there");
        found.setId("1");
        found.setSubject(new Reference(name(patient)).setDisplay("Nowak"));
        var bundle = new Bundle().setType(BundleType.COLLECTION);
        bundle.addEntry().setFullUrl(server + name(theirs)).setResource(theirs);
        bundle.addEntry().setFullUrl(server + name(found)).setResource(found);
        return bundle;
    }

    private Appointment anAppointmentOf(Patient patient) {
        var appointment = new Appointment().setStatus(AppointmentStatus.PROPOSED);
        appointment
                .addParticipant()
                .setStatus(ParticipationStatus.NEEDSACTION)
                .setActor(new Reference(name(patient)).setDisplay(family));
        return appointment;
    }

    private DocumentReference aLetterOf(Patient patient, Binary scan) {
        var letter = new DocumentReference()
                .setStatus(DocumentReferenceStatus.CURRENT)
                .setSubject(new Reference(name(patient)))
                .setDescription("Letter of " + family);
        letter.addContent().getAttachment().setUrl(name(scan)).setTitle(family);
        return letter;
    }

    private Consent aConsentOf(Patient patient) {
        var consent = new Consent()
                .setStatus(ConsentState.ACTIVE)
                .setPatient(new Reference(name(patient)).setDisplay(family));
        consent.getScope()
                .addCoding()
                .setSystem("http://terminology.hl7.org/CodeSystem/consentscope")
                .setCode("patient-privacy");
        consent.addCategory().setText("Told by " + family);
        consent.getPolicyRule()
                .addCoding()
                .setSystem("http://terminology.hl7.org/CodeSystem/v3-ActCode")
                .setCode("OPTIN");
        return consent;
    }

    private static Flag aHoldOf(Patient patient) {
        return new Flag()
                .setStatus(FlagStatus.ACTIVE)
                .setCode(new CodeableConcept(
                        new Coding().setSystem(Systems.FLAG_TYPE).setCode("legal-hold")))
                .setSubject(new Reference(name(patient)));
    }

    /** A message that was filed as that record, and one that told somebody else of it. */
    private void file(Resource record, String text) {
        message(text, "processed", name(record));
        inTenant(() -> hospital.part(JdbcClient.class)
                .sql(
                        """
                        insert into openward.outbound_message (tenant_id, destination_id, resource_type, resource_id,
                            resource_version, message_type, control_id, raw, status)
                        values ('forgetting', 'd', :type, :id, 1, 'ORU', :control, :raw, 'waiting')
                        """)
                .param("type", record.fhirType())
                .param("id", id(record))
                .param("control", key())
                .param("raw", utf8(text))
                .update());
    }

    /** By which the patient signs in himself, with a password that he had before. */
    private void account(Patient patient) {
        inTenant(() -> hospital.part(JdbcClient.class)
                .sql(
                        """
                        insert into identity.person (user_name, password, scopes, tenants, fhir_user, patient)
                        values (:name, '{bcrypt}x', '', 'forgetting', 'Patient/' || :patient, :patient)
                        """)
                .param("name", family + "@example.org")
                .param("patient", id(patient))
                .update());
        inTenant(() -> hospital.part(JdbcClient.class)
                .sql(
                        """
                        insert into identity.former_password (user_name, password, replaced_at)
                        values (:name, '{bcrypt}y', now())
                        """)
                .param("name", family + "@example.org")
                .update());
    }

    private void held(String text) {
        message(text, "held", "");
    }

    private void message(String text, String status, String record) {
        inTenant(() -> hospital.part(JdbcClient.class)
                .sql(
                        """
                        insert into openward.feed_message (tenant_id, lane, received_at, listener_port, remote_address,
                            sending_application, sending_facility, sent_at, message_type, control_id, processing_id, version,
                            character_set, decoding, raw, sha256, acknowledgement, status, detail, record_refs)
                        values ('forgetting', 'test', now(), 1, 'here', 'A', 'B', 'now', 'ORU^R01', :control, 'P', '2.5', 'UTF-8', 'UTF-8',
                            :raw, sha256(:raw), '', :status, :text, array[:record])
                        """)
                .param("control", key())
                .param("raw", utf8(text))
                .param("status", status)
                .param("text", text)
                .param("record", record)
                .update());
    }

    /** Waits until a file holds the patient. */
    private void exported() {
        var answer = clerk.get("/Patient/$export?_type=Patient", "Prefer", "respond-async");
        assertThat(answer.status()).isEqualTo(202);
        org.awaitility.Awaitility.await()
                .atMost(java.time.Duration.ofSeconds(60))
                .until(() -> rows("select count(*) from openward.bulk_chunk") > 0);
    }

    /** The tables of all schemas of which a row of this tenant or of nobody's holds that text; the audit trail is kept as it is. */
    private List<String> tablesWith(String text) {
        return Leftovers.of(hospital, TENANT.value()).tablesWith(text).stream()
                .filter(table -> !table.startsWith("audit_event"))
                .toList();
    }

    private long rows(String count) {
        return inTenant(() ->
                hospital.part(JdbcClient.class).sql(count).query(Integer.class).single());
    }

    private int inTenant(Supplier<Integer> work) {
        return Acting.as(Caller.server(TENANT, "test"), () -> hospital.part(TransactionOperations.class)
                .execute(status -> work.get()));
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String name(Resource record) {
        return record.fhirType() + "/" + id(record);
    }

    private static String id(Resource record) {
        return record.getIdElement().getIdPart();
    }
}
