package org.openward.hl7v2.devices;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Quantity;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.openward.PublishedFamily;
import org.openward.hl7v2.MalformedMessage;
import org.openward.hl7v2.results.Accounting;
import org.openward.hl7v2.results.BusinessIdentity;
import org.openward.hl7v2.results.LaboratoryResults;
import org.openward.hl7v2.results.Purpose;
import org.openward.profiles.Extensions;

/** Every published family, by a message in its dialect about the tube T-0042. */
class FamiliesTest {
    private static final String LAW = "MSH|^~\\&|%s||host||20260302081500+0000||OUL^R22^OUL_R22|7|P|2.5.1|||NE|AL";

    /** A message of a family, and what it says: the code as LOINC when the family's map knows it, and the value. */
    record Dialect(String family, List<String> message, List<String> results) {}

    static Stream<Dialect> dialects() {
        return Stream.of(
                dialect(
                        "sysmex-xn",
                        List.of(
                                "H|\\^&|||    XN-9^00-01^7||||||||E1394-97",
                                "P|1",
                                "O|1||^^        T-0042^B|^^^^WBC\\^^^^RDW-SD|||||||N",
                                "R|1|^^^^WBC^1|6.02|10*3/uL||N||||lab||20260302081500",
                                "R|2|^^^^RDW-SD^1|41.3|fL||N"),
                        "6690-2 6.02 10*3/uL",
                        "21000-5 41.3 fL"),
                dialect(
                        "sysmex-xp",
                        List.of(
                                "H|\\^&|||XP-3^00-01||||||||E1394-97",
                                "P|1",
                                "O|1||^^T-0042^A|^^^^LYM%\\^^^^MXD%|||||||N",
                                "R|1|^^^^LYM%^1|33.1|%||N",
                                "R|2|^^^^MXD%^1|7.2|%||N"),
                        "736-9 33.1 %",
                        "MXD% 7.2 %"),
                dialect(
                        "roche-cobas-c111",
                        List.of(
                                "H|\\^&|||LAB^Roche^c111||||||RSUPL^REAL|P|1|20260302081500",
                                "P|1",
                                "O|1||T-0042^^3||S||||||N",
                                "R|1|^^^767|28.4|U/L||N||F",
                                "M|1|RR^BM^c111^1|-2|0.5"),
                        "767 28.4 U/L"),
                dialect(
                        "roche-cobas-c311",
                        List.of(
                                "H|\\^&|||c311^1|||||host|RSUPL^REAL|P|1",
                                "P|1",
                                "O|1|3^T-0042        ^1^^002|R1|^^^781/|R||||||N",
                                "R|1|^^^781/|1.1|mg/dl||A||F|||||P1",
                                "C|1|I|0|I"),
                        "781/ 1.1 mg/dL"),
                dialect(
                        "roche-cobas-6000",
                        List.of(
                                "H|\\^&|||H7600^1|||||host|RSUPL^REAL|P|1",
                                "P|1",
                                "O|1|                T-0042|0^50007^002^^S1^SC|^^^781/|R||20260302081500||||N",
                                "R|1|^^^781/|1.1|mg/dl||N||F"),
                        "781/ 1.1 mg/dL"),
                dialect(
                        "roche-cobas-pro",
                        List.of(
                                LAW.formatted("cobas pro"),
                                "SPM|1|T-0042&BARCODE||SERPLAS^^99ROC|||||||P^^HL70369",
                                "SAC|||T-0042^BARCODE|||||||50120|2",
                                "OBR|1|\"\"||20130^^99ROC",
                                "ORC|SC||||CM",
                                "OBX|1|NM|20130^20130^99ROC^^^IHELAW|1|18.5|U/L^^99ROC||N^^HL70078|||F"),
                        "20130 18.5 U/L"),
                dialect(
                        "roche-cobas-5800",
                        List.of(
                                LAW.formatted("X800 DM"),
                                "SPM|1|RACK-3&ROCHE||PLAS^plasma^HL70487|||||||P^^HL70369",
                                "SAC|||T-0042",
                                "OBR||||HIV^HIV^99ROC",
                                "OBX|1|NM|HIV^HIV^99ROC|1|410|{copies}/mL^^UCUM||N|||F"),
                        "HIV 410 {copies}/mL"),
                dialect(
                        "abbott-architect",
                        List.of(
                                "H|\\^&|||ARCHITECT^9.1^F1^H1P1O1R1C1Q1L1|||||||P|1|20260302081500",
                                "P|1|||||||U",
                                "O|1|T-0042|T-0042^S11^3|^^^241^TSH^UNDILUTED^P|R||||||||||||||||||||F",
                                "R|1|^^^241^TSH^UNDILUTED^P^11111NN00^00231^^F|2.31|uIU/mL||N||F",
                                "R|2|^^^241^TSH^UNDILUTED^P^11111NN00^00231^^I|Normal|||||F",
                                "R|3|^^^241^TSH^UNDILUTED^P^11111NN00^00231^^P|18211|RLU||||F"),
                        "241 2.31 u[IU]/mL",
                        "241 Normal",
                        "241 18211 {RLU}"),
                dialect(
                        "abbott-m2000",
                        List.of(
                                "H|\\^&|||m2000^8.1^2|||||||P|1|20260302081500",
                                "P|1",
                                "O|1|T-0042|T-0042^RUN7^B2|^^^HIV0.6ml^HIV0.6ml|||||||||||||||||||||F",
                                "R|1|^^^HIV0.6ml^HIV0.6ml^39^100^^F|85|Copies / mL||||F",
                                "R|2|^^^HIV0.6ml^HIV0.6ml^39^100^^I|Detected|||||F"),
                        "25836-8 85 {copies}/mL",
                        "25836-8 Detected"),
                dialect(
                        "abbott-alinity-m",
                        List.of(
                                LAW.formatted("ALINITY"),
                                "SPM|1|||PLAS^Plasma^HL70487|||||||P^Patient^HL70369",
                                "SAC|||T-0042",
                                "OBR||\"\"||1006^HIV-1^99ABT",
                                "OBX|1|ST|1006^HIV-1^99ABT||< 20|^Copies/mL||\"\"|||F"),
                        "1006 <20 {copies}/mL"),
                dialect(
                        "beckman-access",
                        List.of(
                                "H|\\^&|||ACCESS^5|||||LIS||P|1|20260302081500",
                                "P|1|T-0042",
                                "O|1|T-0042|^4^2|^^^TSH^1|||||||||||Serum||||||||||F",
                                "R|1|^^^TSH^1|2.31|uIU/mL||N||F||||20260302081500"),
                        "3016-3 2.31 u[IU]/mL"),
                dialect(
                        "cepheid-genexpert",
                        List.of(
                                "H|@^\\|URM-1||LAB^GeneXpert^6.4|||||LIS||P|1394-97|20260302081500",
                                "P|1||||^^^^",
                                "O|1|T-0042||^^^FLUVID|R|20260302081500|||||||||ORH||||||||||F",
                                "R|1|^^^FLUVID^Four targets^1^^|POSITIVE^|||||F",
                                "R|2|^^^FLUVID^^^Flu A^|POS^|||||F",
                                "R|3|^^^FLUVID^^^Flu A^Ct|^29.4|||||F"),
                        "FLUVID POSITIVE",
                        "Flu A POS",
                        "Flu A 29.4"),
                dialect(
                        "horiba-pentra",
                        List.of(
                                "H|\\^&|||ABX|||||||P|E1394-97|20260302081500",
                                "P|1",
                                "O|1|T-0042^00^00||^^^DIF|||||||||||Standard||||||||||F",
                                "R|1|^^^WBC^804-5^1|7.7|10^3/mm3||||F",
                                "R|2|^^^LYM#^731-0^1|2.11|10^3/mm3||||F"),
                        "6690-2 7.7 10*3/mm3",
                        "731-0 2.11 10*3/mm3"),
                dialect(
                        "horiba-yumizen",
                        List.of(
                                "H|\\^&|||H550^9^1.2|||||||P|LIS2-A2|20260302081500",
                                "P|1",
                                "O|1|T-0042^^011^4||^^^DIF|R|20260302081400|||||||||BLOOD||||||||||F",
                                "M|1|HISTOGRAM|RBC/PLT|AAAA",
                                "R|1|^^^HGB^718-7|13.9|g/dL||N||F"),
                        "718-7 13.9 g/dL"),
                dialect(
                        "mindray-bc",
                        List.of(
                                "MSH|^~\\&|BC-6|Mindray|||20260302081500||ORU^R01|1|P|2.3.1||||||UNICODE",
                                "OBR|1||T-0042|00001^Automated Count^99MRC",
                                "OBX|1|IS|08001^Take Mode^99MRC||O||||||F",
                                "OBX|2|NM|30525-0^Age^LN||44|yr|||||F",
                                "OBX|3|NM|718-7^HGB^LN||139|g/L|||||F",
                                "OBX|4|IS|12014^Anemia^99MRC||T||||||F"),
                        "718-7 139 g/L"),
                dialect(
                        "mindray-bs",
                        List.of(
                                "MSH|^~\\&|Mindray|BS-2|||20260302081500||ORU^R01|1|P|2.3.1||||0||ASCII",
                                "PID|1|7||T-9999",
                                "OBR|1|T-0042|5|Mindray^BS-2|N",
                                "OBX|1|NM|4|ALT|31.0|U/L|-||||F"),
                        "4 31.0 U/L"),
                dialect(
                        "siemens-atellica",
                        List.of(
                                LAW.formatted("UIW_LIS"),
                                "SPM|1|RACK^\"\"|\"\"^\"\"|SER^Serum^HL70487|||||||P^Patient specimen^HL70369",
                                "SAC|||T-0042",
                                "OBR|1|\"\"||FT3^FT3^99SiemensHDXTestCode",
                                "OBX|1|NM|FT3.COFF^FT3^99SiemensHDXTestCode|1^1|1.00|pg/mL^pg/mL^UCUM|||||F",
                                "OBX|2|NM|FT3.RLU^FT3^99SiemensHDXTestCode|1^1|149870|pg/mL^pg/mL^UCUM|||||F",
                                "OBX|3|NM|FT3.DOSE^FT3^99SiemensHDXTestCode|1^1|3.10|pg/mL^pg/mL^UCUM|||||F"),
                        "FT3.DOSE 3.10 pg/mL"),
                dialect(
                        "autobio-a1000",
                        List.of(
                                "MSH|^~\\&|A1000|Autolumo|||20260302081500||ORU^R01|1|P|2.3.1||||0||ASCII",
                                "OBR|1|T-0042",
                                "OBX|1|NM|1^Ferritin|118|771230^88.5|ng/mL|||||F"),
                        "118 88.5 ng/mL"),
                dialect(
                        "erba-xl",
                        List.of(
                                "H|\\^&|||XL-2|||||||P|E1394-97|20260302",
                                "P|1||||||19900505|M",
                                "O|1|T-0042||^^^GPT\\^^^UREA|R",
                                "R|1|^^^GPT^SGPT|31|U/L|10-40|N||F",
                                "R|2|^^^UREA|6.3|mmol/L|||F"),
                        "1742-6 31 U/L",
                        "UREA 6.3 mmol/L"),
                dialect(
                        "human-humastar",
                        List.of(
                                "H|\\^&|||HSX^V1.0|||||Host||P|1|20260302081500",
                                "P|1||T-0042||WARD",
                                "O|1|||GPT|False||||||||||Serum",
                                "R|1|GPT|31|U / l",
                                "R|2|GOT|-99000000000|U / l"),
                        "1742-6 31 U/L",
                        "1920-8 none"),
                dialect(
                        "euroimmun-analyzer",
                        List.of("H|\\^&|||", "P|1||T-0042", "O|1|||^^^IGG||20260302081500", "R|1|^^^IGG|2,345|Ratio"),
                        "IGG 2.345 {ratio}"));
    }

    @ParameterizedTest
    @MethodSource("dialects")
    void a_message_is_read_by_nothing_but_the_description_of_its_family(Dialect dialect) throws MalformedMessage {
        LaboratoryResults results = PublishedFamily.named(dialect.family).read(bytes(dialect.message));

        assertThat(results.reports()).singleElement().satisfies(report -> {
            assertThat(report.sample().id()).contains("T-0042");
            assertThat(report.purpose()).isEqualTo(Purpose.PATIENT);
        });
        assertThat(observations(results)).extracting(FamiliesTest::said).isEqualTo(dialect.results);
        assertThat(observations(results)).extracting(BusinessIdentity::of).doesNotHaveDuplicates();
        assertThat(results.accounting().leftOut())
                .allSatisfy(each -> assertThat(each.reason()).isEqualTo(Accounting.Reason.SUPPLEMENTAL));
    }

    @Test
    void every_published_family_has_its_dialect_here() {
        assertThat(PublishedFamily.names())
                .hasSizeGreaterThanOrEqualTo(12)
                .containsExactlyInAnyOrderElementsOf(
                        dialects().map(Dialect::family).toList());
    }

    @Test
    void a_control_is_known_by_its_number() throws MalformedMessage {
        LaboratoryResults results = PublishedFamily.named("sysmex-xn")
                .read(bytes(List.of("H|\\^&|||XN-9", "P|1", "O|1||^^QC-3001^C", "R|1|^^^^WBC^1|6.02|10*3/uL")));

        assertThat(results.reports().get(0).purpose()).isEqualTo(Purpose.QUALITY_CONTROL);
    }

    @Test
    void a_device_inherits_what_it_does_not_say_itself() {
        Habits family = new Habits(Map.of("valueComponent", List.of("2"), "controlSample", List.of("QC*", "CAL*")));
        Habits own = new Habits(Map.of("controlSample", List.of("LEVEL*")));

        Habits both = own.inheriting(family);

        assertThat(both.numbers(Extensions.ANALYZER_VALUE_COMPONENT)).containsExactly(2);
        assertThat(SampleRule.of(both).controls().include("LEVEL2")).isTrue();
        assertThat(SampleRule.of(both).controls().include("QC1")).isFalse();
    }

    @Test
    void what_nobody_can_follow_is_refused_with_its_part() {
        assertThatThrownBy(
                        () -> ResultConventions.of(new Habits(Map.of("decimalMark", List.of("semicolon"))), Map.of()))
                .isInstanceOf(FlawedHabit.class)
                .hasMessageContaining("decimalMark");
        assertThatThrownBy(() -> ResultConventions.of(new Habits(Map.of("notResult", List.of("*"))), Map.of()))
                .isInstanceOf(FlawedHabit.class);
        assertThatThrownBy(() -> ResultConventions.of(new Habits(Map.of("missingValue", List.of("none"))), Map.of()))
                .isInstanceOf(FlawedHabit.class);
    }

    private static Dialect dialect(String family, List<String> message, String... results) {
        return new Dialect(family, message, List.of(results));
    }

    private static byte[] bytes(List<String> lines) {
        return (String.join("\r", lines) + "\r").getBytes(StandardCharsets.UTF_8);
    }

    private static List<Observation> observations(LaboratoryResults results) {
        return results.reports().stream()
                .flatMap(report -> report.resources().results().stream())
                .map(each -> each.observation())
                .toList();
    }

    private static String said(Observation result) {
        String code = result.getCode().getCodingFirstRep().getCode();
        if (result.hasValueQuantity()) {
            Quantity value = result.getValueQuantity();
            String comparator = value.hasComparator() ? value.getComparator().toCode() : "";
            String unit = value.hasCode() ? " " + value.getCode() : "";
            return code + " " + comparator + value.getValue().toPlainString() + unit;
        }
        return result.hasDataAbsentReason() ? code + " none" : code + " " + result.getValue();
    }
}
