package org.openward.privacy.retention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ca.uhn.fhir.context.FhirContext;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.hl7.fhir.r4.model.Binary;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Bundle.BundleType;
import org.hl7.fhir.r4.model.Bundle.HTTPVerb;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.DiagnosticReport;
import org.hl7.fhir.r4.model.DiagnosticReport.DiagnosticReportStatus;
import org.hl7.fhir.r4.model.DocumentReference;
import org.hl7.fhir.r4.model.Enumerations.DocumentReferenceStatus;
import org.hl7.fhir.r4.model.Flag;
import org.hl7.fhir.r4.model.Flag.FlagStatus;
import org.hl7.fhir.r4.model.ImagingStudy;
import org.hl7.fhir.r4.model.ImagingStudy.ImagingStudyStatus;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Observation.ObservationStatus;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.QuestionnaireResponse;
import org.hl7.fhir.r4.model.QuestionnaireResponse.QuestionnaireResponseStatus;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Resource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openward.fhir.FhirStore;
import org.openward.fhir.RecordMatching;
import org.openward.fhir.erasing.StoredIndex;
import org.openward.fhir.erasing.StoredTexts;
import org.openward.privacy.retention.DueRecords.Place;
import org.openward.privacy.retention.Keeping.Fate;
import org.openward.privacy.retention.RetentionSettings.Rule;
import org.openward.profiles.Systems;
import org.openward.tenancy.Acting;
import org.openward.tenancy.Caller;
import org.openward.tenancy.TenantId;
import org.openward.testing.CountedStatements;
import org.openward.testing.FhirClient;
import org.openward.testing.Hospital;
import org.openward.testing.HospitalTest;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.transaction.support.TransactionOperations;

@HospitalTest
class RetentionIT {
    private static final TenantId TENANT = new TenantId("forgetting");

    private final Hospital hospital;
    private final FhirClient officer;
    private final String batch = UUID.randomUUID().toString();

    RetentionIT(Hospital hospital) {
        this.hospital = hospital;
        hospital.clinic(TENANT);
        this.officer = FhirClient.withToken(
                hospital.root(), "/fhir/forgetting", "forgetting-officer", "forgetting-secret", "system/*.cruds");
    }

    @Test
    void what_is_old_enough_goes_with_all_its_versions() {
        var draft = officer.create(aDraftOf(aPatient()));
        officer.put("/" + name(draft), draft.setAuthored(null).setLanguage("en"));
        var done = officer.create(aDraftOf(aPatient()).setStatus(QuestionnaireResponseStatus.COMPLETED));

        assertThat(removed(Duration.ofDays(1))).isEmpty();
        assertThat(removed(Duration.ofSeconds(-5))).isEqualTo(Map.of(Fate.DUE, 1));

        assertThat(officer.get("/" + name(draft)).status()).isEqualTo(410);
        assertThat(officer.get("/" + name(draft) + "/_history/1").status()).isNotEqualTo(200);
        assertThat(officer.get("/" + name(draft) + "/_history/2").status()).isNotEqualTo(200);
        assertThat(officer.get("/" + name(done)).status()).isEqualTo(200);
        assertThat(officer.search("AuditEvent?entity=" + name(draft) + "&action=D")
                        .getEntry())
                .hasSize(1);
    }

    @Test
    void what_must_be_kept_stays() {
        var patient = aPatient();
        var held = officer.create(aDraftOf(patient));
        officer.create(aHoldOf(patient));
        var used = officer.create(aDraftOf(aPatient()));
        var user = new Observation().setStatus(ObservationStatus.FINAL);
        user.getCode().setText("Score");
        officer.create(user.addDerivedFrom(new Reference(name(used))));

        assertThat(removed(Duration.ofSeconds(-5))).isEqualTo(Map.of(Fate.HELD, 1, Fate.REFERRED, 1));

        assertThat(officer.get("/" + name(held)).status()).isEqualTo(200);
        assertThat(officer.get("/" + name(used)).status()).isEqualTo(200);
    }

    @Test
    void what_a_rule_will_do_can_be_seen_before() {
        var report = officer.get("/$retention-report").resource(Parameters.class);

        var rule = report.getParameterFirstRep();
        assertThat(rule.getPart().get(0).getValue().primitiveValue()).isEqualTo("old-drafts");
        assertThat(rule.getPart().stream().skip(1).map(part -> part.getValue().primitiveValue()))
                .containsExactly("0", "0", "0", "false");
        var reader = FhirClient.withToken(
                hospital.root(), "/fhir/forgetting", "forgetting-officer", "forgetting-secret", "system/Patient.rs");
        assertThat(reader.get("/$retention-report").status()).isEqualTo(403);
        assertThat(hospital.asFeedReader().get("/$retention-report").status()).isEqualTo(403);
    }

    @Test
    void what_is_named_where_no_search_looks_stays() {
        var reported = officer.create(aStudyOf(aPatient()));
        var report = new DiagnosticReport().setStatus(DiagnosticReportStatus.PRELIMINARY);
        report.getCode().setText("Chest");
        officer.create(report.addImagingStudy(new Reference(name(reported))));
        var extended = officer.create(aStudyOf(aPatient()));
        var seen = new Observation().setStatus(ObservationStatus.FINAL);
        seen.getCode().setText("Shadow");
        seen.addExtension("https://example.org/seen-in", new Reference(name(extended)));
        officer.create(seen);
        var alone = officer.create(aStudyOf(aPatient()));

        assertThat(removed(rule("ImagingStudy", ""))).isEqualTo(Map.of(Fate.REFERRED, 2, Fate.DUE, 1));

        assertThat(officer.get("/" + name(reported)).status()).isEqualTo(200);
        assertThat(officer.get("/" + name(extended)).status()).isEqualTo(200);
        assertThat(officer.get("/" + name(alone)).status()).isEqualTo(410);
    }

    @Test
    void contents_go_with_their_document_and_never_with_another_one() {
        var own = aScan();
        var former = aScan();
        var document = officer.create(aDocument(aPatient(), former));
        document.getContentFirstRep().getAttachment().setUrl(name(own));
        officer.put("/" + name(document), document);
        officer.put("/" + name(own), own.setSecurityContext(new Reference(name(document))));
        var reported = aScan();
        var report = new DiagnosticReport().setStatus(DiagnosticReportStatus.PRELIMINARY);
        report.getCode().setText("Chest");
        report.addPresentedForm().setUrl(name(reported));
        officer.create(report);
        var second = officer.create(aDocument(aPatient(), reported));
        var kept = aScan();
        var patient = aPatient();
        officer.create(aHoldOf(patient));
        var held = officer.create(aDocument(patient, kept));
        var third = officer.create(aDocument(aPatient(), kept));

        assertThat(removed(rule("DocumentReference", ""))).isEqualTo(Map.of(Fate.DUE, 3, Fate.HELD, 1));

        assertThat(List.of(document, second, third))
                .allMatch(gone -> officer.get("/" + name(gone)).status() == 410);
        assertThat(officer.get("/" + name(held)).status()).isEqualTo(200);
        assertThat(List.of(own, former))
                .allMatch(gone -> officer.get("/" + name(gone)).status() == 410);
        assertThat(List.of(reported, kept))
                .allMatch(named -> officer.get("/" + name(named)).status() == 200);
    }

    @Test
    void what_somebody_has_just_changed_is_not_old() {
        var draft = officer.create(aDraftOf(aPatient()));
        var found = inTenant(() -> hospital.part(DueRecords.class).page(drafts(), Place.BEGIN));
        officer.put("/" + name(draft), draft.setStatus(QuestionnaireResponseStatus.COMPLETED));

        var fates = inTenant(
                () -> hospital.part(Keeping.class).settle("QuestionnaireResponse", found.records(), Instant.EPOCH));

        assertThat(found.records()).hasSize(1);
        assertThat(fates).isEmpty();
    }

    @Test
    void whoever_names_a_record_meanwhile_keeps_it() {
        var draft = officer.create(aDraftOf(aPatient()));
        var found = inTenant(() -> hospital.part(DueRecords.class).page(drafts(), Place.BEGIN));
        var look = inTenant(() -> hospital.part(Keeping.class).look("QuestionnaireResponse", found.records()));
        var seen = new Observation().setStatus(ObservationStatus.FINAL);
        seen.getCode().setText("Score");
        seen.addExtension("https://example.org/from", new Reference(name(draft)));
        officer.create(seen);

        var fates =
                inTenant(() -> hospital.part(Keeping.class).settle("QuestionnaireResponse", look.due(), look.since()));

        assertThat(look.due()).hasSize(1);
        assertThat(fates.values()).containsExactly(Fate.REFERRED);
    }

    @Test
    void a_report_waits_for_nobody_and_asks_as_often_for_many_records_as_for_few() {
        var patient = aPatient();
        officer.create(aDraftOf(patient));
        var few = statementsOfAReport();
        IntStream.range(0, 8).forEach(each -> officer.create(aDraftOf(patient)));

        var locked = inTenant(() -> {
            hospital.part(StoredTexts.class)
                    .lock("Patient", List.of(patient.getIdElement().getIdPart()));
            return CompletableFuture.supplyAsync(this::report)
                    .orTimeout(30, TimeUnit.SECONDS)
                    .join();
        });

        assertThat(locked.fates()).isEqualTo(Map.of(Fate.DUE, 9));
        assertThat(locked.more()).isFalse();
        assertThat(statementsOfAReport()).isEqualTo(few);
    }

    @Test
    void of_more_records_of_one_moment_than_a_search_gives_each_is_found() {
        var patient = aPatient();
        var transaction = new Bundle().setType(BundleType.TRANSACTION);
        for (var each = 0; each < 3; each++) {
            transaction
                    .addEntry()
                    .setResource(aDraftOf(patient))
                    .getRequest()
                    .setMethod(HTTPVerb.POST)
                    .setUrl("QuestionnaireResponse");
        }
        officer.post("", transaction);
        var real = hospital.part(FhirStore.class);
        var moment = inTenant(() -> real.search(QuestionnaireResponse.class, "identifier=" + batch))
                .get(0)
                .getMeta()
                .getLastUpdated();
        var crowd = IntStream.range(0, FhirStore.MOST_MATCHES)
                .mapToObj(each -> other(each, moment))
                .toList();
        var records = new DueRecords(
                new Crowded(real, crowd),
                hospital.part(StoredIndex.class),
                hospital.part(Clock.class),
                FhirContext.forR4Cached());

        var first = inTenant(() -> records.page(drafts(), Place.BEGIN));
        var second = inTenant(() -> records.page(drafts(), first.next().orElseThrow()));
        var third = inTenant(() -> records.page(drafts(), second.next().orElseThrow()));

        assertThat(first.records()).hasSize(FhirStore.MOST_MATCHES);
        assertThat(second.records()).hasSize(3);
        assertThat(third.records()).isEmpty();
        assertThat(third.next().orElseThrow().moment()).isAfter(moment.toInstant());
    }

    private static QuestionnaireResponse other(int number, Date moment) {
        var other = new QuestionnaireResponse();
        other.setId("QuestionnaireResponse/other-" + number + "/_history/1");
        other.getMeta().setLastUpdated(moment);
        return other;
    }

    /** A store in which so many others have the same time that a search by it finds no more than them. */
    private record Crowded(FhirStore real, List<QuestionnaireResponse> others) implements FhirStore {
        @Override
        public <T extends Resource> List<T> search(Class<T> type, String query) {
            return query.startsWith("_id=")
                    ? real.search(type, query)
                    : others.stream().map(type::cast).toList();
        }

        @Override
        public <T extends Resource> T read(Class<T> type, String id) {
            return real.read(type, id);
        }

        @Override
        public <T extends Resource> Optional<T> find(Class<T> type, String id) {
            return real.find(type, id);
        }

        @Override
        public <T extends Resource> T create(T resource) {
            return real.create(resource);
        }

        @Override
        public <T extends Resource> T update(T resource) {
            return real.update(resource);
        }

        @Override
        public <T extends Resource> void delete(Class<T> type, String id) {
            real.delete(type, id);
        }

        @Override
        public Bundle transact(Bundle transaction) {
            return real.transact(transaction);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"nonsense=1", "authored=someday", "_sort=authored", "authored:exact=2020", "status=%"})
    void a_search_that_the_type_does_not_have_stops_the_start(String search) {
        var check = new RuleCheck(
                new RetentionSettings(Map.of("one", new Rule("QuestionnaireResponse", search, Duration.ofDays(90)))),
                hospital.part(RecordMatching.class));

        assertThatThrownBy(check::afterSingletonsInstantiated)
                .isInstanceOf(InvalidConfigurationPropertyValueException.class)
                .hasMessageContaining("openward.retention.rules.one.search");
    }

    private RetentionDesk.Reported report() {
        return Acting.as(Caller.server(TENANT, "test"), () -> hospital.part(RetentionDesk.class)
                .report(drafts()));
    }

    private long statementsOfAReport() {
        return hospital
                .part(CountedStatements.class)
                .during(() -> {
                    var request = new Thread(this::report, "http-report");
                    request.start();
                    assertThat(CompletableFuture.runAsync(() -> join(request))).succeedsWithin(Duration.ofSeconds(30));
                })
                .stream()
                .filter(statement -> !statement.contains("audit_"))
                .count();
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
    }

    private <T> T inTenant(Supplier<T> work) {
        return Acting.as(Caller.server(TENANT, "test"), () -> hospital.part(TransactionOperations.class)
                .execute(status -> work.get()));
    }

    private Map<Fate, Integer> removed(Duration olderThan) {
        return removed(new Rule("QuestionnaireResponse", "status=in-progress&identifier=" + batch, olderThan));
    }

    private Map<Fate, Integer> removed(Rule rule) {
        return hospital.part(RetentionDesk.class).remove(TENANT, "test", rule);
    }

    private Rule drafts() {
        return rule("QuestionnaireResponse", "status=in-progress&");
    }

    private Rule rule(String type, String search) {
        return new Rule(type, search + "identifier=" + batch, Duration.ofSeconds(-5));
    }

    private ImagingStudy aStudyOf(Patient patient) {
        var study = new ImagingStudy().setStatus(ImagingStudyStatus.AVAILABLE).setSubject(new Reference(name(patient)));
        study.addIdentifier().setSystem("https://example.org/batch").setValue(batch);
        return study;
    }

    private Binary aScan() {
        return officer.create(new Binary().setContentType("text/plain").setData(new byte[] {65}));
    }

    private DocumentReference aDocument(Patient patient, Binary scan) {
        var document = new DocumentReference()
                .setStatus(DocumentReferenceStatus.CURRENT)
                .setSubject(new Reference(name(patient)));
        document.addIdentifier().setSystem("https://example.org/batch").setValue(batch);
        document.addContent().getAttachment().setUrl(name(scan));
        return document;
    }

    private static Flag aHoldOf(Patient patient) {
        return new Flag()
                .setStatus(FlagStatus.ACTIVE)
                .setCode(new CodeableConcept(
                        new Coding().setSystem(Systems.FLAG_TYPE).setCode("legal-hold")))
                .setSubject(new Reference(name(patient)));
    }

    private Patient aPatient() {
        var patient = new Patient();
        patient.addName().setFamily("Kept");
        return officer.create(patient);
    }

    private QuestionnaireResponse aDraftOf(Patient patient) {
        var draft = new QuestionnaireResponse().setStatus(QuestionnaireResponseStatus.INPROGRESS);
        draft.getIdentifier().setSystem("https://example.org/batch").setValue(batch);
        return draft.setSubject(new Reference(name(patient)));
    }

    private static String name(Resource record) {
        return record.fhirType() + "/" + record.getIdElement().getIdPart();
    }
}
