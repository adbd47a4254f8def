package org.openward.hl7v2.results;

import static org.assertj.core.api.Assertions.assertThat;
import static org.openward.hl7v2.results.ReadingResults.read;

import java.util.List;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Extension;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Ratio;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Specimen;
import org.hl7.fhir.r4.model.Specimen.SpecimenContainerComponent;
import org.junit.jupiter.api.Test;
import org.openward.hl7v2.Place;
import org.openward.hl7v2.datatypes.Unmapped;
import org.openward.hl7v2.results.Accounting.LeftOut;
import org.openward.hl7v2.results.Accounting.Reason;
import org.openward.profiles.Extensions;
import org.openward.profiles.LaboratoryParts;

/** Results of a specimen or container (OUL^R22 to R24), and other messages in their order of segments. */
class SpecimenOrientedTest {
    private static final String PATIENT = "PID|1||MRN-1^^^HOSPITAL^MR";
    private static final String RESULT = "OBX|1|NM|WBC^Leucocytes^99XN||6.4|10*3/uL|||||F";

    @Test
    void each_specimen_serves_the_orders_behind_it() {
        LaboratoryResults results = read(
                PATIENT,
                "SPM|1|S-1||SER|||||||P",
                "SAC|||T-1",
                "OBR|1|O-1||A",
                RESULT,
                "OBR|2|O-2||B",
                RESULT,
                "SPM|2|S-2||PLAS|||||||P",
                "SAC|||T-2",
                "OBR|3|O-3||C",
                RESULT);

        assertThat(tubes(results)).containsExactly(List.of("T-1"), List.of("T-1"), List.of("T-2"));
        assertThat(results.accounting()).isEqualTo(new Accounting(3, 3, List.of()));
        assertThat(results.reports().get(2).sample().candidates())
                .contains("S-2", "T-2")
                .doesNotContain("S-1", "T-1");
    }

    @Test
    void each_container_serves_the_orders_behind_it() {
        LaboratoryResults results = read(
                PATIENT, "SPM|1|S-1||SER", "SAC|||T-1", "OBR|1|O-1||A", RESULT, "SAC|||T-2", "OBR|2|O-2||B", RESULT);

        assertThat(tubes(results)).containsExactly(List.of("T-1"), List.of("T-2"));
    }

    @Test
    void a_container_without_a_specimen_is_still_the_tube() {
        LaboratoryResults results = read("SAC|||T-1", "OBR|1|\"\"||A", RESULT);

        assertThat(results.reports().get(0).sample().id()).contains("T-1");
        assertThat(results.reports().get(0).order().placer()).isEmpty();
    }

    @Test
    void an_order_control_behind_its_order_belongs_to_that_and_not_to_the_next() {
        LaboratoryResults results = read(
                PATIENT, "SPM|1|S-1", "OBR|1|||A", "ORC|SC|O-1|F-1", RESULT, "OBR|2|||B", "ORC|SC|O-2|F-2", RESULT);

        assertThat(results.reports()).extracting(each -> each.order().placer()).containsExactly("O-1", "O-2");
    }

    @Test
    void an_order_control_before_its_order_never_reaches_the_order_before() {
        LaboratoryResults leads = read(PATIENT, "ORC|SC|O-1", "OBR|1|||A", "ORC|SC|O-2", "OBR|2|||B", RESULT);
        LaboratoryResults mixed = read(PATIENT, "OBR|1|||A", RESULT, "ORC|SC|O-2", "OBR|2|||B", RESULT);

        assertThat(leads.reports()).extracting(each -> each.order().placer()).containsExactly("O-1", "O-2");
        assertThat(mixed.reports()).extracting(each -> each.order().placer()).containsExactly("", "O-2");
    }

    @Test
    void specimens_behind_the_results_belong_to_the_order_before_them() {
        LaboratoryResults results = read(
                PATIENT,
                "ORC|SC|O-1",
                "OBR|1|O-1||A",
                RESULT,
                "SPM|1|S-1",
                "ORC|SC|O-2",
                "OBR|2|O-2||B",
                RESULT,
                "SPM|1|S-2");

        assertThat(results.reports().get(0).sample().candidates())
                .contains("S-1")
                .doesNotContain("S-2");
        assertThat(results.reports().get(1).sample().candidates())
                .contains("S-2")
                .doesNotContain("S-1");
    }

    @Test
    void what_is_observed_of_the_specimen_itself_names_it() {
        LaboratoryResults results = read(
                PATIENT,
                "SPM|1|S-1||SER",
                "OBX|1|ST|HIL^Haemolysis^99XN||slight||||||F",
                "SAC|||T-1",
                "OBR|1|O-1||A",
                RESULT);

        LaboratoryReport.Resources resources = results.reports().get(0).resources();
        List<Observation> made = resources.results().stream()
                .map(LaboratoryReport.Result::observation)
                .toList();
        String specimen = resources.specimens().get(0).getIdElement().getValue();
        assertThat(made).hasSize(2);
        assertThat(made.get(0).getFocus()).extracting(Reference::getReference).containsExactly(specimen);
        assertThat(made.get(1).getFocus()).isEmpty();
    }

    @Test
    void what_is_observed_of_a_specimen_without_an_order_is_accounted_for() {
        LaboratoryResults results = read(PATIENT, "SPM|1|S-1", RESULT);

        assertThat(results.accounting().leftOut())
                .containsExactly(new LeftOut(new Place("OBX", 1, 0), Reason.NO_ORDER));
        assertThat(results.aside()).containsExactly(new Place("SPM", 1, 0));
    }

    @Test
    void only_what_the_profile_calls_supplemental_is_left_out() {
        LaboratoryResults results = read(
                "SPM|1|S-1",
                "OBR|1|||A",
                "OBX|1|NM|20490^20490^99ROC^^^IHELAW|1|32.2|mg/L^^99ROC|||||F",
                "OBX|2|DTM|PT^Pipetting_Time^99ROC^S_OTHER^Other Supplemental^IHELAW|1|20180222145824||||||F",
                "OBX|3|NM|S_RAW^Raw^IHELAW|1|7||||||F");

        assertThat(results.accounting().observations()).isEqualTo(1);
        assertThat(results.accounting().leftOut()).extracting(LeftOut::reason).containsOnly(Reason.SUPPLEMENTAL);
    }

    @Test
    void how_and_with_what_a_result_was_analysed_stands_beside_it() {
        Observation observation = theResultOf(
                "SPM|1|S-1",
                "OBR|1|||A",
                RESULT,
                "TCD|WBC|^1^:^4||||||R^Repeated^HL70389",
                "INV|2049001|OK|R1|514|1|8||||||20181030||||256616",
                "NTE|1||Diluted");

        assertThat(observation.getComponent()).hasSize(3);
        assertThat(((Ratio) observation.getComponent().get(0).getValue())
                        .getDenominator()
                        .getValue())
                .isEqualByComparingTo("4");
        assertThat(observation.getComponent().get(1).getValueCodeableConcept().getText())
                .isEqualTo("Repeated");
        assertThat(observation.getComponent().get(2).getCode().getText()).isEqualTo("R1");
        assertThat(observation.getComponent().get(2).getValueStringType().getValue())
                .isEqualTo("256616");
        Extension lot = observation.getComponent().get(2).getExtensionByUrl(Extensions.REAGENT_LOT);
        assertThat(((CodeableConcept)
                                lot.getExtensionByUrl(LaboratoryParts.STATUS).getValue())
                        .getCodingFirstRep()
                        .getCode())
                .isEqualTo("OK");
        assertThat(lot.getExtensionByUrl(LaboratoryParts.EXPIRY).getValue().primitiveValue())
                .isEqualTo("2018-10-30");
        assertThat(observation.getNoteFirstRep().getText()).isEqualTo("Diluted");
    }

    @Test
    void each_tube_says_what_it_holds_and_where_it_stands() {
        Specimen specimen = read(
                        "SPM|1|S-1||||EDTA^EDTA^L",
                        "SAC|||T-1|||||||R-4^ROCHE|3||B-2|1^5|||||||10|3.2|4|mL^^UCUM",
                        "SAC|||T-2||||||||||||||||||||2.5|spoon",
                        "OBR|1|||A",
                        RESULT)
                .reports()
                .get(0)
                .resources()
                .specimens()
                .get(0);

        assertThat(specimen.getContainer())
                .extracting(each -> each.getIdentifierFirstRep().getValue())
                .containsExactly("T-1", "T-2");
        SpecimenContainerComponent first = specimen.getContainer().get(0);
        assertThat(first.hasAdditive()).isTrue();
        assertThat(first.getCapacity().getValue()).isEqualByComparingTo("10");
        assertThat(first.getSpecimenQuantity().getValue()).isEqualByComparingTo("3.2");
        assertThat(first.getSpecimenQuantity().getCode()).isEqualTo("mL");
        assertThat(first.getExtensionByUrl(Extensions.CONTAINER_PLACE).getExtension())
                .extracting(part -> part.getUrl() + "=" + part.getValue())
                .containsExactly("carrier=R-4", "carrierPosition=3", "tray=B-2", "trayPosition=1^5");
        SpecimenContainerComponent second = specimen.getContainer().get(1);
        assertThat(second.getSpecimenQuantity().getUnit()).isEqualTo("spoon");
        assertThat(second.hasExtension()).isFalse();
    }

    @Test
    void a_lot_without_a_number_is_known_by_what_it_is() {
        Observation observation =
                theResultOf("SPM|1|S-1", "OBR|1|||A", RESULT, "INV|DIL-1^Diluent^99XN|OW|DI", "INV|||R2");

        assertThat(observation.getComponent()).hasSize(1);
        assertThat(observation.getComponentFirstRep().hasDataAbsentReason()).isTrue();
        assertThat(observation
                        .getComponentFirstRep()
                        .getExtensionByUrl(Extensions.REAGENT_LOT)
                        .hasExtension(LaboratoryParts.SUBSTANCE))
                .isTrue();
    }

    @Test
    void what_no_report_can_say_is_named() {
        LaboratoryResults results = read(
                "NTE|1||about the message",
                PATIENT,
                "PV2|1",
                "ORC|RE",
                "OBR|1|||A",
                "TQ1|1",
                RESULT,
                "ZRX|1",
                "ORC|RE");

        assertThat(results.aside().stream().map(Place::toString)).containsExactly("NTE", "PV2", "TQ1", "ZRX", "ORC[2]");
    }

    @Test
    void a_second_reference_range_is_not_lost() {
        Observation observation = ReadingResults.observation("OBX|1|NM|WBC^^99XN||6.4|10*3/uL|4.0-10.0~3.0-12.0||||F");

        assertThat(observation.getReferenceRange()).hasSize(2);
    }

    @Test
    void a_power_in_a_unit_that_was_not_escaped_is_read_as_one() {
        LaboratoryResults results = read(ReadingResults.ORDER, "OBX|1|NM|WBC^^99XN||6.4|10^3/uL|||||F");

        assertThat(results.unmapped())
                .filteredOn(each -> each.kind() == Unmapped.Kind.UNIT)
                .extracting(Unmapped::code)
                .containsExactly("10^3/uL");
    }

    private static Observation theResultOf(String... segments) {
        return read(segments).reports().get(0).resources().results().get(0).observation();
    }

    private static List<List<String>> tubes(LaboratoryResults results) {
        return results.reports().stream()
                .map(each -> each.resources().specimens().stream()
                        .map(Specimen::getContainerFirstRep)
                        .map(container -> container.getIdentifierFirstRep().getValue())
                        .toList())
                .toList();
    }
}
