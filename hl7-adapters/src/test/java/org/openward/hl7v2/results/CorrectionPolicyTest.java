package org.openward.hl7v2.results;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.hl7.fhir.r4.model.DateTimeType;
import org.hl7.fhir.r4.model.Observation.ObservationStatus;
import org.jspecify.annotations.Nullable;
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
    private static final DateTimeType NINE = new DateTimeType("2026-03-01T09:00:00Z");
    private static final DateTimeType TEN = new DateTimeType("2026-03-01T10:00:00Z");

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
        Verdict verdict = CorrectionPolicy.STANDARD.judge(
                new Stored(stored, analysedAndSent(NINE, NINE)), new Incoming(incoming, analysedAndSent(TEN, TEN)));

        assertThat(verdict).isEqualTo(expected);
    }

    @Test
    void news_of_a_result_that_was_never_sent_is_refused() {
        assertThat(CorrectionPolicy.STANDARD.judge(new Incoming(ResultStatus.U, analysedAndSent(TEN, TEN))))
                .isEqualTo(Verdict.REFUSE);
        assertThat(CorrectionPolicy.STANDARD.judge(new Incoming(ResultStatus.F, analysedAndSent(TEN, TEN))))
                .isEqualTo(Verdict.REPLACE);
    }

    @Test
    void a_device_may_be_known_to_reopen_its_results() {
        CorrectionPolicy policy = CorrectionPolicy.of(new Habits(Map.of(Extensions.ANALYZER_REOPENS, List.of("true"))));

        Verdict verdict = policy.judge(
                new Stored(ObservationStatus.FINAL, analysedAndSent(NINE, NINE)),
                new Incoming(ResultStatus.P, analysedAndSent(TEN, TEN)));

        assertThat(policy.reopening()).isEqualTo(Reopening.ALLOWED);
        assertThat(verdict).isEqualTo(Verdict.REPLACE);
        assertThat(CorrectionPolicy.of(Habits.NONE)).isEqualTo(CorrectionPolicy.STANDARD);
    }

    @Test
    void an_older_result_that_arrives_late_replaces_nothing() {
        Stored stored = new Stored(ObservationStatus.FINAL, analysedAndSent(TEN, TEN));

        assertThat(CorrectionPolicy.STANDARD.judge(stored, new Incoming(ResultStatus.F, analysedAndSent(NINE, TEN))))
                .isEqualTo(Verdict.OUTDATED);
        assertThat(CorrectionPolicy.STANDARD.judge(stored, new Incoming(ResultStatus.C, analysedAndSent(TEN, NINE))))
                .isEqualTo(Verdict.OUTDATED);
        assertThat(CorrectionPolicy.STANDARD.judge(stored, new Incoming(ResultStatus.F, analysedAndSent(null, null))))
                .isEqualTo(Verdict.REPLACE);
    }

    @Test
    void a_correction_may_correct_the_time_of_the_result_itself() {
        Stored stored = new Stored(ObservationStatus.FINAL, analysedAndSent(TEN, NINE));

        assertThat(CorrectionPolicy.STANDARD.judge(stored, new Incoming(ResultStatus.C, analysedAndSent(NINE, TEN))))
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

        Moments moments = Incoming.of(result).moments();
        assertThat(Incoming.of(result).status()).isEqualTo(ResultStatus.F);
        assertThat(moments.analysed())
                .isNotNull()
                .extracting(DateTimeType::getValueAsString)
                .isEqualTo("2026-03-01T10:11:00+05:30");
        assertThat(moments.observed())
                .isNotNull()
                .extracting(DateTimeType::getValueAsString)
                .isEqualTo("2026-03-01T10:12:00+05:30");
        assertThat(moments.released()).isNotNull();
        assertThat(moments.sent()).isNotNull();
        assertThat(Stored.of(result.observation()).status()).isEqualTo(ObservationStatus.FINAL);
    }

    @ParameterizedTest
    @CsvSource({
        // An analysis is no sample: these two times say nothing of each other.
        "F, 10:00,      , F,      , 09:00, REPLACE",
        "F,      , 10:00, F,      , 09:00, OUTDATED",
        "F, 09:00, 10:00, F, 10:00, 09:00, REPLACE",
        "F, 10:00, 09:00, F, 09:00, 10:00, OUTDATED",
    })
    void a_time_is_compared_with_the_same_time_of_the_other(
            ResultStatus first,
            String analysedFirst,
            String observedFirst,
            ResultStatus second,
            String analysedSecond,
            String observedSecond,
            Verdict expected) {
        Stored stored = new Stored(first.status(), new Moments(at(analysedFirst), at(observedFirst), null, NINE));
        Incoming incoming = new Incoming(second, new Moments(at(analysedSecond), at(observedSecond), null, TEN));

        assertThat(CorrectionPolicy.STANDARD.judge(stored, incoming)).isEqualTo(expected);
    }

    @Test
    void a_day_is_not_older_than_an_hour_of_it() {
        Stored stored = new Stored(ObservationStatus.FINAL, analysedAndSent(TEN, NINE));

        assertThat(CorrectionPolicy.STANDARD.judge(stored, incoming("2026-03-01")))
                .isEqualTo(Verdict.REPLACE);
        assertThat(CorrectionPolicy.STANDARD.judge(stored, incoming("2026-02-28")))
                .isEqualTo(Verdict.OUTDATED);
    }

    @Test
    void the_original_that_comes_again_does_not_undo_its_correction_although_the_release_time_did_not_move() {
        Moments original = new Moments(null, null, NINE, NINE);
        Moments correction = new Moments(null, null, NINE, TEN);
        Stored corrected = new Stored(ObservationStatus.CORRECTED, correction);

        assertThat(CorrectionPolicy.STANDARD.judge(corrected, new Incoming(ResultStatus.F, original)))
                .isEqualTo(Verdict.OUTDATED);
        assertThat(CorrectionPolicy.STANDARD.judge(corrected, new Incoming(ResultStatus.C, original)))
                .isEqualTo(Verdict.OUTDATED);
        assertThat(CorrectionPolicy.STANDARD.judge(
                        new Stored(ObservationStatus.FINAL, original), new Incoming(ResultStatus.C, correction)))
                .isEqualTo(Verdict.REPLACE);
    }

    @Test
    void what_is_final_once_more_replaces_a_correction_only_when_it_is_newer() {
        Stored corrected = new Stored(ObservationStatus.CORRECTED, analysedAndSent(null, NINE));

        assertThat(CorrectionPolicy.STANDARD.judge(
                        corrected, new Incoming(ResultStatus.F, analysedAndSent(null, NINE))))
                .isEqualTo(Verdict.OUTDATED);
        assertThat(CorrectionPolicy.STANDARD.judge(corrected, new Incoming(ResultStatus.F, analysedAndSent(null, TEN))))
                .isEqualTo(Verdict.REPLACE);
        assertThat(CorrectionPolicy.STANDARD.judge(
                        corrected, new Incoming(ResultStatus.C, analysedAndSent(null, NINE))))
                .isEqualTo(Verdict.REPLACE);
    }

    private static Incoming incoming(String analysed) {
        return new Incoming(ResultStatus.F, analysedAndSent(new DateTimeType(analysed), TEN));
    }

    private static Moments analysedAndSent(@Nullable DateTimeType analysed, @Nullable DateTimeType sent) {
        return new Moments(analysed, null, null, sent);
    }

    private static @Nullable DateTimeType at(@Nullable String hour) {
        return hour == null ? null : new DateTimeType("2026-03-01T" + hour + ":00Z");
    }
}
