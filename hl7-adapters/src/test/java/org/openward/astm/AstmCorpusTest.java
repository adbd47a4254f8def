package org.openward.astm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.openward.Corpus;
import org.openward.astm.link.AstmLink;
import org.openward.astm.link.LinkEvent;
import org.openward.astm.link.LinkSettings;
import org.openward.hl7v2.MalformedMessage;
import org.openward.hl7v2.Transmission;
import org.openward.hl7v2.results.Accounting;
import org.openward.hl7v2.results.LaboratoryResults;

/** Every ASTM message of a corpus of real and published ones, when that corpus lies beside the project. */
class AstmCorpusTest {
    private static final Instant NOW = Instant.parse("2026-03-01T08:00:00Z");
    private static final Pattern FRAME =
            Pattern.compile("\u0002[^\u0003\u0017]*[\u0003\u0017]..\r?\n?", Pattern.DOTALL);

    /** Frames that a receiver must refuse, and why: two wrong checksums and a frame that was cut out of its file. */
    private static final Map<String, Integer> REFUSED_FRAMES = Map.of(
            "analyzers-misc/abbott_architect_astm_framed_bhcg.astm", 1,
            "analyzers-misc/roche_cobas6000_h7600_astm_framed_ETB.astm", 1,
            "senaite-astm/yumizen_h500.txt", 1);

    /** Files that hold no ASTM message: a vendor's own text, and one that is wrong on purpose. */
    private static final Set<String> NO_MESSAGE =
            Set.of("openelis-global-2/malformed.astm", "senaite-astm/mini_vidas.txt", "senaite-astm/spotchem_el.txt");

    @TestFactory
    Stream<DynamicTest> every_message_is_read_and_every_result_accounted_for() throws IOException {
        return entries().map(file -> DynamicTest.dynamicTest(file.name(), () -> check(file)));
    }

    @TestFactory
    Stream<DynamicTest> every_framed_message_comes_over_the_line_as_a_whole() throws IOException {
        return entries()
                .filter(file -> !NO_MESSAGE.contains(file.name()))
                .map(file -> DynamicTest.dynamicTest(file.name(), () -> checkFrames(file)));
    }

    @Test
    void damaged_messages_are_read_or_refused_and_never_a_surprise() throws IOException {
        Random random = new Random(20260301);
        int read = 0;
        for (Corpus.Entry file : entries().toList()) {
            byte[] good = content(file).getBytes(StandardCharsets.ISO_8859_1);
            for (int round = 0; round < 40 && good.length > 0; round++) {
                read += read(damaged(good, random));
            }
        }

        assertThat(read).isGreaterThan(1000);
    }

    private static void check(Corpus.Entry file) throws IOException {
        byte[] content = content(file).getBytes(StandardCharsets.ISO_8859_1);
        List<AstmMessage> messages;
        try {
            messages = AstmMessage.parse(content, Transmission.STANDARD);
        } catch (MalformedMessage malformed) {
            assertThat(NO_MESSAGE).contains(file.name());
            return;
        }

        assertThat(NO_MESSAGE).doesNotContain(file.name());
        for (AstmMessage message : messages) {
            LaboratoryResults results = map(message);
            Accounting accounting = results.accounting();
            assertThat(accounting.received()).isEqualTo(message.records("R").size());
            assertThat(accounting.leftOut()).isEmpty();
            assertThat(results.reports()).hasSameSizeAs(message.records("O"));
            Set<String> aside =
                    results.aside().stream().map(each -> each.segment()).collect(Collectors.toSet());
            assertThat(message.records())
                    .allSatisfy(each -> assertThat("HPORCL".contains(each.type()) || aside.contains(each.type()))
                            .isTrue());
            assertThat(map(message).accounting()).isEqualTo(accounting);
        }
    }

    private static void checkFrames(Corpus.Entry file) throws IOException {
        String text = new String(file.bytes(), StandardCharsets.ISO_8859_1);
        AstmLink host = new AstmLink(LinkSettings.HOST);
        Matcher frames = FRAME.matcher(text);
        List<String> kept = new ArrayList<>();
        int refused = 0;
        host.receive(new byte[] {5}, NOW);
        while (frames.find()) {
            String frame = frames.group().endsWith("\n") ? frames.group() : frames.group() + "\r\n";
            List<LinkEvent> events = host.receive(frame.getBytes(StandardCharsets.ISO_8859_1), NOW);
            if (events.get(0) instanceof LinkEvent.Arrived arrived) {
                kept.add(arrived.frame().text());
                host.stored(NOW);
            } else {
                refused++;
                break;
            }
        }
        List<LinkEvent> end = host.receive(new byte[] {4}, NOW);

        assertThat(refused).isEqualTo(REFUSED_FRAMES.getOrDefault(file.name(), 0));
        if (refused == 0 && !kept.isEmpty()) {
            assertThat(end).singleElement().isInstanceOfSatisfying(LinkEvent.Completed.class, whole -> assertThat(
                            new String(whole.transmission().content(), StandardCharsets.ISO_8859_1))
                    .startsWith(kept.get(0)));
        }
    }

    private static int read(byte[] content) {
        try {
            for (AstmMessage message : AstmMessage.parse(content, Transmission.STANDARD)) {
                assertThat(map(message).accounting().received())
                        .isEqualTo(message.records("R").size());
                HostQuery.of(message, AstmConventions.STANDARD);
            }
            return 1;
        } catch (MalformedMessage refused) {
            return 0;
        }
    }

    private static LaboratoryResults map(AstmMessage message) {
        return new AstmToResults(ReadingAstm.MAP).map(message, ReadingAstm.ANALYZER, AstmConventions.STANDARD);
    }

    private static byte[] damaged(byte[] good, Random random) {
        byte[] damaged = good.clone();
        String trouble = "|^\\&@~\r\nHPORCQML\u0000\u00ff0";
        for (int change = random.nextInt(20); change > 0; change--) {
            damaged[random.nextInt(damaged.length)] = (byte) trouble.charAt(random.nextInt(trouble.length()));
        }
        int length = random.nextInt(3) == 0 ? 1 + random.nextInt(damaged.length) : damaged.length;
        return Arrays.copyOf(damaged, length);
    }

    /** The records of a file without frames and without the comments that its collector wrote into it. */
    static String content(Corpus.Entry file) throws IOException {
        String text = new String(file.bytes(), StandardCharsets.ISO_8859_1);
        if (text.indexOf('\u0002') >= 0) {
            StringBuilder records = new StringBuilder();
            Matcher frames = FRAME.matcher(text);
            while (frames.find()) {
                String frame = frames.group();
                int end = Math.max(frame.indexOf('\u0003'), frame.indexOf('\u0017'));
                records.append(frame, Math.min(2, end), end);
            }
            return records.toString();
        }
        return text.lines()
                        .filter(line -> !line.startsWith("#") && !line.isBlank())
                        .collect(Collectors.joining("\r"))
                + "\r";
    }

    private static Stream<Corpus.Entry> entries() throws IOException {
        Optional<Corpus> corpus = Corpus.find();
        assumeTrue(corpus.isPresent(), "No corpus beside the project");
        return corpus.get().entries().stream()
                .filter(each -> each.type().equals("ASTM") || each.type().startsWith("raw"));
    }
}
