package org.openward.hl7v2.results;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.parser.IParser;
import ca.uhn.fhir.parser.StrictErrorHandler;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.DomainResource;
import org.hl7.fhir.r4.model.Reference;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.openward.Corpus;
import org.openward.hl7v2.Hl7Message;
import org.openward.hl7v2.MalformedMessage;
import org.openward.hl7v2.Place;
import org.openward.hl7v2.devices.CodeTranslation;
import org.openward.hl7v2.devices.DeviceProfile;
import org.openward.profiles.Extensions;

/** Every result message of a corpus of real and published ones, when that corpus lies beside the project. */
class CorpusTest {
    private static final DeviceProfile DEVICE =
            DeviceProfile.of("Device/any", "https://hospital.example/devices/any", ZoneId.of("Asia/Kolkata"));
    private static final IParser JSON = FhirContext.forR4Cached().newJsonParser();

    static {
        JSON.setParserErrorHandler(new StrictErrorHandler());
    }

    private static final CodeTranslation NONE = new CodeTranslation() {
        @Override
        public Optional<Coding> code(Coding sent) {
            return Optional.empty();
        }

        @Override
        public Optional<String> unit(String sent) {
            return Optional.empty();
        }
    };

    @TestFactory
    Stream<DynamicTest> every_result_message_becomes_resources_and_loses_nothing() throws IOException {
        List<Corpus.Entry> files = entries().stream()
                .filter(each -> each.type().matches("O(RU|UL).*"))
                .toList();
        assertThat(files).hasSizeGreaterThan(190);
        return files.stream().map(file -> DynamicTest.dynamicTest(file.name(), () -> check(file)));
    }

    @TestFactory
    Stream<DynamicTest> every_segment_of_every_message_is_read() throws IOException {
        return entries().stream()
                .filter(each -> each.type().matches("[A-Z]{3}(\\^.*)?"))
                .map(file -> DynamicTest.dynamicTest(file.name(), () -> checkSegments(file)));
    }

    private static List<Corpus.Entry> entries() throws IOException {
        Optional<Corpus> corpus = Corpus.find();
        assumeTrue(corpus.isPresent(), "No corpus beside the project");
        return corpus.get().entries();
    }

    private static void checkSegments(Corpus.Entry file) throws IOException {
        for (byte[] raw : messages(file.bytes())) {
            String text = new String(raw, StandardCharsets.ISO_8859_1).replaceFirst("^\u00EF\u00BB\u00BF", "");
            try {
                Hl7Message message = Hl7Message.parse(raw);
                long lines = text.lines()
                        .filter(line -> line.matches("[A-Z][A-Z0-9]{2}(\\|.*)?"))
                        .count();
                assertThat(message.segments()).hasSize((int) lines);
            } catch (MalformedMessage refused) {
                assertThat(refused.problem().place().segment()).isEqualTo("MSH");
            }
        }
    }

    private static void check(Corpus.Entry file) throws IOException, MalformedMessage {
        List<byte[]> messages = messages(file.bytes());

        assertThat(messages).isNotEmpty();
        for (byte[] raw : messages) {
            Hl7Message message = Hl7Message.parse(raw);
            LaboratoryResults results = new OruToResults(NONE).map(message, DEVICE);
            assertThat(results.accounting().received())
                    .isEqualTo(message.segments("OBX").size());
            assertThat(results.reports()).hasSameSizeAs(message.segments("OBR"));
            assertNoSegmentIsLost(message, results);
            assertResourcesAreWhole(results);
            assertThat(encoded(new OruToResults(NONE).map(message, DEVICE))).isEqualTo(encoded(results));
        }
    }

    /** What a report cannot say is named, and everything else is of a kind that it says. */
    private static void assertNoSegmentIsLost(Hl7Message message, LaboratoryResults results) {
        Set<String> said = Set.of("MSH", "PID", "PV1", "ORC", "OBR", "OBX", "SPM", "SAC", "NTE", "TCD", "INV");
        Set<Place> aside = new HashSet<>(results.aside());
        assertThat(results.aside()).doesNotHaveDuplicates();
        assertThat(message.segments())
                .allSatisfy(each -> assertThat(said.contains(each.name()) || aside.contains(each.place(0)))
                        .isTrue());
    }

    private static void assertResourcesAreWhole(LaboratoryResults results) {
        Set<BusinessIdentity> identities = new HashSet<>();
        Set<String> links = new HashSet<>();
        for (LaboratoryReport report : results.reports()) {
            LaboratoryReport.Resources resources = report.resources();
            assertThat(identities.add(BusinessIdentity.of(resources.report()))).isTrue();
            resources.results().forEach(each -> assertThat(identities.add(BusinessIdentity.of(each.observation())))
                    .isTrue());
            resources(report).forEach(each -> links.add(each.getIdElement().getValue()));
            for (Reference each : resources.report().getResult()) {
                assertThat(links).contains(each.getReference());
            }
            resources.results().forEach(each -> {
                assertThat(each.observation().getStatus()).isNotNull();
                assertThat(each.observation().getCode().isEmpty()).isFalse();
                assertThat(each.observation().hasValue()
                                || each.observation().hasComponent()
                                || each.observation().hasDataAbsentReason()
                                || each.observation().hasExtension(Extensions.RESULT_ATTACHMENT))
                        .isTrue();
            });
        }
        identities.forEach(each -> assertThat(each.value()).hasSizeLessThan(200).matches("[A-Za-z0-9._:~/-]+"));
    }

    private static List<String> encoded(LaboratoryResults results) {
        List<String> encoded = new ArrayList<>();
        for (LaboratoryReport report : results.reports()) {
            resources(report).forEach(each -> {
                String json = JSON.encodeResourceToString(each);
                JSON.parseResource(json);
                encoded.add(json);
            });
        }
        return encoded;
    }

    private static Stream<DomainResource> resources(LaboratoryReport report) {
        LaboratoryReport.Resources resources = report.resources();
        return Stream.concat(
                Stream.concat(Stream.of(resources.report()), resources.specimens().stream()),
                resources.results().stream().map(LaboratoryReport.Result::observation));
    }

    /** A corpus file may hold several messages one after the other. */
    private static List<byte[]> messages(byte[] file) {
        String text = new String(file, StandardCharsets.ISO_8859_1)
                .replace("\u000B", "")
                .replace("\u001C", "");
        List<byte[]> messages = new ArrayList<>();
        for (String part : text.split("(?m)(?=^(?:\u00EF\u00BB\u00BF)?MSH[|])", -1)) {
            if (part.contains("MSH|")) {
                messages.add(part.getBytes(StandardCharsets.ISO_8859_1));
            }
        }
        return messages;
    }
}
