package org.openward.interfaceengine.outbound;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openward.hl7v2.Acknowledgement;
import org.openward.hl7v2.MalformedMessage;
import org.openward.interfaceengine.outbound.Reply.Verdict;

class ReplyTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '!',
            value = {
                "ADT^A28!MSA|AA|1!TAKEN!",
                "ADT^A28!MSA|CA|1!TAKEN!",
                "ADT^A28!MSA|AE|1!REFUSED!no reason",
                "ADT^A28!MSA|CR|1;ERR||PID^1^3|204^Unknown key^HL70357|E||||Nobody!REFUSED!204 PID",
                "OML^O33!MSA|AA|1;ORC|OK;OBR|1|A-1!TAKEN!",
                "OML^O33!MSA|AA|1;ORC|CR;OBR|1|A-1!TAKEN!",
                "OML^O33!MSA|AA|1;ORC|OK;OBR|1|A-1;ORC|UA;OBR|2|A-2!REFUSED!cannot do A-2",
                "OML^O33!MSA|AA|1;ORC|UC;OBR|1|A-1!REFUSED!too late to cancel A-1",
                "ADT^A28!MSA|AA|1;ORC|UA;OBR|1|A-1!TAKEN!"
            })
    void an_answer_says_whether_the_receiver_has_the_message(
            String type, String segments, Verdict verdict, @Nullable String reason) throws MalformedMessage {
        var raw = ("MSH|^~\\&|RIS|||||| ACK|1|P|2.5.1\r" + segments.replace(';', '\r') + "\r")
                .getBytes(StandardCharsets.UTF_8);

        var reply = Reply.of(type, Acknowledgement.parse(raw), raw);

        assertThat(reply.verdict()).isEqualTo(verdict);
        assertThat(reply.reason()).contains(reason == null ? "" : reason);
    }
}
