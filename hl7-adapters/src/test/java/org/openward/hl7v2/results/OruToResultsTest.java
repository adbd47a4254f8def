package org.openward.hl7v2.results;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.openward.hl7v2.results.ReadingResults.ANALYZER;
import static org.openward.hl7v2.results.ReadingResults.NAMESPACE;
import static org.openward.hl7v2.results.ReadingResults.ORDER;
import static org.openward.hl7v2.results.ReadingResults.read;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.DateType;
import org.hl7.fhir.r4.model.DiagnosticReport;
import org.hl7.fhir.r4.model.DiagnosticReport.DiagnosticReportStatus;
import org.hl7.fhir.r4.model.Enumerations.AdministrativeGender;
import org.hl7.fhir.r4.model.Extension;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Observation.ObservationStatus;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Specimen;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openward.hl7v2.Hl7Message;
import org.openward.hl7v2.MalformedMessage;
import org.openward.hl7v2.Messages;
import org.openward.hl7v2.datatypes.Remark;
import org.openward.hl7v2.datatypes.Unmapped;
import org.openward.hl7v2.devices.DeviceProfile;
import org.openward.hl7v2.devices.ResultConventions.SubIds;
import org.openward.hl7v2.devices.SampleRule.Numbering;
import org.openward.hl7v2.devices.SampleRule.Position;
import org.openward.hl7v2.results.Accounting.LeftOut;
import org.openward.hl7v2.results.Accounting.Reason;
import org.openward.profiles.Extensions;
import org.openward.profiles.LaboratoryParts;
import org.openward.profiles.Systems;

class OruToResultsTest {
    @Test
    void a_blood_count_becomes_one_report_with_its_specimen_and_observations() throws Exception {
        LaboratoryResults results = read(bloodCount());

        LaboratoryReport report = results.reports().get(0);
        assertThat(results.reports()).hasSize(1);
        assertThat(results.accounting()).isEqualTo(new Accounting(10, 10, List.of()));
        assertThat(report.purpose()).isEqualTo(Purpose.PATIENT);
        assertThat(report.order()).isEqualTo(new LaboratoryReport.OrderNumbers("ACC-2026-0001", "XN-55501", ""));
        assertThat(report.sample().candidates()).containsExactly("ACC-2026-0001", "XN-55501");
        assertThat(report.resources().specimens()).hasSize(1);
        assertThat(report.resources().results()).hasSize(10);
    }

    @Test
    void the_patient_is_handed_on_as_sent() throws Exception {
        PatientAsSent patient = read(bloodCount()).reports().get(0).patient();

        assertThat(patient.identifiers())
                .containsExactly(new PatientAsSent.SentIdentifier("MRN-000123", "HOSPITAL", "", "MR"));
        assertThat(patient.name()).isEqualTo(new PatientAsSent.Name("Sharma", "Asha"));
        assertThat(patient.birthDate().map(DateType::getValueAsString)).contains("1985-04-12");
        assertThat(patient.sex()).contains(AdministrativeGender.FEMALE);
        assertThat(patient.visit()).isEqualTo("V-77");
    }

    @Test
    void the_report_says_what_was_done_when_and_how_far_it_is() throws Exception {
        DiagnosticReport report =
                read(bloodCount()).reports().get(0).resources().report();

        assertThat(report.getStatus()).isEqualTo(DiagnosticReportStatus.FINAL);
        assertThat(report.getCode().getText()).isEqualTo("Complete blood count");
        assertThat(report.getCode().getCodingFirstRep().getSystem()).isEqualTo(NAMESPACE + "/codes/99XN");
        assertThat(report.getCategoryFirstRep().getCodingFirstRep().getCode()).isEqualTo("HM");
        assertThat(report.getEffectiveDateTimeType().getValueAsString()).isEqualTo("2026-03-01T09:40:00+05:30");
        assertThat(report.getIssuedElement().getValueAsString()).isEqualTo("2026-03-01T10:14:00.000+05:30");
        assertThat(report.hasSubject()).isFalse();
        assertThat(report.getResult()).hasSize(10).allSatisfy(each -> assertThat(each.getReference())
                .startsWith("urn:uuid:"));
    }

    @Test
    void an_observation_carries_code_value_range_flag_note_time_person_and_device() throws Exception {
        List<LaboratoryReport.Result> results =
                read(bloodCount()).reports().get(0).resources().results();
        Observation leucocytes = results.get(0).observation();
        Observation haemoglobin = results.get(2).observation();

        assertThat(leucocytes.getCode().getCoding())
                .extracting("system")
                .containsExactly(Systems.LOINC, NAMESPACE + "/codes/99XN");
        assertThat(leucocytes.getCode().getCoding()).extracting("code").containsExactly("6690-2", "WBC");
        assertThat(leucocytes.getCategoryFirstRep().getCodingFirstRep().getCode())
                .isEqualTo("laboratory");
        assertThat(leucocytes.getEffectiveDateTimeType().getValueAsString()).isEqualTo("2026-03-01T10:12:00+05:30");
        assertThat(leucocytes.getPerformerFirstRep().getDisplay()).isEqualTo("Ravi Iyer");
        assertThat(leucocytes.getDevice().getReference()).isEqualTo("Device/xn1000");
        assertThat(leucocytes.getDevice().getIdentifier().getValue()).isEqualTo("XN-1000~SN-7781");
        assertThat(haemoglobin.getValueQuantity().getValue()).isEqualByComparingTo("9.8");
        assertThat(haemoglobin.getValueQuantity().getSystem()).isEqualTo(Systems.UCUM);
        assertThat(haemoglobin.getReferenceRangeFirstRep().getLow().getValue()).isEqualByComparingTo("12.0");
        assertThat(haemoglobin.getReferenceRangeFirstRep().getText()).isEqualTo("12.0-15.0");
        assertThat(haemoglobin.getInterpretationFirstRep().getCodingFirstRep().getCode())
                .isEqualTo("L");
        assertThat(haemoglobin.getNoteFirstRep().getText()).isEqualTo("Checked twice");
        assertThat(haemoglobin.getSpecimen().getReference()).startsWith("urn:uuid:");
    }

    @Test
    void what_has_no_code_or_unit_yet_is_listed_once_each() throws Exception {
        LaboratoryResults results = read(bloodCount());

        assertThat(results.unmapped())
                .filteredOn(each -> each.kind() == Unmapped.Kind.TEST)
                .extracting(Unmapped::code)
                .containsExactly("RBC", "HCT", "MCV", "MCH", "MCHC", "RDW-SD", "PLT-FLAG");
        assertThat(results.unmapped())
                .filteredOn(each -> each.kind() == Unmapped.Kind.UNIT)
                .extracting(Unmapped::code)
                .containsExactly("10*6/uL");
    }

    @Test
    void a_specimen_is_described_by_its_segment() throws Exception {
        Specimen specimen =
                read(bloodCount()).reports().get(0).resources().specimens().get(0);

        assertThat(BusinessIdentity.of(specimen))
                .isEqualTo(new BusinessIdentity(NAMESPACE + "/specimen", "ACC-2026-0001"));
        assertThat(specimen.getType().getCodingFirstRep().getCode()).isEqualTo("BLD");
        assertThat(specimen.getCollection().getCollectedDateTimeType().getValueAsString())
                .isEqualTo("2026-03-01T09:40:00+05:30");
    }

    @Test
    void the_same_message_again_has_the_same_identities_and_links() throws Exception {
        LaboratoryReport first = read(bloodCount()).reports().get(0);
        LaboratoryReport second = read(bloodCount()).reports().get(0);

        assertThat(identities(second)).isEqualTo(identities(first)).doesNotHaveDuplicates();
        assertThat(second.resources().report().equalsDeep(first.resources().report()))
                .isTrue();
    }

    @Test
    void a_correction_has_the_identity_of_what_it_corrects() {
        LaboratoryReport first = read(ORDER, "OBX|1|NM|HGB^^99XN||9.8|g/dL||L|||F|||20260301101200")
                .reports()
                .get(0);
        LaboratoryReport second = read(
                        ORDER.replace("HM|F", "HM|C"), "OBX|1|NM|HGB^^99XN||10.9|g/dL||L|||C|||20260301113000")
                .reports()
                .get(0);

        assertThat(identities(second)).isEqualTo(identities(first));
        assertThat(second.resources().report().getStatus()).isEqualTo(DiagnosticReportStatus.CORRECTED);
    }

    @Test
    void two_runs_of_a_test_are_told_apart_by_sub_id_or_where_the_device_says_so_by_time() {
        String first = "OBX|1|NM|HGB^^99XN|1|9.8|g/dL|||||F|||20260301101200";
        String second = "OBX|2|NM|HGB^^99XN|2|9.9|g/dL|||||F|||20260301101500";
        DeviceProfile runs = ANALYZER.with(ANALYZER.conventions().withSubIds(SubIds.SHARED_BY_RUNS));

        assertThat(identities(read(ORDER, first, second).reports().get(0))).doesNotHaveDuplicates();
        assertThat(identities(read(Messages.parsed(ORDER, first, second.replace("|2|9.9", "|1|9.9")), runs)
                        .reports()
                        .get(0)))
                .doesNotHaveDuplicates();
    }

    @Test
    void results_that_nothing_tells_apart_are_all_kept_and_remarked() {
        String line = "OBX|1|TX|MICRO^^99XN||Growth of E. coli||||||F";

        LaboratoryResults results = read(ORDER, line, line, line);

        assertThat(identities(results.reports().get(0))).hasSize(4).doesNotHaveDuplicates();
        assertThat(results.remarks()).extracting(Remark::kind).contains(Remark.Kind.REPEATED_RESULT);
    }

    @Test
    void two_panels_of_one_sample_are_two_reports_sharing_one_specimen() {
        DeviceProfile device = ANALYZER.with(ANALYZER.sample().in(Position.OBR_3));
        Hl7Message message = Messages.parsed(
                "OBR|1||S-9|CBC^Count^99XN",
                "OBX|1|NM|WBC^^99XN||5||||||F",
                "OBR|2||S-9|RET^Reticulocytes^99XN",
                "OBX|1|NM|RET^^99XN||1||||||F");

        List<LaboratoryReport> reports = read(message, device).reports();

        assertThat(identities(reports.get(0))).doesNotContainAnyElementsOf(identities(reports.get(1)));
        assertThat(reports.get(0).resources().specimens().get(0))
                .isSameAs(reports.get(1).resources().specimens().get(0));
    }

    @Test
    void a_device_that_counts_anew_each_day_does_not_mix_up_its_days() {
        DeviceProfile daily = ANALYZER.with(ANALYZER.sample().in(Position.OBR_3).numbered(Numbering.RESTARTS_DAILY));
        Hl7Message monday = Messages.parsed("OBR|1||3|CBC^Count^99XN|||20260302094000", "OBX|1|NM|WBC^^99XN||5||||||F");
        Hl7Message tuesday =
                Messages.parsed("OBR|1||3|CBC^Count^99XN|||20260303094000", "OBX|1|NM|WBC^^99XN||6||||||F");

        assertThat(identities(read(tuesday, daily).reports().get(0)))
                .doesNotContainAnyElementsOf(
                        identities(read(monday, daily).reports().get(0)));
    }

    @ParameterizedTest
    @CsvSource({
        "OBR_2, PL-1",
        "OBR_3, FI-1",
        "SPM_2_PLACER, SP-1",
        "SPM_2_FILLER, SF-1",
        "SAC_3, CT-1",
    })
    void the_sample_is_read_where_the_device_puts_it(Position position, String expected) {
        Hl7Message message = Messages.parsed(
                "OBR|1|PL-1|FI-1|CBC", "SPM|1|SP-1&BARCODE^SF-1||BLD", "SAC|||CT-1", "OBX|1|NM|WBC||5||||||F");

        SampleIdentity sample = read(message, ANALYZER.with(ANALYZER.sample().in(position)))
                .reports()
                .get(0)
                .sample();

        assertThat(sample.id()).contains(expected);
        assertThat(sample.isAmbiguous()).isFalse();
    }

    @Test
    void a_sample_that_could_be_several_is_never_guessed() {
        SampleIdentity sample = read("OBR|1|PL-1|FI-1|CBC", "OBX|1|NM|WBC||5||||||F")
                .reports()
                .get(0)
                .sample();
        SampleIdentity agreed =
                read("OBR|1|S-1|S-1|CBC", "SPM|1|S-1").reports().get(0).sample();
        SampleIdentity none = read("OBR|1|||CBC").reports().get(0).sample();

        assertThat(sample.isAmbiguous()).isTrue();
        assertThat(sample.id()).isEmpty();
        assertThat(sample.candidates()).containsExactly("PL-1", "FI-1");
        assertThat(agreed.id()).contains("S-1");
        assertThat(none.candidates()).isEmpty();
    }

    @Test
    void results_after_the_specimen_segment_are_results_all_the_same() {
        LaboratoryResults results = read(ORDER, "SPM|1|S-1||BLD", "OBX|1|NM|WBC^^99XN||5|10*9/L|||||F", "NTE|1||seen");

        Observation observation =
                results.reports().get(0).resources().results().get(0).observation();

        assertThat(observation.getNoteFirstRep().getText()).isEqualTo("seen");
        assertThat(observation.hasFocus()).isFalse();
        assertThat(observation.getSpecimen().getReference()).startsWith("urn:uuid:");
    }

    @Test
    void every_result_that_is_no_observation_is_accounted_for_with_its_reason() {
        LaboratoryResults results = read(
                "PID|1||A",
                "OBX|1|NM|HEIGHT||170|cm|||||F",
                ORDER,
                "OBX|1|ST|FASTING||yes||||||F||||||||||||||||||QST",
                "OBX|2|CWE|S_RAW^Raw^IHELAW||x||||||F",
                "OBX|3|ED|PDF^^99XN||^application^pdf^Base64^JVBERi0xLjQK||||||F",
                "OBX|4|NM|PLT^^99XN||||||||O",
                "OBX|5|NM|||5||||||F",
                "OBX|6|NM|WBC^^99XN||5||||||F",
                "OBX||ED|||App5^NS^Octet-stream^Base64|",
                "OBX|8|NM|||||||||F",
                "NTE|1||Clotted");

        assertThat(results.accounting().received()).isEqualTo(9);
        assertThat(results.accounting().observations()).isEqualTo(1);
        assertThat(results.accounting().leftOut())
                .extracting(each -> each.place() + " " + each.reason())
                .containsExactly(
                        "OBX OF_PATIENT",
                        "OBX[2] ORDER_QUESTION",
                        "OBX[3] SUPPLEMENTAL",
                        "OBX[4] DOCUMENT",
                        "OBX[5] ORDER_DETAIL_ONLY",
                        "OBX[6] NO_TEST_CODE",
                        "OBX[8] EMPTY",
                        "OBX[9] NO_TEST_CODE");
        assertThat(results.reports()
                        .get(0)
                        .resources()
                        .report()
                        .getPresentedFormFirstRep()
                        .getContentType())
                .isEqualTo("application/pdf");
    }

    @Test
    void an_account_that_does_not_add_up_cannot_be_made() {
        assertThatThrownBy(() -> new Accounting(3, 1, List.of())).isInstanceOf(IllegalStateException.class);
    }

    @ParameterizedTest
    @CsvSource({
        "P, '', P, CBC, PATIENT",
        "P, 0,  P, CBC, PATIENT",
        "Q, '', P, CBC, QUALITY_CONTROL",
        "P, 2,  P, CBC, QUALITY_CONTROL",
        "P, '', Q, CBC, QUALITY_CONTROL",
        "P, '', P, 00003^LJ QCR^99MRC, QUALITY_CONTROL",
        "P, 1,  P, CBC, CALIBRATION",
        "P, '', C, CBC, CALIBRATION",
        "P, '', L, CBC, POOLED",
    })
    void controls_and_calibrators_are_never_patient_results(
            String processing, String kind, String role, String panel, Purpose expected) {
        String header = "MSH|^~\\&|BS|LAB|||20260301||ORU^R01|1|" + processing + "|2.3.1||||" + kind;
        Hl7Message message = Messages.parsed(Messages.bytes(
                header + "\rOBR|1||S-1|" + panel + "\rSPM|1|S-1|||||||||" + role + "\rOBX|1|NM|WBC||5||||||F\r"));

        assertThat(read(message).reports().get(0).purpose()).isEqualTo(expected);
    }

    @Test
    void several_patients_in_one_message_stay_apart() {
        LaboratoryResults results = read(
                "PID|1||A1",
                "PV1|1",
                ORDER,
                "OBX|1|NM|WBC||5||||||F",
                "PID|2||B2",
                "OBR|2||F-2|CBC",
                "OBX|1|NM|WBC||6||||||F");

        assertThat(results.reports())
                .extracting(each -> each.patient().identifiers().get(0).value())
                .containsExactly("A1", "B2");
    }

    @Test
    void order_numbers_may_stand_in_the_common_order_segment_only() {
        LaboratoryReport report =
                read("ORC|RE|PL-1|FI-1|GR-1", "OBR|1|||CBC").reports().get(0);

        assertThat(report.order()).isEqualTo(new LaboratoryReport.OrderNumbers("PL-1", "FI-1", "GR-1"));
        assertThat(BusinessIdentity.of(report.resources().report()).value()).isEqualTo("FI-1:CBC");
        assertThat(report.sample().candidates()).containsExactly("PL-1", "FI-1");
    }

    @Test
    void a_loinc_code_of_the_sender_stands() {
        Observation observation =
                ReadingResults.observation("OBX|1|NM|WBC^Leucocytes^99XN^26464-8^Leukocytes^LN||5||||||F");

        assertThat(observation.getCode().getCoding()).extracting("code").containsExactly("26464-8", "WBC");
        assertThat(read(ORDER, "OBX|1|NM|26464-8^Leukocytes^LN||5||||||F").unmapped())
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "F, FINAL", "P, PRELIMINARY", "C, CORRECTED", "A, AMENDED", "B, AMENDED", "D, ENTEREDINERROR",
        "W, ENTEREDINERROR", "X, CANCELLED", "N, CANCELLED", "I, REGISTERED", "R, PRELIMINARY", "S, PRELIMINARY",
        "U, FINAL", "V, FINAL", "'', FINAL", "?, PRELIMINARY",
    })
    void the_status_of_a_result_follows_the_table(String sent, ObservationStatus expected) {
        Observation observation = ReadingResults.observation("OBX|1|NM|WBC||5||||||" + sent);

        assertThat(observation.getStatus()).isEqualTo(expected);
    }

    @Test
    void a_result_that_could_not_be_obtained_says_so_instead_of_a_value() {
        Observation cancelled = ReadingResults.observation("OBX|1|NM|WBC||||||||X");
        Observation notAsked = ReadingResults.observation("OBX|1|NM|WBC||||||||N");

        assertThat(cancelled.getDataAbsentReason().getCodingFirstRep().getCode())
                .isEqualTo("not-performed");
        assertThat(notAsked.getDataAbsentReason().getCodingFirstRep().getCode()).isEqualTo("not-asked");
    }

    private static List<String> identities(LaboratoryReport report) {
        return java.util.stream.Stream.concat(
                        java.util.stream.Stream.of(
                                BusinessIdentity.of(report.resources().report()).toString()),
                        report.resources().results().stream().map(each -> BusinessIdentity.of(each.observation())
                                .toString()))
                .toList();
    }

    private static Hl7Message bloodCount() throws IOException, MalformedMessage {
        try (InputStream file = OruToResultsTest.class.getResourceAsStream("/org/openward/hl7v2/blood-count.hl7")) {
            assertThat(file).isNotNull();
            return Hl7Message.parse(file.readAllBytes());
        }
    }

    @Test
    void a_reflex_names_the_result_that_set_it_off_wherever_that_came() {
        String child = "OBR|2||F-2|PLT^Platelets^99XN|||||||%s" + "|".repeat(14) + "F|HGB&Haemoglobin&99XN|||ACC-1^F-1"
                + "|".repeat(21) + "CBC";
        String result = "OBX|1|NM|PLT^Platelets^99XN||212|10*3/uL|||||F";
        String parent = "OBX|1|NM|HGB^Haemoglobin^99XN||7.9|g/dL|||||F";

        LaboratoryResults together = read(ORDER, parent, child.formatted("G"), result);
        LaboratoryResults alone = read(child.formatted("G"), result);
        LaboratoryResults derived = read(child.formatted(""), result);

        Observation first = observations(together, 0).get(0);
        Observation reflex = observations(together, 1).get(0);
        Extension trigger = reflex.getExtensionByUrl(Extensions.TRIGGERED_BY);
        Reference named = (Reference) trigger.getExtensionByUrl(LaboratoryParts.TRIGGERING_OBSERVATION)
                .getValue();
        assertThat(named.getIdentifier().equalsDeep(first.getIdentifierFirstRep()))
                .isTrue();
        assertThat(trigger.getExtensionByUrl(LaboratoryParts.TRIGGER_TYPE)
                        .getValue()
                        .primitiveValue())
                .isEqualTo("reflex");
        assertThat(parentOf(together, 1)
                        .getIdentifier()
                        .equalsDeep(
                                together.reports().get(0).resources().report().getIdentifierFirstRep()))
                .isTrue();
        assertThat(observations(alone, 0)
                        .get(0)
                        .getExtensionByUrl(Extensions.TRIGGERED_BY)
                        .equalsDeep(trigger))
                .isTrue();
        assertThat(parentOf(alone, 0).equalsDeep(parentOf(together, 1))).isTrue();
        assertThat(observations(derived, 0).get(0).getDerivedFromFirstRep().equalsDeep(named))
                .isTrue();
    }

    @Test
    void a_parent_that_is_named_by_its_number_only_is_the_report_with_that_number() {
        LaboratoryResults results = read(
                "OBR|1||F-2|PLT^Platelets^99XN|||||||G" + "|".repeat(14) + "F||||^F-1",
                "OBX|1|NM|PLT^Platelets^99XN||212|10*3/uL|||||F");

        Reference trigger = (Reference) observations(results, 0)
                .get(0)
                .getExtensionByUrl(Extensions.TRIGGERED_BY)
                .getExtensionByUrl(LaboratoryParts.TRIGGERING_OBSERVATION)
                .getValue();
        assertThat(parentOf(results, 0).getIdentifier().getValue()).isEqualTo("F-1");
        assertThat(parentOf(results, 0).getIdentifier().getSystem()).endsWith("/filler");
        assertThat(trigger.hasIdentifier()).isFalse();
        assertThat(trigger.getDisplay()).isNotBlank();
    }

    @Test
    void a_result_names_its_own_specimen_among_several() {
        LaboratoryResults results = read(
                ORDER,
                "SPM|1|S-1||BLD",
                "SPM|2|S-2||SER",
                "OBX|1|NM|HGB^Haemoglobin^99XN||7.9|g/dL||||S~A|F" + "|".repeat(22) + "S-2&LAB",
                "OBX|2|NM|PLT^Platelets^99XN||212|10*3/uL|||||F" + "|".repeat(22) + "S-9");

        List<Observation> made = observations(results, 0);
        assertThat(made.get(0).getSpecimen().getReference())
                .isEqualTo(results.reports()
                        .get(0)
                        .resources()
                        .specimens()
                        .get(1)
                        .getIdElement()
                        .getValue());
        assertThat(made.get(0).getExtensionsByUrl(ObservationMapping.NATURE_OF_ABNORMAL))
                .extracting(each ->
                        ((CodeableConcept) each.getValue()).getCodingFirstRep().getCode())
                .containsExactly("S", "A");
        assertThat(made.get(1).getSpecimen().hasReference()).isFalse();
        assertThat(made.get(1).getSpecimen().getIdentifier().getValue()).isEqualTo("S-9");
    }

    private static List<Observation> observations(LaboratoryResults results, int report) {
        return results.reports().get(report).resources().results().stream()
                .map(LaboratoryReport.Result::observation)
                .toList();
    }

    private static Reference parentOf(LaboratoryResults results, int report) {
        return (Reference) results.reports()
                .get(report)
                .resources()
                .report()
                .getExtensionByUrl(Extensions.PARENT_REPORT)
                .getValue();
    }

    @Test
    void a_note_behind_the_order_control_is_the_orders() {
        LaboratoryResults results = read(
                ORDER,
                "OBX|1|NM|WBC||5|10*9/L|||||F",
                "ORC|RE|ACC-2",
                "NTE|1||Fasting",
                "OBR|2|ACC-2|F-2|LIPID",
                "OBX|1|NM|HGB||5|g/dL|||||F");

        assertThat(results.reports()
                        .get(0)
                        .resources()
                        .results()
                        .get(0)
                        .observation()
                        .hasNote())
                .isFalse();
        assertThat(results.reports().get(1).resources().report().getConclusion())
                .isEqualTo("Fasting");
    }

    @Test
    void what_is_said_of_the_patient_before_the_orders_keeps_no_result_waiting() {
        LaboratoryResults results = read("PID|1||4711", "OBX|1|ST|WEIGHT||70", ORDER, "OBX|1|NM|WBC||5|10*9/L|||||F");

        assertThat(results.accounting().observations()).isEqualTo(1);
        assertThat(results.accounting().leftOut()).extracting(LeftOut::reason).containsExactly(Reason.OF_PATIENT);
    }

    @Test
    void results_before_an_order_without_any_belong_to_no_order() {
        LaboratoryResults results = read("PID|1||4711", "OBX|1|NM|WBC||5|10*9/L|||||F", ORDER);

        assertThat(results.accounting().leftOut()).extracting(LeftOut::reason).containsExactly(Reason.NO_ORDER);
    }

    @Test
    void a_report_of_cancelled_results_is_cancelled_unless_it_has_a_document() {
        String cancelled = "OBX|1|NM|WBC|||10*9/L|||||X";

        assertThat(read(ORDER, cancelled).reports().get(0).resources().report().getStatus())
                .isEqualTo(DiagnosticReportStatus.CANCELLED);
        assertThat(read(ORDER, cancelled, "OBX|2|ED|PDF||^application^pdf^Base64^JVBERi0xLjQ=||||||F")
                        .reports()
                        .get(0)
                        .resources()
                        .report()
                        .getStatus())
                .isEqualTo(DiagnosticReportStatus.FINAL);
    }

    @Test
    void what_is_confidential_is_labelled_so() {
        String ordered = "ORC|RE" + "|".repeat(27) + "V^Very restricted^HL70177";

        LaboratoryReport.Resources made = read(ordered, ORDER, "OBX|1|NM|WBC||5|10*9/L|||||F")
                .reports()
                .get(0)
                .resources();

        assertThat(made.report().getMeta().getSecurityFirstRep().getCode()).isEqualTo("V");
        assertThat(made.results()
                        .get(0)
                        .observation()
                        .getMeta()
                        .getSecurityFirstRep()
                        .getCode())
                .isEqualTo("V");
    }

    @Test
    void a_specimen_names_the_one_that_it_was_taken_from() {
        Specimen aliquot = read(ORDER, "SPM|1|A-2|P-1|SER", "OBX|1|NM|WBC||5|10*9/L|||||F")
                .reports()
                .get(0)
                .resources()
                .specimens()
                .get(0);

        assertThat(aliquot.getParentFirstRep().getIdentifier().getValue()).isEqualTo("P-1");
    }

    @Test
    void a_result_that_says_when_it_was_released_keeps_when_it_was_sent() {
        Observation result = ReadingResults.observation("OBX|1|NM|WBC||5|10*9/L|||||F");

        assertThat(result.hasIssued()).isTrue();
        assertThat(result.getExtensionByUrl(Extensions.RESULT_MESSAGE_TIME)).isNotNull();
    }
}
