package org.openward.hl7v2.results;

import static org.assertj.core.api.Assertions.assertThat;
import static org.openward.hl7v2.results.ReadingResults.ANALYZER;
import static org.openward.hl7v2.results.ReadingResults.ORDER;
import static org.openward.hl7v2.results.ReadingResults.observation;
import static org.openward.hl7v2.results.ReadingResults.read;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.hl7.fhir.r4.model.Attachment;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Observation.ObservationReferenceRangeComponent;
import org.hl7.fhir.r4.model.Quantity;
import org.hl7.fhir.r4.model.Ratio;
import org.hl7.fhir.r4.model.SampledData;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.openward.hl7v2.Messages;
import org.openward.hl7v2.datatypes.Remark;
import org.openward.hl7v2.datatypes.Unmapped;
import org.openward.hl7v2.devices.CodeTranslation;
import org.openward.hl7v2.devices.ResultConventions.DecimalMark;
import org.openward.hl7v2.devices.ResultConventions.TestCode;
import org.openward.profiles.Extensions;

class ResultValueTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '!',
            value = {
                "NM!7.0!7.0!",
                "NM!' 0.5 '!0.5!",
                "NM!.5!0.5!",
                "NM!-3!-3!",
                "NM!+3!3!",
                "NM!1.2E3!1200!",
                "NM!7,41!7.41!",
                "NM!0,125!0.125!",
                "NM!< 20!20!<",
                "NM!>15000.00!15000.00!>",
                "ST!<0.1!0.1!<",
                "ST!>= 60!60!>=",
                "ST!≤5!5!<=",
                "ST!5.1!5.1!",
                "SN!>^90!90!>",
                "SN!^12!12!",
                "SN!=^12!12!",
            })
    void numbers_become_quantities(String type, String sent, BigDecimal number, String comparator) {
        Quantity quantity =
                observation("OBX|1|" + type + "|WBC||" + sent + "|10*9/L|||||F").getValueQuantity();

        assertThat(quantity.getValue()).isEqualByComparingTo(number);
        assertThat(quantity.hasComparator() ? quantity.getComparator().toCode() : null)
                .isEqualTo(comparator);
        assertThat(quantity.getCode()).isEqualTo("10*9/L");
        assertThat(quantity.getUnit()).isEqualTo("10*9/L");
    }

    @Test
    void a_number_keeps_its_precision_and_a_rewritten_one_its_words() {
        Quantity exact = observation("OBX|1|NM|WBC||7.00|10*9/L|||||F").getValueQuantity();
        Quantity bounded = observation("OBX|1|ST|WBC||< 20|10*9/L|||||F").getValueQuantity();

        assertThat(exact.getValue().toPlainString()).isEqualTo("7.00");
        assertThat(exact.hasExtension(Extensions.RESULT_AS_SENT)).isFalse();
        assertThat(bounded.getExtensionByUrl(Extensions.RESULT_AS_SENT)
                        .getValue()
                        .primitiveValue())
                .isEqualTo("< 20");
    }

    @ParameterizedTest
    @ValueSource(strings = {"***.**", "---.-", "++++", "-99000000000"})
    void an_analyzers_sign_for_no_result_is_an_error_and_no_number(String sent) {
        Observation observation = observation("OBX|1|NM|WBC||" + sent + "|10*9/L|||||F");

        assertThat(observation.hasValue()).isFalse();
        assertThat(observation.getDataAbsentReason().getCodingFirstRep().getCode())
                .isEqualTo("error");
    }

    @Test
    void an_empty_result_is_unknown() {
        Observation observation = observation("OBX|1|NM|WBC|||10*9/L|||||F");

        assertThat(observation.getDataAbsentReason().getCodingFirstRep().getCode())
                .isEqualTo("unknown");
    }

    @Test
    void a_device_may_have_its_own_number_for_no_result() {
        var device = ANALYZER.with(ANALYZER.conventions().withMissingValues(List.of(new BigDecimal("9999"))));

        assertThat(observation("OBX|1|NM|WBC||9999.0|10*9/L|||||F", device).hasValue())
                .isFalse();
    }

    @Test
    void a_comma_that_may_mean_two_things_is_kept_as_text_and_remarked_unless_the_device_is_known() {
        LaboratoryResults doubtful = read(ORDER, "OBX|1|NM|WBC||12,345|10*9/L|||||F");
        var device = ANALYZER.with(ANALYZER.conventions().withDecimalMark(DecimalMark.COMMA));

        assertThat(doubtful.remarks()).extracting(Remark::kind).containsExactly(Remark.Kind.AMBIGUOUS_NUMBER);
        assertThat(observation("OBX|1|NM|WBC||12,345|10*9/L|||||F")
                        .getValueStringType()
                        .getValue())
                .isEqualTo("12,345");
        assertThat(observation("OBX|1|NM|WBC||12,345|10*9/L|||||F", device)
                        .getValueQuantity()
                        .getValue())
                .isEqualByComparingTo("12.345");
    }

    @Test
    void words_in_a_numeric_result_stay_words_and_are_remarked() {
        LaboratoryResults results = read(ORDER, "OBX|1|NM|WBC||Negative||||||F");

        assertThat(results.remarks()).extracting(Remark::kind).containsExactly(Remark.Kind.VALUE_DOES_NOT_FIT_TYPE);
        assertThat(observation("OBX|1|NM|WBC||Negative||||||F")
                        .getValueStringType()
                        .getValue())
                .isEqualTo("Negative");
    }

    @Test
    void the_result_may_be_one_component_of_the_value_and_the_test_stand_in_the_sub_id() {
        var device = ANALYZER.with(ANALYZER.conventions().withValueComponent(2).withTestCode(TestCode.OBX_4));

        Observation observation = observation("OBX|1|NM|1|PLT|5981666^390.946|10*9/L|||||F", device);

        assertThat(observation.getValueQuantity().getValue()).isEqualByComparingTo("390.946");
        assertThat(observation.getCode().getCodingFirstRep().getCode()).isEqualTo("777-3");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '!',
            value = {
                "ST!Not detected!Not detected",
                "ST!5.1!5.1",
                "ST!<1 = Susceptible!<1 = Susceptible",
                "ST!R&D Engineer!R&D Engineer",
                "TX!line one~line two!line one¶line two",
                "FT!a\\.br\\b!a¶b",
                "SN!<>^5!<> 5",
                "SN!^2^+!2 +",
                "VR!1^2!1-2",
                "EI!QC-17^DEV!QC-17",
                "XCN!7^Rao^Asha!7 Rao Asha",
                "ZZ!odd^thing!odd thing",
            })
    void other_values_stay_readable_text(String type, String sent, String expected) {
        Observation observation = observation("OBX|1|" + type + "|WBC||" + sent + "||||||F");

        assertThat(observation.getValueStringType().getValue()).isEqualTo(expected.replace('¶', '\n'));
    }

    @Test
    void structured_numerics_become_ratios_and_ranges() {
        Ratio titre = observation("OBX|1|SN|WBC||^1^:^128||||||F").getValueRatio();
        Ratio bounded = observation("OBX|1|SN|WBC||>^1^:^640||||||F").getValueRatio();
        Observation range = observation("OBX|1|SN|WBC||^2^-^5|g/dL|||||F");

        assertThat(titre.getDenominator().getValue()).isEqualByComparingTo("128");
        assertThat(bounded.getNumerator().getComparator().toCode()).isEqualTo(">");
        assertThat(range.getValueRange().getHigh().getValue()).isEqualByComparingTo("5");
        assertThat(range.getValueRange().getHigh().getCode()).isEqualTo("g/dL");
    }

    @ParameterizedTest
    @ValueSource(strings = {"CE", "CWE", "CNE", "CF", "IS", "CWE^^HL70125"})
    void coded_values_become_concepts(String type) {
        Observation observation = observation("OBX|1|" + type + "|WBC||260373001^Detected^SCT^POS^Positive^L||||||F");

        assertThat(observation.getValueCodeableConcept().getCoding())
                .extracting("system")
                .containsExactly("http://snomed.info/sct", ReadingResults.NAMESPACE + "/codes");
        assertThat(observation.getValueCodeableConcept().getText()).isEqualTo("Detected");
    }

    @Test
    void times_become_times_with_the_precision_sent_and_the_devices_zone() {
        assertThat(dateTime("DT", "20260301")).isEqualTo("2026-03-01");
        assertThat(dateTime("DT", "202603")).isEqualTo("2026-03");
        assertThat(dateTime("TS", "2026")).isEqualTo("2026");
        assertThat(dateTime("DTM", "202603011012")).isEqualTo("2026-03-01T10:12:00+05:30");
        assertThat(dateTime("DTM", "20260301101200.123-0500")).isEqualTo("2026-03-01T10:12:00.123-05:00");
        assertThat(observation("OBX|1|TM|WBC||1012||||||F").getValueTimeType().getValue())
                .isEqualTo("10:12:00");
        assertThat(observation("OBX|1|DR|WBC||20260301^20260302||||||F")
                        .getValuePeriod()
                        .getEndElement()
                        .getValueAsString())
                .isEqualTo("2026-03-02");
    }

    @ParameterizedTest
    @ValueSource(strings = {"20261301", "Female", "20260230", "2026-03-01"})
    void a_time_that_cannot_be_is_kept_as_text_and_remarked(String sent) {
        LaboratoryResults results = read(ORDER, "OBX|1|DT|WBC||" + sent + "||||||F");

        assertThat(results.remarks()).extracting(Remark::kind).containsExactly(Remark.Kind.UNREADABLE_TIME);
        assertThat(observation("OBX|1|DT|WBC||" + sent + "||||||F")
                        .getValueStringType()
                        .getValue())
                .isEqualTo(sent);
    }

    @Test
    void arrays_and_ranges_become_what_fhir_calls_them() {
        SampledData histogram =
                observation("OBX|1|NA|WBC||1^2^3~4^5^6|fL|||||F").getValueSampledData();
        Observation range = observation("OBX|1|NR|WBC||2^5|g/dL|||||F");

        assertThat(histogram.getData()).isEqualTo("1 4 2 5 3 6");
        assertThat(histogram.getDimensions()).isEqualTo(2);
        assertThat(range.getValueRange().getLow().getValue()).isEqualByComparingTo("2");
    }

    @Test
    void several_values_become_components() {
        Observation observation = observation("OBX|1|CWE|WBC||A^Anisocytosis^L~P^Poikilocytosis^L||||||F");

        assertThat(observation.hasValue()).isFalse();
        assertThat(observation.getComponent()).hasSize(2);
        assertThat(observation.getComponent().get(1).getValueCodeableConcept().getText())
                .isEqualTo("Poikilocytosis");
    }

    @Test
    void pictures_and_pointers_become_attachments() {
        Attachment picture = attachment("OBX|1|ED|HIST||^Image^BMP^Base64^Qk0AAA==||||||F");
        Attachment text = attachment("OBX|1|ED|HIST||^TEXT^plain^A^hello||||||F");
        Attachment pointer = attachment("OBX|1|RP|HIST||https://images.example/1^^Image^PNG||||||F");

        assertThat(picture.getContentType()).isEqualTo("image/bmp");
        assertThat(picture.getData()).startsWith('B', 'M');
        assertThat(new String(text.getData(), StandardCharsets.UTF_8)).isEqualTo("hello");
        assertThat(pointer.getUrl()).isEqualTo("https://images.example/1");
        assertThat(pointer.getContentType()).isEqualTo("image/png");
    }

    @Test
    void an_attachment_that_cannot_be_decoded_is_an_error_and_remarked() {
        LaboratoryResults results = read(ORDER, "OBX|1|ED|HIST||^Image^BMP^Hex^zz||||||F");

        assertThat(results.remarks()).extracting(Remark::kind).containsExactly(Remark.Kind.UNREADABLE_ATTACHMENT);
        assertThat(results.accounting().observations()).isEqualTo(1);
    }

    @Test
    void a_unit_is_ucum_when_sent_so_or_mapped_and_otherwise_kept_as_text() {
        Quantity sent = observation("OBX|1|NM|WBC||5|{cells}/uL^cells per microliter^UCUM|||||F")
                .getValueQuantity();
        Quantity unknown = observation("OBX|1|NM|WBC||5| giga.l-1 |||||F").getValueQuantity();

        assertThat(sent.getCode()).isEqualTo("{cells}/uL");
        assertThat(sent.getUnit()).isEqualTo("cells per microliter");
        assertThat(unknown.getUnit()).isEqualTo("giga.l-1");
        assertThat(unknown.hasCode()).isFalse();
        assertThat(read(ORDER, "OBX|1|NM|WBC||5|giga.l-1|||||F").unmapped())
                .extracting(Unmapped::kind)
                .containsExactly(Unmapped.Kind.UNIT);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '!',
            value = {
                "3.5-5.1!3.5!5.1!g/dL",
                "3.5 - 5.1!3.5!5.1!g/dL",
                "80 to 95!80!95!g/dL",
                "3,5-5,1!3.5!5.1!g/dL",
                "-2--1!-2!-1!g/dL",
                "<5!!5!g/dL",
                "<= 5!!5!g/dL",
                ">10!10!!g/dL",
                "3.5 - 5.1 g/dL!3.5!5.1!g/dL",
                "35 - 51 g/L!35!51!",
            })
    void a_range_has_bounds_where_its_text_leaves_no_doubt(String sent, BigDecimal low, BigDecimal high, String code) {
        ObservationReferenceRangeComponent range =
                observation("OBX|1|NM|HGB||5|g/dL|" + sent + "||||F").getReferenceRangeFirstRep();

        assertThat(range.getText()).isEqualTo(sent);
        assertThat(range.hasLow() ? range.getLow().getValue() : null).isEqualTo(low);
        assertThat(range.hasHigh() ? range.getHigh().getValue() : null).isEqualTo(high);
        assertThat((range.hasLow() ? range.getLow() : range.getHigh()).getCode())
                .isEqualTo(code);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Negative", "70_105", "<1 = Susceptible, >= 1 = Resistant", "5-3", "[ ]", "1-2-3"})
    void a_range_in_doubt_is_text_only(String sent) {
        ObservationReferenceRangeComponent range =
                observation("OBX|1|NM|HGB||5|g/dL|" + sent + "||||F").getReferenceRangeFirstRep();

        assertThat(range.getText()).isEqualTo(sent);
        assertThat(range.hasLow() || range.hasHigh()).isFalse();
    }

    @Test
    void a_dash_is_no_range() {
        assertThat(observation("OBX|1|NM|HGB||5|g/dL|-||||F").hasReferenceRange())
                .isFalse();
    }

    @Test
    void flags_are_read_by_the_device_first_and_kept_as_sent() {
        var device = ANALYZER.with(ANALYZER.conventions().withFlags(Map.of("E", "IE"), Set.of(8, 13)));

        Observation observation = observation("OBX|1|NM|WBC||5|||H~HH|||F||E", device);

        assertThat(observation.getInterpretation())
                .extracting(each -> each.getCodingFirstRep().getCode())
                .containsExactly("H", "HH", "IE");
        assertThat(observation.getInterpretation().get(2).getCoding().get(1).getCode())
                .isEqualTo("E");
    }

    @Test
    void an_unknown_flag_is_kept_without_a_meaning_and_listed() {
        LaboratoryResults results = read(ORDER, "OBX|1|NM|WBC||5|||VAL|||F");

        assertThat(results.unmapped()).extracting(Unmapped::kind).containsExactly(Unmapped.Kind.FLAG);
        assertThat(observation("OBX|1|NM|WBC||5|||VAL|||F")
                        .getInterpretationFirstRep()
                        .getCodingFirstRep()
                        .getSystem())
                .startsWith(ReadingResults.NAMESPACE);
    }

    @Test
    @Timeout(20)
    void a_result_made_to_be_slow_is_not() {
        String dots = ".".repeat(1_000_000);
        String system = "1" + ".1".repeat(100_000);

        Observation observation =
                observation("OBX|1|NM|A^B^" + system + "||" + dots + "|" + dots + "|" + dots + "|" + dots + "|||F");

        assertThat(observation.getReferenceRangeFirstRep().getText()).hasSize(1_000_000);
    }

    @Test
    void a_number_with_an_absurd_exponent_is_text() {
        assertThat(observation("OBX|1|NM|WBC||1e999999999|g/dL|||||F").hasValueStringType())
                .isTrue();
    }

    private static String dateTime(String type, String sent) {
        return observation("OBX|1|" + type + "|WBC||" + sent + "||||||F")
                .getValueDateTimeType()
                .getValueAsString();
    }

    private static Attachment attachment(String result) {
        return (Attachment) observation(result)
                .getExtensionByUrl(Extensions.RESULT_ATTACHMENT)
                .getValue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"SN!^^^", "SN!^", "NA!^^", "CE!^^", "NR!^"})
    void a_value_of_empty_components_is_none(String sent) {
        String[] parts = sent.split("!", 2);

        Observation observation = observation("OBX|1|" + parts[0] + "|WBC||" + parts[1] + "|10*9/L|||||F");

        assertThat(observation.hasValue()).isFalse();
        assertThat(observation.getDataAbsentReason().getCodingFirstRep().getCode())
                .isEqualTo("unknown");
    }

    @Test
    void the_points_of_an_array_keep_their_places() {
        assertThat(observation("OBX|1|NA|WBC||1^^3|10*9/L|||||F")
                        .getValueSampledData()
                        .getData())
                .isEqualTo("1 E 3");
        assertThat(observation("OBX|1|NA|WBC||1^2~^4|10*9/L|||||F")
                        .getValueSampledData()
                        .getData())
                .isEqualTo("1 E 2 4");
    }

    @Test
    void a_unit_that_is_none_of_ucum_is_not_one_because_the_sender_says_so() {
        CodeTranslation strict = new CodeTranslation() {
            @Override
            public Optional<Coding> code(Coding sent) {
                return ReadingResults.MAP.code(sent);
            }

            @Override
            public Optional<String> unit(String sent) {
                return Optional.empty();
            }

            @Override
            public boolean isUcum(String sent) {
                return !sent.equals("mg%");
            }
        };
        LaboratoryResults results = new OruToResults(strict)
                .map(
                        Messages.parsed(ORDER, "OBX|1|NM|WBC||5|mg%^^UCUM|||||F", "OBX|2|NM|HGB||5|g/dL^^UCUM|||||F"),
                        ANALYZER);

        List<LaboratoryReport.Result> made =
                results.reports().get(0).resources().results();
        assertThat(made.get(0).observation().getValueQuantity().hasCode()).isFalse();
        assertThat(made.get(0).observation().getValueQuantity().getUnit()).isEqualTo("mg%");
        assertThat(made.get(1).observation().getValueQuantity().getCode()).isEqualTo("g/dL");
        assertThat(results.unmapped()).extracting(Unmapped::code).containsExactly("mg%");
    }

    @Test
    void a_document_whose_encoding_is_not_named_is_decoded() {
        LaboratoryResults results = read(ORDER, "OBX|1|ED|WBC||^^^^JVBERi0xLjQ=||||||F");

        assertThat(results.reports()
                        .get(0)
                        .resources()
                        .report()
                        .getPresentedFormFirstRep()
                        .getContentType())
                .isEqualTo("application/pdf");
    }

    @Test
    void a_missing_value_has_the_reason_that_the_sender_gives() {
        String segment = "OBX|1|NM|WBC|||10*9/L|||||X" + "|".repeat(21) + "error^Clotted^DAR";

        assertThat(observation(segment).getDataAbsentReason().getText()).isEqualTo("Clotted");
    }
}
