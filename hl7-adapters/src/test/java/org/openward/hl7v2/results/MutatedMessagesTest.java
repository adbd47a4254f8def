package org.openward.hl7v2.results;

import static org.assertj.core.api.Assertions.assertThat;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.parser.IParser;
import java.io.IOException;
import java.io.InputStream;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.openward.hl7v2.Hl7Message;
import org.openward.hl7v2.MalformedMessage;

class MutatedMessagesTest {
    private static final IParser JSON = FhirContext.forR4Cached().newJsonParser();
    private static final byte[] TROUBLE =
            "|^~\\&\r\n\"0-9.,<>XNSTWEDMPIBRC\u0000\u00ff".getBytes(java.nio.charset.StandardCharsets.ISO_8859_1);

    @Test
    void a_damaged_message_is_read_or_refused_and_never_a_surprise() throws IOException {
        Random random = new Random(20260301);
        byte[] good = bloodCount();
        int read = 0;

        for (int round = 0; round < 800; round++) {
            try {
                Hl7Message message = Hl7Message.parse(damaged(good, 1 + round % 25, random));
                LaboratoryResults results = ReadingResults.read(message);
                results.reports().forEach(report -> report.resources().results().forEach(each -> assertThat(
                                JSON.encodeResourceToString(each.observation()))
                        .doesNotContain("\\u0000")));
                read++;
            } catch (MalformedMessage refused) {
                assertThat(refused.problem().place().segment()).isEqualTo("MSH");
            }
        }

        assertThat(read).isGreaterThan(500);
    }

    /** Changes bytes, repeats pieces and cuts pieces out. */
    private static byte[] damaged(byte[] good, int changes, Random random) {
        byte[] damaged = good.clone();
        for (int change = 0; change < changes; change++) {
            int at = random.nextInt(damaged.length);
            int length = Math.min(random.nextInt(40), damaged.length - at);
            switch (random.nextInt(3)) {
                case 0 -> damaged[at] = TROUBLE[random.nextInt(TROUBLE.length)];
                case 1 -> System.arraycopy(good, Math.min(at, good.length - length), damaged, at, length);
                default -> System.arraycopy(damaged, random.nextInt(damaged.length - length), damaged, at, length);
            }
        }
        return damaged;
    }

    private static byte[] bloodCount() throws IOException {
        try (InputStream file = MutatedMessagesTest.class.getResourceAsStream("/org/openward/hl7v2/blood-count.hl7")) {
            assertThat(file).isNotNull();
            return file.readAllBytes();
        }
    }
}
