package org.openward.astm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.openward.astm.ReadingAstm.HEADER;
import static org.openward.astm.ReadingAstm.observations;
import static org.openward.astm.ReadingAstm.read;

import java.util.List;
import org.hl7.fhir.r4.model.Annotation;
import org.hl7.fhir.r4.model.DiagnosticReport;
import org.hl7.fhir.r4.model.DiagnosticReport.DiagnosticReportStatus;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Observation.ObservationStatus;
import org.hl7.fhir.r4.model.Specimen;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openward.astm.AstmConventions.SamplePlace;
import org.openward.astm.AstmConventions.TestNaming;
import org.openward.hl7v2.datatypes.Remark;
import org.openward.hl7v2.datatypes.Unmapped;
import org.openward.hl7v2.results.Accounting;
import org.openward.hl7v2.results.BusinessIdentity;
import org.openward.hl7v2.results.LaboratoryReport;
import org.openward.hl7v2.results.LaboratoryResults;
import org.openward.hl7v2.results.Purpose;
import org.openward.profiles.Systems;

class AstmToResultsTest {
    private static final String PATIENT = "P|1|PR-1|MRN-1||Rao^Asha||19800412|F";
    private static final String ORDER = "O|1|A0001||^^^CBC|R||20260301094000||||N||||Blood|||||||20260301101400|||F";
    private static final String RESULT =
            "R|1|^^^WBC^Leucocytes|9.8|10^3/uL|4.0 - 10.0^REFERENCE_RANGE|H||F||ADMIN^Iyer||20260301101200|SN9";

    @Test
    void a_result_record_becomes_an_observation_like_one_of_hl7() {
        LaboratoryResults results = read(HEADER, PATIENT, ORDER, RESULT, "C|1|I|Checked twice|G", "L|1|N");

        Observation observation = observations(results).get(0);
        assertThat(results.accounting()).isEqualTo(new Accounting(1, 1, List.of()));
        assertThat(observation.getCode().getCoding()).extracting("code").containsExactly("6690-2", "WBC");
        assertThat(observation.getCode().getText()).isEqualTo("Leucocytes");
        assertThat(observation.getStatus()).isEqualTo(ObservationStatus.FINAL);
        assertThat(observation.getValueQuantity().getValue()).isEqualByComparingTo("9.8");
        assertThat(observation.getValueQuantity().getUnit()).isEqualTo("10^3/uL");
        assertThat(observation.getValueQuantity().getCode()).isEqualTo("10*3/uL");
        assertThat(observation.getReferenceRangeFirstRep().getHigh().getValue()).isEqualByComparingTo("10.0");
        assertThat(observation.getInterpretationFirstRep().getCodingFirstRep().getCode())
                .isEqualTo("H");
        assertThat(observation.getPerformerFirstRep().getDisplay()).isEqualTo("Iyer");
        assertThat(observation.getDevice().getIdentifier().getValue()).isEqualTo("SN9");
        assertThat(observation.getNoteFirstRep().getText()).isEqualTo("Checked twice");
    }

    @Test
    void the_order_record_becomes_the_report_and_its_specimen() {
        LaboratoryReport report = read(HEADER, PATIENT, ORDER, RESULT).reports().get(0);

        DiagnosticReport made = report.resources().report();
        Specimen specimen = report.resources().specimens().get(0);
        assertThat(made.getStatus()).isEqualTo(DiagnosticReportStatus.FINAL);
        assertThat(made.getIssuedElement().getValueAsString()).isEqualTo("2026-03-01T10:14:00.000+05:30");
        assertThat(made.getEffectiveDateTimeType().getValueAsString()).isEqualTo("2026-03-01T09:40:00+05:30");
        assertThat(report.order().placer()).isEqualTo("A0001");
        assertThat(report.sample().id()).contains("A0001");
        assertThat(report.purpose()).isEqualTo(Purpose.PATIENT);
        assertThat(specimen.getType().getText()).isEqualTo("Blood");
        assertThat(BusinessIdentity.of(specimen).value()).isEqualTo("A0001");
    }

    @Test
    void the_patient_is_handed_on_as_sent() {
        LaboratoryReport report = read(HEADER, PATIENT, ORDER, RESULT).reports().get(0);

        assertThat(report.patient().identifiers()).extracting("value").containsExactly("PR-1", "MRN-1");
        assertThat(report.patient().name().family()).isEqualTo("Rao");
        assertThat(report.patient().birthDate().orElseThrow().getValueAsString())
                .isEqualTo("1980-04-12");
    }

    @ParameterizedTest
    @CsvSource({
        "F, FINAL",
        "V, FINAL",
        "W, FINAL",
        "P, PRELIMINARY",
        "C, CORRECTED",
        "X, CANCELLED",
        "I, REGISTERED",
        "R, PRELIMINARY",
        "S, PRELIMINARY",
        "N, PRELIMINARY",
        "'', FINAL",
        "8, PRELIMINARY"
    })
    void how_far_a_result_is_is_read_from_its_record_else_from_the_order(String sent, ObservationStatus status) {
        assertThat(observations(read(HEADER, ORDER, "R|1|^^^WBC|9.8|||||" + sent)))
                .extracting(Observation::getStatus)
                .containsExactly(status);
    }

    @Test
    void a_result_that_the_analyzer_doubts_says_so_in_a_note_and_a_flag() {
        List<Observation> results = observations(read(
                HEADER,
                ORDER,
                "R|1|^^^K|7.9|mmol/L||H||W",
                "R|2|^^^NA|140|mmol/L||N||F",
                "R|3|^^^CL|99|mmol/L||||w",
                "C|1|I|Haemolysed|I"));

        assertThat(results.get(0).getNoteFirstRep().getText())
                .isEqualTo("The analyzer itself doubts that this result is valid.");
        assertThat(flags(results.get(0))).containsExactly("H", "R.9=W");
        assertThat(results.get(1).hasNote()).isFalse();
        assertThat(flags(results.get(1))).containsExactly("N");
        assertThat(flags(results.get(2))).containsExactly("R.9=W");
        assertThat(results.get(2).getNote().stream().map(Annotation::getText).reduce("", String::concat))
                .contains("doubts", "Haemolysed");
    }

    private static List<String> flags(Observation result) {
        return result.getInterpretation().stream()
                .map(flag -> flag.getCodingFirstRep().getCode())
                .toList();
    }

    @Test
    void a_number_without_a_unit_is_a_number_and_words_are_words() {
        List<Observation> results = observations(read(
                HEADER,
                ORDER,
                "R|1|^^^INR|1.05",
                "R|2|^^^HIV|NON-REACTIVE",
                "R|3|^^^HCG|> 15000.00|mIU/mL",
                "R|4|^^^X|"));

        assertThat(results.get(0).getValueQuantity().getValue()).isEqualByComparingTo("1.05");
        assertThat(results.get(1).getValueStringType().getValue()).isEqualTo("NON-REACTIVE");
        assertThat(results.get(2).getValueQuantity().getComparator().toCode()).isEqualTo(">");
        assertThat(results.get(3).hasDataAbsentReason()).isTrue();
    }

    @Test
    void a_value_in_any_single_component_is_found_and_several_are_kept_together() {
        List<Observation> results =
                observations(read(HEADER, ORDER, "R|1|^^^CT|^29.9", "R|2|^^^FLU|NEGATIVE^", "R|3|^^^ABO|3+^3+^45"));

        assertThat(results.get(0).getValueQuantity().getValue()).isEqualByComparingTo("29.9");
        assertThat(results.get(1).getValueStringType().getValue()).isEqualTo("NEGATIVE");
        assertThat(results.get(2).getValueStringType().getValue()).isEqualTo("3+^3+^45");
    }

    @Test
    void the_component_that_a_device_puts_its_value_into_counts_and_the_others_become_a_note() {
        var profile =
                ReadingAstm.ANALYZER.with(ReadingAstm.ANALYZER.conventions().withValueComponent(2));
        AstmMessage message =
                ReadingAstm.message(HEADER, ORDER, "R|1|^^^HIV|DETECTED^1234|copies/mL", "R|2|^^^HIV2|NOT DETECTED^");

        List<Observation> results =
                observations(new AstmToResults(ReadingAstm.MAP).map(message, profile, AstmConventions.STANDARD));

        assertThat(results.get(0).getValueQuantity().getValue()).isEqualByComparingTo("1234");
        assertThat(results.get(0).getNoteFirstRep().getText()).isEqualTo("DETECTED");
        assertThat(results.get(1).getValueStringType().getValue()).isEqualTo("NOT DETECTED");
    }

    @Test
    void several_results_of_one_test_are_told_apart_by_their_aspect() {
        LaboratoryResults results = read(
                HEADER,
                ORDER,
                "R|1|^^^651^_B-hCG^UNDILUTED^^^^^F|> 15000.00|mIU/mL",
                "R|2|^^^651^_B-hCG^UNDILUTED^^^^^I|Positive",
                "R|3|^^^651^_B-hCG^UNDILUTED^^^^^P|2423973|RLU");

        assertThat(observations(results).stream().map(BusinessIdentity::of)).doesNotHaveDuplicates();
        assertThat(results.remarks()).extracting(Remark::kind).doesNotContain(Remark.Kind.REPEATED_RESULT);
    }

    @Test
    void a_code_that_the_device_names_in_loinc_needs_no_map() {
        AstmConventions abx = AstmConventions.STANDARD.with(new TestNaming(List.of(4), 0, 5, List.of(6)));

        LaboratoryResults results = read(abx, HEADER, ORDER, "R|1|^^^LYM#^731-0^1|3.29|1||||W");

        assertThat(results.unmapped()).extracting(Unmapped::kind).doesNotContain(Unmapped.Kind.TEST);
        assertThat(observations(results).get(0).getCode().getCodingFirstRep().getSystem())
                .isEqualTo(Systems.LOINC);
        assertThat(observations(results).get(0).getCode().getCodingFirstRep().getCode())
                .isEqualTo("731-0");
    }

    @Test
    void the_number_of_the_tube_is_taken_from_where_the_device_puts_it() {
        AstmConventions sysmex = AstmConventions.STANDARD.withSample(new SamplePlace("O", 4, 3));
        AstmConventions euroimmun = AstmConventions.STANDARD.withSample(new SamplePlace("P", 4, 1));

        LaboratoryResults fourth = read(sysmex, HEADER, "P|1", "O|1||^^         27^M|^^^^WBC\\^^^^RBC", RESULT);
        LaboratoryResults ofPatient = read(euroimmun, HEADER, "P|1||T-27", "O|1|||^^^IGA", "R|1|^^^IGA|>8|Ratio");

        assertThat(fourth.reports().get(0).sample().id()).contains("27");
        assertThat(ofPatient.reports().get(0).sample().id()).contains("T-27");
    }

    @Test
    void numbers_that_disagree_are_left_to_a_person() {
        LaboratoryReport report =
                read(HEADER, "O|1|S-1|S-2|^^^CBC", RESULT).reports().get(0);

        assertThat(report.sample().isAmbiguous()).isTrue();
        assertThat(report.sample().candidates()).containsExactly("S-1", "S-2");
    }

    @ParameterizedTest
    @CsvSource({"P, Q, QUALITY_CONTROL", "Q, N, QUALITY_CONTROL", "P, N, PATIENT"})
    void a_control_is_never_a_patients_result(String processing, String action, Purpose purpose) {
        LaboratoryResults results = read(
                "H|\\^&|||H500|||||||" + processing + "|LIS2-A2|20260301101500",
                "O|1|CTRL-1||^^^DIF|R||||||" + action,
                RESULT);

        assertThat(results.reports().get(0).purpose()).isEqualTo(purpose);
    }

    @Test
    void what_has_no_place_in_a_report_is_named_by_its_record() {
        LaboratoryResults results =
                read(HEADER, "C|1|I|of the header", PATIENT, ORDER, RESULT, "M|1|HISTOGRAM|RBC", "S|1", "X|1", "L|1|N");

        assertThat(results.aside().stream().map(Object::toString)).containsExactly("C", "M", "S", "X");
    }

    @Test
    void a_result_that_belongs_to_no_order_is_accounted_for() {
        LaboratoryResults results = read(HEADER, PATIENT, RESULT);

        assertThat(results.accounting().leftOut()).singleElement().satisfies(each -> {
            assertThat(each.reason()).isEqualTo(Accounting.Reason.NO_ORDER);
            assertThat(each.place()).hasToString("R");
        });
    }

    @Test
    void doubts_are_told_by_the_place_in_the_record() {
        LaboratoryResults results = read(HEADER, ORDER, "R|1|^^^WBC|9.8||||F", "R|2|^^^WBC|9.8|||??||F|||20261399");

        assertThat(results.unmapped())
                .anySatisfy(each -> assertThat(each.place()).hasToString("R[2]-7"));
    }

    @Test
    void messages_of_a_device_that_numbers_nothing_are_still_told_apart() {
        LaboratoryResults one = read("H|\\^&|||XP", "O|1|||^^^CBC", "R|1|^^^WBC|5.5");
        LaboratoryResults other = read("H|\\^&|||XP", "O|1|||^^^CBC", "R|1|^^^WBC|5.6");
        LaboratoryResults again = read("H|\\^&|||XP", "O|1|||^^^CBC", "R|1|^^^WBC|5.5");

        assertThat(identity(one)).isEqualTo(identity(again)).isNotEqualTo(identity(other));
    }

    @Test
    void a_correction_has_the_identity_of_what_it_corrects() {
        Observation first = observations(read(HEADER, ORDER, RESULT)).get(0);
        Observation corrected =
                observations(read(HEADER, ORDER, "R|4|^^^WBC|8.9|10^3/uL||||C")).get(0);

        assertThat(BusinessIdentity.of(corrected)).isEqualTo(BusinessIdentity.of(first));
        assertThat(corrected.getStatus()).isEqualTo(ObservationStatus.CORRECTED);
    }

    private static BusinessIdentity identity(LaboratoryResults results) {
        return BusinessIdentity.of(results.reports().get(0).resources().report());
    }
}
