package org.openward.hl7v2.writing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.openward.hl7v2.writing.ARecord.CONTROL;
import static org.openward.hl7v2.writing.ARecord.NOW;
import static org.openward.hl7v2.writing.ARecord.letterhead;
import static org.openward.hl7v2.writing.ARecord.loinc;
import static org.openward.hl7v2.writing.ARecord.quantity;
import static org.openward.hl7v2.writing.ARecord.read;
import static org.openward.hl7v2.writing.ARecord.result;
import static org.openward.hl7v2.writing.ARecord.text;
import static org.openward.hl7v2.writing.ARecord.told;

import java.math.BigDecimal;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.hl7.fhir.r4.model.Attachment;
import org.hl7.fhir.r4.model.BooleanType;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.DateTimeType;
import org.hl7.fhir.r4.model.DiagnosticReport.DiagnosticReportStatus;
import org.hl7.fhir.r4.model.IntegerType;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Observation.ObservationStatus;
import org.hl7.fhir.r4.model.Quantity;
import org.hl7.fhir.r4.model.Quantity.QuantityComparator;
import org.hl7.fhir.r4.model.Range;
import org.hl7.fhir.r4.model.Ratio;
import org.hl7.fhir.r4.model.StringType;
import org.hl7.fhir.r4.model.TimeType;
import org.hl7.fhir.r4.model.Type;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.openward.hl7v2.devices.CodeTranslation;
import org.openward.hl7v2.devices.DeviceProfile;
import org.openward.hl7v2.results.OruToResults;
import org.openward.profiles.Systems;

class ResultWriterTest {
    private static final Observation HEMOGLOBIN = hemoglobin();

    private static Observation hemoglobin() {
        var result = result("718-7", "Hemoglobin", quantity("10.9", "g/dL"));
        result.addReferenceRange().setLow(quantity("12.0", "g/dL")).setHigh(quantity("15.5", "g/dL"));
        result.addInterpretation(new CodeableConcept(new Coding(Systems.OBSERVATION_INTERPRETATION, "L", "Low")));
        result.addNote().setText("Checked twice");
        return result;
    }

    private static WrittenMessage written(Letterhead letterhead, ResultsToTell told) throws CannotBeWritten {
        return new ResultWriter(letterhead).write(told, CONTROL, NOW);
    }

    private static WrittenMessage written(Observation... results) throws CannotBeWritten {
        return written(letterhead(), told(results));
    }

    @Test
    void a_report_is_written_with_its_order_its_results_and_its_specimen() throws CannotBeWritten {
        var whole = told(HEMOGLOBIN);
        var told = new ResultsToTell(
                whole.report(), whole.patient(), whole.order(), whole.results(), List.of(ARecord.specimen()), null);

        var message = written(letterhead(), told);

        assertThat(message.type()).isEqualTo("ORU^R01");
        assertThat(text(message))
                .isEqualTo("MSH|^~\\&|OPENWARD|HOSPITAL|RIS|WEST|20260301101500+0530||ORU^R01^ORU_R01|C-1|P|2.5.1"
                        + "||||||UNICODE UTF-8\r"
                        + "PID|1||MRN-1^^^HOSPITAL&https://openward.org/fhir/identifier/mrn&URI^MR"
                        + "||Rao^Asha^K^^^^L||19800412|F\r"
                        + "ORC|RE|A-7^OPENWARD|r1^OPENWARD|||||||||^Dr. Sen\r"
                        + "OBR|1|A-7^OPENWARD|r1^OPENWARD|58410-2^Blood count^LN|||20260301094000+0530"
                        + "|||||||||^Dr. Sen||||A-7||20260301101400+0530||HM|F\r"
                        + "OBX|1|NM|718-7^Hemoglobin^LN||10.9|g/dL^g/dL^UCUM|12.0-15.5|L|||F|||20260301101400+0530\r"
                        + "NTE|1|L|Checked twice\r"
                        + "SPM|1|T-1||BLD^Blood^HL70487\r");
    }

    @Test
    void what_is_written_is_read_again_as_the_same_results() throws CannotBeWritten {
        var low = result("2345-7", "Glucose", quantity("1.1", "mmol/L").setComparator(QuantityComparator.LESS_THAN));
        var words = result("5778-6", "Color", new StringType("dark | yellow ^ & \\ brown ~ 王"));

        var message = written(HEMOGLOBIN, low, words);

        var profile = DeviceProfile.of("Device/x", "https://hospital.example/x", ZoneId.of("UTC"));
        var report = new OruToResults(new UcumOnly())
                .map(read(message), profile)
                .reports()
                .get(0);
        var results = report.resources().results().stream()
                .map(each -> each.observation())
                .toList();
        assertThat(report.patient().identifiers().get(0).value()).isEqualTo("MRN-1");
        assertThat(report.patient().identifiers().get(0).authorityUri()).isEqualTo(Systems.MRN);
        assertThat(report.order().placer()).isEqualTo("A-7");
        assertThat(results)
                .extracting(each -> each.getCode().getCodingFirstRep().getCode())
                .containsExactly("718-7", "2345-7", "5778-6");
        assertThat(results.get(0).getValueQuantity().getValue()).isEqualByComparingTo("10.9");
        assertThat(results.get(0).getValueQuantity().getCode()).isEqualTo("g/dL");
        assertThat(results.get(0).getReferenceRangeFirstRep().getHigh().getValue())
                .isEqualByComparingTo("15.5");
        assertThat(results.get(0).getNoteFirstRep().getText()).isEqualTo("Checked twice");
        assertThat(results.get(0).getEffectiveDateTimeType().getValue())
                .isEqualTo(HEMOGLOBIN.getEffectiveDateTimeType().getValue());
        assertThat(results.get(1).getValueQuantity().getComparator()).isEqualTo(QuantityComparator.LESS_THAN);
        assertThat(results.get(2).getValueStringType().getValue()).isEqualTo("dark | yellow ^ & \\ brown ~ 王");
    }

    /** Units that are sent as UCUM are understood. */
    private static final class UcumOnly implements CodeTranslation {
        @Override
        public Optional<Coding> code(Coding sent) {
            return Optional.empty();
        }

        @Override
        public Optional<String> unit(String sent) {
            return Optional.of(sent);
        }
    }

    static Stream<Arguments> values() {
        return Stream.of(
                Arguments.of(new IntegerType(7), "NM|7|"),
                Arguments.of(quantity("0.10", "mg"), "NM|0.10|mg^mg^UCUM"),
                Arguments.of(
                        new Quantity().setValue(new BigDecimal("5")).setComparator(QuantityComparator.GREATER_OR_EQUAL),
                        "SN|>=^5|"),
                Arguments.of(
                        new Range().setLow(quantity("1", "mm")).setHigh(quantity("5", "mm")), "SN|^1^-^5|mm^mm^UCUM"),
                Arguments.of(
                        new Ratio()
                                .setNumerator(new Quantity().setValue(1).setComparator(QuantityComparator.LESS_THAN))
                                .setDenominator(new Quantity().setValue(20)),
                        "SN|<^1^:^20|"),
                Arguments.of(
                        new Ratio()
                                .setNumerator(new Quantity().setValue(1))
                                .setDenominator(new Quantity().setValue(128)),
                        "SN|^1^:^128|"),
                Arguments.of(new CodeableConcept().setText("Escherichia coli"), "CE|^Escherichia coli|"),
                Arguments.of(new BooleanType(true), "CE|Y^Yes^HL70136|"),
                Arguments.of(new StringType("clear"), "ST|clear|"),
                Arguments.of(new StringType("one\ntwo"), "FT|one\\.br\\two|"),
                Arguments.of(new DateTimeType("2026-03-01"), "TS|20260301|"),
                Arguments.of(new TimeType("08:15:00"), "TM|081500|"));
    }

    @ParameterizedTest
    @MethodSource("values")
    void every_kind_of_value_has_its_type(Type value, String expected) throws CannotBeWritten {
        var line = read(written(result("1-1", "Any", value))).segments("OBX").get(0);

        assertThat(line.field(2).raw() + "|" + line.field(5).raw() + "|"
                        + line.field(6).raw())
                .isEqualTo(expected);
    }

    @Test
    void a_result_without_a_value_says_why() throws CannotBeWritten {
        var missing = result("718-7", "Hemoglobin", null);
        missing.setDataAbsentReason(new CodeableConcept().setText("Sample clotted"));

        var message = read(written(missing));

        assertThat(message.segments("OBX").get(0).text(11)).isEqualTo("X");
        assertThat(message.segments("NTE").get(0).text(3)).isEqualTo("No result: Sample clotted");
    }

    @Test
    void the_parts_of_a_result_are_results_of_their_own() throws CannotBeWritten {
        var pressure = result("85354-9", "Blood pressure", null);
        pressure.addComponent().setCode(loinc("8480-6", "Systolic")).setValue(quantity("120", "mm[Hg]"));
        pressure.addComponent().setCode(loinc("8462-4", "Diastolic")).setValue(quantity("80", "mm[Hg]"));

        var lines = read(written(pressure)).segments("OBX");

        assertThat(lines).extracting(line -> line.field(3).component(1)).containsExactly("8480-6", "8462-4");
        assertThat(lines).extracting(line -> line.text(11)).containsOnly("F");
    }

    @Test
    void two_results_of_one_code_are_told_apart() throws CannotBeWritten {
        var lines = read(written(HEMOGLOBIN, HEMOGLOBIN)).segments("OBX");

        assertThat(lines).extracting(line -> line.text(4)).containsExactly("", "2");
    }

    @Test
    void a_panel_that_only_names_its_members_has_no_line() throws CannotBeWritten {
        var panel = result("58410-2", "Blood count", null);
        panel.addHasMember().setReference("Observation/1");

        assertThat(read(written(panel, HEMOGLOBIN)).segments("OBX")).hasSize(1);
    }

    @Test
    void a_document_goes_along() throws CannotBeWritten {
        var told = told(HEMOGLOBIN);
        told.report()
                .addPresentedForm(new Attachment()
                        .setContentType("application/pdf")
                        .setData("%PDF-1.4".getBytes(StandardCharsets.US_ASCII)));

        var document = read(written(letterhead(), told)).segments("OBX").get(1);

        assertThat(document.text(2)).isEqualTo("ED");
        assertThat(document.field(5).raw()).isEqualTo("^application^pdf^Base64^JVBERi0xLjQ=");
    }

    @ParameterizedTest
    @CsvSource({"PRELIMINARY,P", "FINAL,F", "AMENDED,C", "CORRECTED,C", "CANCELLED,X", "ENTEREDINERROR,X", "PARTIAL,A"})
    void the_status_of_a_report_has_its_code(DiagnosticReportStatus status, String code) throws CannotBeWritten {
        var whole = told(HEMOGLOBIN);
        var told = new ResultsToTell(ARecord.report(status), whole.patient(), null, whole.results(), List.of(), null);

        assertThat(read(written(letterhead(), told)).segments("OBR").get(0).text(25))
                .isEqualTo(code);
    }

    @ParameterizedTest
    @EnumSource(ObservationStatus.class)
    void every_status_of_a_result_has_a_code(ObservationStatus status) throws CannotBeWritten {
        var result =
                status == ObservationStatus.NULL ? hemoglobin() : hemoglobin().setStatus(status);

        assertThat(read(written(result)).segments("OBX").get(0).text(11)).matches("[FPCXWIR]");
    }

    @ParameterizedTest
    @EnumSource(Hl7Version.class)
    void every_version_is_written_as_it_says(Hl7Version version) throws CannotBeWritten {
        var whole = told(HEMOGLOBIN);
        var told = new ResultsToTell(
                whole.report(), whole.patient(), whole.order(), whole.results(), List.of(ARecord.specimen()), null);

        var message = read(written(letterhead(version, StandardCharsets.UTF_8), told));

        var isOld = version.compareTo(Hl7Version.V2_5) < 0;
        assertThat(message.header().version()).isEqualTo(version.code());
        assertThat(message.header().structure()).isEqualTo(version == Hl7Version.V2_3 ? "" : "ORU_R01");
        assertThat(message.segments("SPM")).hasSize(isOld ? 0 : 1);
        assertThat(message.segments("OBR").get(0).field(15).component(1)).isEqualTo(isOld ? "BLD" : "");
    }

    @Test
    void an_older_character_set_spells_what_it_can() throws CannotBeWritten {
        var latin = letterhead(Hl7Version.V2_3, StandardCharsets.ISO_8859_1);

        var message = written(latin, told(result("1-1", "Café", new StringType("≤ 5 – “né”"))));

        assertThat(new String(message.bytes(), StandardCharsets.ISO_8859_1))
                .contains("|8859/1\r", "^Café^", "|<= 5 - \"né\"|");
    }

    @Test
    void what_a_character_set_cannot_say_is_not_written() {
        var latin = letterhead(Hl7Version.V2_5_1, StandardCharsets.ISO_8859_1);

        assertThatThrownBy(() -> written(latin, told(result("1-1", "Any", new StringType("王")))))
                .isInstanceOf(CannotBeWritten.class)
                .hasMessageContaining("OBX")
                .hasMessageContaining("ISO-8859-1");
    }

    @Test
    void a_character_set_whose_bytes_may_be_delimiters_is_refused() {
        assertThatThrownBy(() -> letterhead(Hl7Version.V2_5, Charset.forName("GB18030")))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void whatever_a_text_holds_the_message_keeps_its_shape() throws CannotBeWritten {
        var trouble = "\u000b|^~\\&\u001c\rOBX|9|ST|evil";
        var told = told(result("1|1", trouble, new StringType(trouble)));
        told.patient().getNameFirstRep().setFamily(trouble);

        var message = read(written(letterhead(), told));

        assertThat(message.segments("OBX")).hasSize(1);
        assertThat(text(written(letterhead(), told))).doesNotContain("\u000b", "\u001c");
        assertThat(message.segments("OBX").get(0).field(3).component(1)).isEqualTo("1|1");
    }

    @Test
    void a_patient_without_a_number_is_nobody() {
        var told = told(HEMOGLOBIN);
        told.patient().getIdentifier().clear();

        assertThatThrownBy(() -> written(letterhead(), told)).isInstanceOf(CannotBeWritten.class);
    }
}
