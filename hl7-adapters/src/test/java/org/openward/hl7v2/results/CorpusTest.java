package org.openward.hl7v2.results;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.parser.IParser;
import ca.uhn.fhir.parser.StrictErrorHandler;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
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
import org.openward.hl7v2.Hl7Message;
import org.openward.hl7v2.MalformedMessage;
import org.openward.hl7v2.devices.CodeTranslation;
import org.openward.hl7v2.devices.DeviceProfile;
import org.openward.profiles.Extensions;

/** Every result message of a corpus of real and published ones, when that corpus lies beside the project. */
class CorpusTest {
    private static final Path CORPUS = Path.of("shared", "hl7v2", "corpus");
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
        Optional<Path> corpus = corpus();
        assumeTrue(corpus.isPresent(), "No corpus beside the project: " + CORPUS);
        List<String> files = Files.readAllLines(corpus.get().resolve("INDEX.tsv")).stream()
                .map(line -> line.split("\t", -1))
                .filter(columns -> columns[1].startsWith("ORU"))
                .map(columns -> columns[0])
                .toList();
        assertThat(files).hasSizeGreaterThan(150);
        return files.stream()
                .map(file ->
                        DynamicTest.dynamicTest(file, () -> check(corpus.get().resolve(file))));
    }

    private static void check(Path file) throws IOException, MalformedMessage {
        List<byte[]> messages = messages(Files.readAllBytes(file));

        assertThat(messages).isNotEmpty();
        for (byte[] raw : messages) {
            Hl7Message message = Hl7Message.parse(raw);
            LaboratoryResults results = new OruToResults(NONE).map(message, DEVICE);
            assertThat(results.accounting().received())
                    .isEqualTo(message.segments("OBX").size());
            assertThat(results.reports()).hasSameSizeAs(message.segments("OBR"));
            assertResourcesAreWhole(results);
            assertThat(encoded(new OruToResults(NONE).map(message, DEVICE))).isEqualTo(encoded(results));
        }
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

    private static Optional<Path> corpus() {
        for (Path folder = Path.of("").toAbsolutePath(); folder != null; folder = folder.getParent()) {
            if (Files.isRegularFile(folder.resolve(CORPUS).resolve("INDEX.tsv"))) {
                return Optional.of(folder.resolve(CORPUS));
            }
        }
        return Optional.empty();
    }
}
