package org.openward.hl7v2.law;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import org.hl7.fhir.r4.model.Coding;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openward.hl7v2.Hl7Message;
import org.openward.hl7v2.Messages;
import org.openward.hl7v2.law.LawWriter.Answer;
import org.openward.hl7v2.law.Work.Person;
import org.openward.hl7v2.law.Work.Step;
import org.openward.hl7v2.law.Work.Urgency;
import org.openward.hl7v2.law.WorkAnswer.Verdict;
import org.openward.hl7v2.law.WorkQuery.Carrier;
import org.openward.hl7v2.law.WorkQuery.Kind;

class LawTest {
    private static final String QUERY = "MSH|^~\\&|AM|LAB|OPENWARD||20260301||QBP^Q11^QBP_Q11|Q-1|P|2.5.1\r";
    private static final LawWriter WRITER = new LawWriter(
            Clock.fixed(Instant.parse("2026-03-01T04:45:00Z"), ZoneId.of("Asia/Kolkata")),
            () -> "C-1",
            "OPENWARD",
            "HOSPITAL");
    private static final Person ASHA = new Person("MRN-1", "Rao", "Asha", "19800412", "F");
    private static final Work TUBE = new Work(
            "T-1",
            new Coding("HL70487", "SER", "Serum"),
            ASHA,
            List.of(
                    new Step("AWOS-1", new Coding("LN", "2951-2", "Na"), Urgency.STAT),
                    new Step("AWOS-2", new Coding("LN", "2823-3", "K"), Urgency.ROUTINE)));

    @ParameterizedTest
    @CsvSource(
            delimiter = '!',
            value = {
                "QPD|WOS^Work Order Step^IHE_LABTF|TAG|T-1!CONTAINER!T-1!!",
                "QPD|INISEQ^^99ROC|TAG|T-1|50001|1!CONTAINER!T-1!50001!1",
                "QPD|WOS_BY_RACK^^IHE|TAG||R-7|3!RACK!!R-7!3",
                "QPD|WOS_BY_TRAY^^IHE|TAG||||TR-2|A4!TRAY!!TR-2!A4",
                "QPD|WOS_ALL^^IHE|TAG!ALL!!!",
                "QPD|WOS^^IHE|TAG!UNCLEAR!!!"
            })
    void a_query_says_which_work_is_asked_for(String asked, Kind kind, String tube, String carrier, String position) {
        WorkQuery query = query(asked);

        assertThat(query.kind()).isEqualTo(kind);
        assertThat(query.tag()).isEqualTo("TAG");
        assertThat(query.container()).isEqualTo(tube == null ? "" : tube);
        assertThat(query.carrier())
                .isEqualTo(new Carrier(carrier == null ? "" : carrier, position == null ? "" : position));
    }

    @Test
    void a_message_that_is_no_query_asks_nothing() {
        assertThat(WorkQuery.of(message(QUERY))).isEmpty();
        assertThat(WorkQuery.of(message(QUERY.replace("QBP", "ORU") + "QPD|WOS|TAG|T-1\r")))
                .isEmpty();
        assertThat(WorkQuery.of(
                        message(QUERY.replace("Q11^QBP_Q11", "Z03^QBP_Z03") + "QPD|Z03^HOST QUERY|TAG|P-1|S-1\r")))
                .isEmpty();
    }

    @Test
    void a_query_is_taken_in_with_its_own_words() {
        assertThat(WRITER.response(query("QPD|WOS^Work Order Step^IHE|TAG|T-1"), Answer.UNDERSTOOD))
                .asString(StandardCharsets.UTF_8)
                .isEqualTo("MSH|^~\\&|OPENWARD|HOSPITAL|AM|LAB|20260301101500+0530||RSP^K11^RSP_K11|C-1|P|2.5.1"
                        + "||||||UNICODE UTF-8|||LAB-27^IHE\r"
                        + "MSA|AA|Q-1\r"
                        + "QAK|TAG|OK|WOS^Work Order Step^IHE\r"
                        + "QPD|WOS^Work Order Step^IHE|TAG|T-1\r");
    }

    @Test
    void a_query_that_is_not_clear_is_refused() {
        assertThat(WRITER.response(query("QPD|WOS^^IHE|TAG"), Answer.NOT_UNDERSTOOD))
                .asString(StandardCharsets.UTF_8)
                .contains("\rMSA|AE|Q-1\rQAK|TAG|AE|WOS^^IHE\r");
    }

    @Test
    void the_work_of_a_tube_names_each_step() {
        assertThat(WRITER.work(List.of(TUBE), "AM", "LAB"))
                .asString(StandardCharsets.UTF_8)
                .isEqualTo("MSH|^~\\&|OPENWARD|HOSPITAL|AM|LAB|20260301101500+0530||OML^O33^OML_O33|C-1|P|2.5.1"
                        + "|||NE|AL||UNICODE UTF-8|||LAB-28^IHE\r"
                        + "PID|||MRN-1||Rao^Asha||19800412|F\r"
                        + "SPM|1|||SER^Serum^HL70487|||||||P^Patient^HL70369\r"
                        + "SAC|||T-1\r"
                        + "ORC|NW||||||||20260301101500+0530\r"
                        + "TQ1|||||||||S^^HL70485\r"
                        + "OBR|1|AWOS-1||2951-2^Na^LN\r"
                        + "ORC|NW||||||||20260301101500+0530\r"
                        + "TQ1|||||||||R^^HL70485\r"
                        + "OBR|2|AWOS-2||2823-3^K^LN\r");
    }

    @Test
    void a_tube_without_work_is_answered_negatively() {
        String written = new String(
                WRITER.work(List.of(new Work("T-9", new Coding(), Person.NOBODY, List.of())), "AM", ""),
                StandardCharsets.UTF_8);

        assertThat(written).contains("\rSAC|||T-9\rORC|DC||||||||2026").doesNotContain("OBR", "PID");
    }

    @Test
    void one_message_never_mixes_patients() {
        Work other = new Work("T-2", new Coding(), Person.NOBODY, List.of());

        assertThatThrownBy(() -> WRITER.work(List.of(TUBE, other), "AM", "LAB"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void a_cancellation_names_the_steps_that_were_sent() {
        String written = new String(WRITER.cancellation(TUBE, "AM", "LAB"), StandardCharsets.UTF_8);

        assertThat(written)
                .contains("ORC|CA|", "OBR|1|AWOS-1|", "OBR|2|AWOS-2|")
                .doesNotContain("ORC|NW");
    }

    @Test
    void whatever_a_name_holds_the_message_keeps_its_shape() {
        Person trouble = new Person("|^~\\&", "O|Neil\rOBR|9", "王^", "", "");
        Hl7Message read = message(new String(
                WRITER.work(List.of(new Work("T|1", new Coding(), trouble, TUBE.steps())), "A|B", "C^D"),
                StandardCharsets.UTF_8));

        assertThat(read.segments("OBR")).hasSize(2);
        assertThat(read.segments("PID").get(0).text(3)).isEqualTo("|^~\\&");
        assertThat(read.segments("PID").get(0).field(5).component(1)).isEqualTo("O|Neil OBR|9");
        assertThat(read.segments("SAC").get(0).text(3)).isEqualTo("T|1");
        assertThat(read.header().receivingApplication()).isEqualTo("A|B");
    }

    @Test
    void an_analyzer_says_what_becomes_of_each_step() {
        WorkAnswer answer = WorkAnswer.of(message("MSH|^~\\&|AM|||||| ORL^O34^ORL_O34|1|P|2.5.1\r"
                + "MSA|AA|C-1\rSPM|1\rSAC|||T-1\rORC|OK\rOBR|1|AWOS-1\rORC|UA\rOBR|2|AWOS-2\rORC|CR|AWOS-3\rORC|??\r"));

        assertThat(answer.code()).isEqualTo("AA");
        assertThat(answer.controlId()).isEqualTo("C-1");
        assertThat(answer.steps())
                .extracting(WorkAnswer.Step::verdict)
                .containsExactly(Verdict.ACCEPTED, Verdict.UNABLE, Verdict.CANCELLED, Verdict.UNKNOWN);
        assertThat(answer.steps()).extracting(WorkAnswer.Step::id).containsExactly("AWOS-1", "AWOS-2", "AWOS-3", "");
    }

    private static WorkQuery query(String parameters) {
        return WorkQuery.of(message(QUERY + parameters + "\rRCP|I\r")).orElseThrow();
    }

    private static Hl7Message message(String text) {
        return Messages.parsed(Messages.bytes(text));
    }
}
