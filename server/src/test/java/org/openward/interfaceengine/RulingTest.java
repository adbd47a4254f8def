package org.openward.interfaceengine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.hl7.fhir.r4.model.DiagnosticReport;
import org.junit.jupiter.api.Test;
import org.openward.interfaceengine.Outcome.Reason;
import org.openward.laboratory.RecordResults;
import org.openward.laboratory.RecordResults.Destination;
import org.openward.laboratory.RecordResults.OrderNumbers;
import org.openward.laboratory.RecordResults.PatientNumber;
import org.openward.laboratory.RecordResults.Report;
import org.openward.laboratory.RecordResults.Subject;
import org.openward.laboratory.RecordResults.Trust;
import org.openward.laboratory.RecordResults.Undoing;

class RulingTest {
    private static final Ruling RELEASE = Ruling.release("Ordered by telephone");
    private static final Ruling TO_ASHA = Ruling.reroute(new Destination("asha", null, false), "Known on the ward");
    private static final Ruling TO_ORDER = Ruling.reroute(new Destination(null, "order", false), "Label read by hand");

    @Test
    void only_a_missing_order_and_what_would_undo_a_final_result_may_be_overlooked() {
        assertThat(openTo(RELEASE))
                .containsExactlyInAnyOrder(Reason.UNSOLICITED, Reason.UNKNOWN_ORDER, Reason.WOULD_UNDO);
    }

    @Test
    void a_person_may_say_whose_a_result_is_but_not_what_it_means() {
        assertThat(openTo(TO_ASHA))
                .doesNotContain(
                        Reason.QUALITY_CONTROL, Reason.UNMAPPED_CODE, Reason.UNMAPPED_UNIT, Reason.MAPPING_FAILED)
                .contains(Reason.UNKNOWN_PATIENT, Reason.PATIENT_MISMATCH, Reason.AMBIGUOUS_SAMPLE);
    }

    @Test
    void whatever_waits_may_be_discarded() {
        assertThat(openTo(Ruling.discard("Test of the line"))).containsExactly(Reason.values());
    }

    @Test
    void released_results_need_no_order_and_are_trusted_as_before() {
        var filed = RELEASE.on(command(report("MRN1", "")));

        assertThat(filed.trust()).isEqualTo(new Trust(true, true));
        assertThat(filed.destination()).isEqualTo(Destination.AS_SENT);
    }

    @Test
    void a_final_result_is_kept_by_who_was_told_that_it_would_be_undone() {
        assertThat(RELEASE.withFinalKept().on(command(report("MRN1", ""))).trust())
                .isEqualTo(new Trust(true, true, Undoing.KEEP));
    }

    @Test
    void a_final_result_is_kept_also_by_who_names_its_patient_again() {
        assertThat(openTo(TO_ASHA)).contains(Reason.WOULD_UNDO);
        assertThat(TO_ASHA.withFinalKept().on(command(report("MRN1", ""))).trust())
                .isEqualTo(new Trust(false, true, Undoing.KEEP));
    }

    @Test
    void a_correction_is_taken_over_only_where_a_final_result_stands_against_it_and_is_verified_with_that() {
        var taken = Ruling.takeOver("Repeated from the same tube");

        assertThat(openTo(taken)).containsExactly(Reason.WOULD_UNDO);
        assertThat(taken.on(command(report("MRN1", ""))).trust()).isEqualTo(new Trust(true, true, Undoing.TAKE_OVER));
    }

    @Test
    void rerouted_results_wait_for_a_verifier() {
        var filed = TO_ASHA.on(command(report("MRN1", "A1"), report("MRN1", "A2")));

        assertThat(filed.trust()).isEqualTo(new Trust(false, true));
        assertThat(filed.destination().patient()).isEqualTo("asha");
    }

    @Test
    void a_message_about_several_patients_is_not_rerouted_to_one() {
        var command = command(report("MRN1", "A1"), report("MRN2", "A1"));

        assertThatThrownBy(() -> TO_ASHA.on(command)).isInstanceOf(RulingRefused.class);
    }

    @Test
    void a_message_that_answers_several_orders_is_not_rerouted_to_one() {
        var command = command(report("MRN1", "A1"), report("MRN1", "A2"));

        assertThatThrownBy(() -> TO_ORDER.on(command)).isInstanceOf(RulingRefused.class);
    }

    private static List<Reason> openTo(Ruling ruling) {
        return Arrays.stream(Reason.values()).filter(ruling::isOpenTo).toList();
    }

    private static RecordResults command(Report... reports) {
        return new RecordResults(new Trust(true, false), List.of(reports));
    }

    private static Report report(String patient, String order) {
        return new Report(
                new Subject(List.of(new PatientNumber(patient, "", "MR")), Optional.empty(), Optional.empty(), ""),
                new OrderNumbers(order, List.of()),
                new DiagnosticReport(),
                new ArrayList<>(),
                new ArrayList<>());
    }
}
