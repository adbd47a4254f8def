package org.openward.hl7v2.results;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.hl7.fhir.r4.model.Observation.ObservationStatus;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openward.hl7v2.devices.Habits;
import org.openward.hl7v2.results.CorrectionPolicy.Incoming;
import org.openward.hl7v2.results.CorrectionPolicy.Reopening;
import org.openward.hl7v2.results.CorrectionPolicy.Stored;
import org.openward.hl7v2.results.CorrectionPolicy.Verdict;
import org.openward.profiles.Extensions;

class CorrectionPolicyTest {
    private static final Instant NINE = Instant.parse("2026-03-01T09:00:00Z");
    private static final Instant TEN = Instant.parse("2026-03-01T10:00:00Z");

    @ParameterizedTest
    @CsvSource({
        "PRELIMINARY,    P, REPLACE",
        "PRELIMINARY,    F, REPLACE",
        "REGISTERED,     P, REPLACE",
        "FINAL,          F, REPLACE",
        "FINAL,          C, REPLACE",
        "FINAL,          W, REPLACE",
        "FINAL,          D, REPLACE",
        "FINAL,          X, REPLACE",
        "FINAL,          P, REFUSE",
        "FINAL,          R, REFUSE",
        "FINAL,          I, REFUSE",
        "FINAL,          N, REFUSE",
        "CORRECTED,      S, REFUSE",
        "AMENDED,        P, REFUSE",
        "CANCELLED,      P, REFUSE",
        "CANCELLED,      F, REPLACE",
        "ENTEREDINERROR, P, REPLACE",
        "ENTEREDINERROR, F, REPLACE",
        "PRELIMINARY,    U, MAKE_FINAL",
        "FINAL,          U, KEEP",
    })
    void a_result_is_replaced_only_by_one_that_is_as_far(
            ObservationStatus stored, ResultStatus incoming, Verdict expected) {
        Verdict verdict =
                CorrectionPolicy.STANDARD.judge(new Stored(stored, NINE, NINE), new Incoming(incoming, TEN, TEN));

        assertThat(verdict).isEqualTo(expected);
    }

    @Test
    void news_of_a_result_that_was_never_sent_is_refused() {
        assertThat(CorrectionPolicy.STANDARD.judge(new Incoming(ResultStatus.U, TEN, TEN)))
                .isEqualTo(Verdict.REFUSE);
        assertThat(CorrectionPolicy.STANDARD.judge(new Incoming(ResultStatus.F, TEN, TEN)))
                .isEqualTo(Verdict.REPLACE);
    }

    @Test
    void a_device_may_be_known_to_reopen_its_results() {
        CorrectionPolicy policy = CorrectionPolicy.of(new Habits(Map.of(Extensions.ANALYZER_REOPENS, List.of("true"))));

        Verdict verdict =
                policy.judge(new Stored(ObservationStatus.FINAL, NINE, NINE), new Incoming(ResultStatus.P, TEN, TEN));

        assertThat(policy.reopening()).isEqualTo(Reopening.ALLOWED);
        assertThat(verdict).isEqualTo(Verdict.REPLACE);
        assertThat(CorrectionPolicy.of(Habits.NONE)).isEqualTo(CorrectionPolicy.STANDARD);
    }

    @Test
    void an_older_result_that_arrives_late_replaces_nothing() {
        Stored stored = new Stored(ObservationStatus.FINAL, TEN, TEN);

        assertThat(CorrectionPolicy.STANDARD.judge(stored, new Incoming(ResultStatus.F, NINE, TEN)))
                .isEqualTo(Verdict.OUTDATED);
        assertThat(CorrectionPolicy.STANDARD.judge(stored, new Incoming(ResultStatus.C, TEN, NINE)))
                .isEqualTo(Verdict.OUTDATED);
        assertThat(CorrectionPolicy.STANDARD.judge(stored, new Incoming(ResultStatus.F, null, null)))
                .isEqualTo(Verdict.REPLACE);
    }

    @Test
    void a_correction_may_correct_the_time_of_the_result_itself() {
        Stored stored = new Stored(ObservationStatus.FINAL, TEN, NINE);

        assertThat(CorrectionPolicy.STANDARD.judge(stored, new Incoming(ResultStatus.C, NINE, TEN)))
                .isEqualTo(Verdict.REPLACE);
    }

    @Test
    void the_times_of_a_result_are_read_from_its_observation() {
        LaboratoryReport.Result result = ReadingResults.read(
                        ReadingResults.ORDER, "OBX|1|NM|WBC||5||||||F|||20260301101200|||||20260301101100")
                .reports()
                .get(0)
                .resources()
                .results()
                .get(0);

        assertThat(Incoming.of(result))
                .isEqualTo(new Incoming(
                        ResultStatus.F, Instant.parse("2026-03-01T04:41:00Z"), Instant.parse("2026-03-01T04:44:00Z")));
        assertThat(Stored.of(result.observation()).status()).isEqualTo(ObservationStatus.FINAL);
    }
}
