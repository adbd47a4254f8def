package org.openward.hl7v2.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openward.PublishedFamily;
import org.openward.astm.AstmConventions;
import org.openward.astm.OrderWriter;
import org.openward.astm.WorkOrder;
import org.openward.astm.WorkOrder.Person;
import org.openward.astm.WorkOrder.Taken;
import org.openward.astm.WorkOrder.Urgency;
import org.openward.hl7v2.Hl7Message;
import org.openward.hl7v2.Messages;
import org.openward.hl7v2.devices.FlawedHabit;
import org.openward.hl7v2.devices.Habits;
import org.openward.hl7v2.devices.OrderConventions;
import org.openward.hl7v2.query.TubeQuery.Form;
import org.openward.hl7v2.query.TubeQuery.Request;
import org.openward.profiles.Extensions;

class TubeQueryTest {
    private static final Clock NOON = Clock.fixed(Instant.parse("2026-03-01T06:30:00Z"), ZoneId.of("Asia/Kolkata"));
    private static final String CHEMISTRY =
            "MSH|^~\\&|Mindray|BS-200E|||20260301115900||QRY^Q02|7|P|2.3.1||||||ASCII|||\r";
    private static final String DISPLAYED =
            CHEMISTRY + "QRD|20260301115900|R|D|1|||RD|A0001|OTH|||T|\rQRF|BS-200E|20260301|20260301|||RCT|COR|ALL||\r";
    private static final String ENCLOSED =
            "MSH|^~\\&|ICU^GeneXpert^6.2||LIS||20260301115900||QBP^Z03^QBP_Z03|9f3a|P|2.5\r"
                    + "QPD|Z03^HOST QUERY|9f3a|P-1|A0001\rRCP|I\r";
    private static final Person ASHA = new Person("MRN-1", "Rao", "Asha", LocalDate.of(1980, 4, 12), "F");
    private static final WorkOrder WORK = new WorkOrder(ASHA, "A0001", List.of("1", "12"), Urgency.STAT, Taken.UNKNOWN);
    private static final OrderConventions CEPHEID = OrderConventions.of(family("cepheid-genexpert"));

    private static Habits family(String name) {
        return PublishedFamily.named(name).habits();
    }

    private static Hl7Message message(String text) {
        return Messages.parsed(text.getBytes(StandardCharsets.UTF_8));
    }

    private static TubeQuery query(String text) {
        return TubeQuery.of(message(text)).orElseThrow();
    }

    private static TubeAnswerWriter writer(String text) {
        return new TubeAnswerWriter(query(text), NOON, () -> "C-1", StandardCharsets.UTF_8);
    }

    private static String text(byte[] answer) {
        return new String(answer, StandardCharsets.UTF_8);
    }

    @Test
    void a_question_names_one_tube_and_the_form_of_its_answer() {
        assertThat(query(DISPLAYED).tube()).isEqualTo("A0001");
        assertThat(query(DISPLAYED).form()).isEqualTo(Form.DISPLAYED);
        assertThat(query(DISPLAYED).request()).isEqualTo(Request.ORDERS);
        assertThat(query(ENCLOSED).tube()).isEqualTo("A0001");
        assertThat(query(ENCLOSED).form()).isEqualTo(Form.ENCLOSED);
    }

    @Test
    void a_question_can_be_taken_back_and_one_without_a_tube_is_unclear() {
        assertThat(query(DISPLAYED.replace("A0001|OTH", "|CAN")).request()).isEqualTo(Request.CANCEL);
        assertThat(query(DISPLAYED.replace("A0001|OTH", "|OTH")).request()).isEqualTo(Request.UNCLEAR);
        assertThat(query(DISPLAYED.replace("A0001", "A0001~A0002")).request()).isEqualTo(Request.UNCLEAR);
        assertThat(query(ENCLOSED.replace("|A0001", "")).request()).isEqualTo(Request.UNCLEAR);
    }

    @Test
    void another_message_asks_nothing() {
        assertThat(TubeQuery.of(message(CHEMISTRY))).isEmpty();
        assertThat(TubeQuery.of(message(ENCLOSED.replace("Z03^QBP_Z03", "Q11^QBP_Q11"))))
                .isEmpty();
    }

    @Test
    void the_display_of_the_mindray_family_has_each_thing_in_its_line() {
        var lines = DisplayLines.of(family("mindray-bs")).orElseThrow();

        var display = text(writer(DISPLAYED).display(WORK, lines));

        assertThat(display)
                .startsWith(
                        "MSH|^~\\&|OPENWARD||Mindray|BS-200E|20260301120000||DSR^Q03|C-1|P|2.3.1||||||ASCII\r"
                                + "MSA|AA|7|Message accepted|||0|\rERR|0|\rQAK|SR|OK|\r"
                                + "QRD|20260301115900|R|D|1|||RD|A0001|OTH|||T\r"
                                + "QRF|BS-200E|20260301|20260301|||RCT|COR|ALL\r"
                                + "DSP|1||MRN-1|||\rDSP|2|||||\rDSP|3||Rao Asha|||\rDSP|4||19800412000000|||\rDSP|5||F|||\rDSP|6|||||\r")
                .contains("\rDSP|21||A0001|||\r", "\rDSP|24||Y|||\r")
                .endsWith("\rDSP|28|||||\rDSP|29||1^^^|||\rDSP|30||12^^^|||\rDSC||\r");
    }

    @Test
    void a_question_for_a_display_is_acknowledged_first() {
        assertThat(text(writer(DISPLAYED).displayAcknowledgement(Optional.of(WORK))))
                .isEqualTo("MSH|^~\\&|OPENWARD||Mindray|BS-200E|20260301120000||QCK^Q02|C-1|P|2.3.1||||||ASCII\r"
                        + "MSA|AA|7|Message accepted|||0|\rERR|0|\rQAK|SR|OK|\r");
        assertThat(text(writer(DISPLAYED).displayAcknowledgement(Optional.empty())))
                .endsWith("\rMSA|AA|7|Message accepted|||0|\rERR|0|\rQAK|SR|NF|\r");
        assertThat(text(writer(DISPLAYED.replace("A0001|OTH", "|OTH")).displayAcknowledgement(Optional.empty())))
                .contains("\rMSA|AE|7|", "\rQAK|SR|AE|\r");
        assertThat(text(writer(DISPLAYED.replace("A0001|OTH", "|CAN")).displayAcknowledgement(Optional.empty())))
                .endsWith("\rQAK|SR|OK|\r");
    }

    @Test
    void orders_are_enclosed_in_the_answer_to_cepheids_question() {
        assertThat(text(writer(ENCLOSED).orders(Optional.of(WORK), CEPHEID)))
                .isEqualTo(
                        "MSH|^~\\&|OPENWARD||ICU^GeneXpert^6.2||20260301120000||RSP^Z02|C-1|P|2.5|||NE|NE\r"
                                + "MSA|AA|9f3a\rQAK|9f3a|OK|Z03^HOST QUERY\rQPD|Z03^HOST QUERY|9f3a|P-1|A0001\r"
                                + "PID|1||MRN-1||Rao^Asha||19800412|F\r"
                                + "ORC|NW|1|||||||20260301120000\rOBR|1|||1|||||||A\rTQ1|||||||||S\rSPM|1|A0001^||ORH|||||||P\r"
                                + "ORC|NW|2|||||||20260301120000\rOBR|2|||12|||||||A\rTQ1|||||||||S\rSPM|2|A0001^||ORH|||||||P\r");
        assertThat(text(writer(ENCLOSED).orders(Optional.empty(), CEPHEID)))
                .endsWith("\rMSA|AA|9f3a\rQAK|9f3a|OK|Z03^HOST QUERY\rQPD|Z03^HOST QUERY|9f3a|P-1|A0001\r");
        assertThat(text(writer(ENCLOSED.replace("|A0001", "")).orders(Optional.empty(), CEPHEID)))
                .contains("\rMSA|AE|9f3a\rQAK|9f3a|AE|");
    }

    @Test
    void cepheid_is_told_by_astm_in_another_component_than_it_tells() {
        var habits = family("cepheid-genexpert");
        var writer = new OrderWriter("OPENWARD", "GX", NOON, AstmConventions.of(habits), StandardCharsets.UTF_8);

        assertThat(text(writer.answer(List.of(WORK))))
                .contains("\rO|1|A0001||^^^1\\^^^12|S||||||A||||ORH||||||||||Q\r");
    }

    @Test
    void whatever_a_name_holds_a_display_is_read_back_line_by_line() {
        String trouble = "O|Neil^\\&~ü\r\nDSP|9";
        var patient = new Person(trouble, trouble, "", null, "");
        var work = new WorkOrder(patient, "A0001", List.of("1"), Urgency.ROUTINE, Taken.UNKNOWN);
        var lines = DisplayLines.of(family("mindray-bs")).orElseThrow();

        var read = Messages.parsed(writer(DISPLAYED).display(work, lines));

        assertThat(read.segments("DSP")).hasSize(29);
        assertThat(read.segments("DSP").get(0).text(3)).isEqualTo("O|Neil^\\&~ü  DSP|9");
        assertThat(read.segments("DSP").get(23).text(3)).isEqualTo("N");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "x",
                "0=tube 2=tests",
                "1=nothing 2=tests",
                "1=tests 2=tube",
                "1=tube",
                "1=tube 1=tests",
                "1=tests 2=tests"
            })
    void lines_that_cannot_be_followed_are_refused(String said) {
        var lines = Arrays.stream(said.split(" ")).collect(Collectors.toList());

        assertThatThrownBy(() -> DisplayLines.of(new Habits(Map.of(Extensions.ANALYZER_DISPLAY_LINE, lines))))
                .isInstanceOf(FlawedHabit.class);
        assertThat(DisplayLines.of(Habits.NONE)).isEmpty();
    }
}
