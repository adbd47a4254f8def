package org.openward.interfaceengine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.DiagnosticReport;
import org.hl7.fhir.r4.model.OperationOutcome;
import org.hl7.fhir.r4.model.OperationOutcome.IssueSeverity;
import org.hl7.fhir.r4.model.Resource;
import org.junit.jupiter.api.Test;
import org.openward.interfaceengine.CorpusFeed.Row;
import org.openward.testing.FullRun;
import org.openward.testing.Hospital;
import org.openward.testing.HospitalTest;

/**
 * The corpus of real and published messages over the real ports. With {@code -Dtests.write-corpus-outcomes} it writes the table of outcomes anew instead of comparing it.
 */
@FullRun
@HospitalTest
class CorpusIT {
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final Pattern RESULT = Pattern.compile("(?m)^ *(?:OBX|R)[^A-Za-z0-9\\s]");

    /** A code, unit or number that its system does not have is kept as the sender claims it; three extensions of HL7 came after R4. */
    private static final Pattern CLAIMED = Pattern.compile(
            "(?s)Unknown code '.*|.* is no identifier of SNOMED CT.*"
                    + "|.*The unit '.*' is unknown.*|OIDs must be valid.*|The extension"
                    + " http://hl7.org/fhir/StructureDefinition/observation-(analysis-date-time|nature-of-abnormal-test|v2-subid) could not be found.*");

    @Test
    void every_message_ends_as_expected_and_nothing_of_it_is_lost(Hospital hospital) throws Exception {
        var corpus = CorpusLaboratory.inOrder(CorpusFile.all());
        assumeFalse(corpus.isEmpty(), "No corpus beside the project");
        assumeTrue(CorpusOutcomes.areKnown(), "No table of outcomes: write it with -Dtests.write-corpus-outcomes");
        var laboratory = CorpusLaboratory.prepared(hospital, corpus);
        var feed = new CorpusFeed(hospital);

        Map<String, String> ends = new TreeMap<>();
        for (var file : corpus) {
            ends.put(file.name(), sent(file, laboratory, feed));
        }

        if (CorpusOutcomes.areRewritten()) {
            CorpusOutcomes.rewrite(ends);
        }
        assertThat(ends.values()).noneMatch(end -> end.contains("dead") || end.contains("INTERNAL"));
        var expected = CorpusOutcomes.expected();
        assertThat(ends).allSatisfy((name, end) -> assertThat(end).as(name).isEqualTo(expected.get(name)));
        assertThat(lost(hospital, laboratory, feed)).isEmpty();
        assertThat(invalid(hospital, feed)).isEmpty();
    }

    /** Sends the file as its analyzer would, and says how it ended: the answer, the status and its reason. */
    private static String sent(CorpusFile file, CorpusLaboratory laboratory, CorpusFeed feed) throws IOException {
        var ends = new ArrayList<String>();
        if (file.isAstm() && file.frames().isEmpty()) {
            ends.add("no frames");
        } else if (file.isAstm()) {
            var before = feed.position();
            ends.add(overAstm(file, laboratory) ? "ACK" : "NAK");
            feed.settle();
            ends.addAll(ends(before, laboratory, feed));
        } else {
            for (var message : file.messages()) {
                ends.addAll(overMllp(file, message, laboratory, feed));
            }
        }
        return counted(ends);
    }

    private static boolean overAstm(CorpusFile file, CorpusLaboratory laboratory) throws IOException {
        try (var line =
                Instrument.at(laboratory.port(file), laboratory.sender(file).address())) {
            line.begin();
            for (var frame : file.frames()) {
                line.say(frame);
                if (line.hear() != Instrument.ACK) {
                    line.say(Instrument.EOT);
                    return false;
                }
            }
            line.say(Instrument.EOT);
            return true;
        }
    }

    private static List<String> overMllp(
            CorpusFile file, byte[] message, CorpusLaboratory laboratory, CorpusFeed feed) {
        var before = feed.position();
        try (var line =
                new OpenLine(laboratory.port(file), laboratory.sender(file).address())) {
            line.send(message);
            if (file.type().startsWith("ACK")) {
                return List.of("not answered");
            }
            if (file.isBatch()) {
                assertThat(line.next()).as(file.name()).containsPattern("^[FB]HS");
                feed.settle();
                var ends = ends(before, laboratory, feed);
                return ends.isEmpty() ? List.of("refused batch") : ends;
            } else {
                await(file.name()).atMost(PATIENCE).until(() -> feed.hasHeardSince(before));
                assertThat(feed.since(before)).as(file.name()).singleElement().satisfies(row -> hear(row, line));
            }
            feed.settle();
        }
        return ends(before, laboratory, feed);
    }

    /** How what came since then ended; what was nobody's is placed by hand then. */
    private static List<String> ends(CorpusFeed.Position before, CorpusLaboratory laboratory, CorpusFeed feed) {
        var first = feed.since(before);
        first.stream()
                .filter(Row::isNobodys)
                .flatMap(row -> Stream.ofNullable(row.task()))
                .forEach(laboratory::placeByHand);
        var last = feed.since(before).stream().collect(Collectors.toMap(Row::id, Row::end));
        return first.stream()
                .map(row -> row.isNobodys() ? row.end() + " > " + last.get(row.id()) : row.end())
                .toList();
    }

    /** The answer comes as it is stored; the late answer to an earlier message may come before it. */
    private static void hear(Row row, OpenLine line) {
        var expected = new String(row.acknowledgement().content(), StandardCharsets.ISO_8859_1);
        for (var heard = ""; !heard.equals(expected); heard = line.next()) {
            assertThat(heard).doesNotContain("could not be stored");
        }
    }

    private static String counted(List<String> ends) {
        var counts = ends.stream().collect(Collectors.groupingBy(end -> end, TreeMap::new, Collectors.counting()));
        return counts.entrySet().stream()
                .map(end -> end.getValue() == 1 ? end.getKey() : end.getValue() + " times " + end.getKey())
                .collect(Collectors.joining("; "));
    }

    /** The messages of which a result is neither an Observation nor accounted for; a report may have results of other messages too. */
    private static List<String> lost(Hospital hospital, CorpusLaboratory laboratory, CorpusFeed feed) {
        var lost = new ArrayList<String>();
        for (var row : feed.since(CorpusFeed.Position.BEGINNING)) {
            var text = CorpusFile.readable(row.raw().content())
                    .replace("\r\n", "\r")
                    .replace('\r', '\n');
            var results = row.isRead()
                    ? laboratory.rehearse(String.valueOf(row.device()), text).results()
                    : null;
            if (results == null) {
                continue;
            }
            var came = RESULT.matcher(text).results().count();
            var filed = row.reports().stream()
                    .mapToInt(id -> hospital.asCorpus()
                            .read(DiagnosticReport.class, id)
                            .getResult()
                            .size())
                    .sum();
            // Controls stand in no report.
            filed += Math.toIntExact(row.records().stream()
                    .filter(record -> record.startsWith("Observation/"))
                    .count());
            if (results.accounting().received() != came
                    || (row.isProcessed() && filed < results.accounting().observations())) {
                lost.add("message " + row.id() + ": " + came + " came, " + filed + " are filed, "
                        + results.accounting());
            }
        }
        return lost;
    }

    /** What the server itself says against the records that came of it. */
    private static List<String> invalid(Hospital hospital, CorpusFeed feed) {
        var invalid = new ArrayList<String>();
        for (var type : feed.recordTypes()) {
            var page = hospital.asCorpus().search(type + "?_count=100");
            invalid.addAll(errors(hospital, page));
            while (page.getLink("next") != null) {
                page = hospital.asCorpus().page(page.getLink("next").getUrl());
                invalid.addAll(errors(hospital, page));
            }
        }
        return invalid;
    }

    private static List<String> errors(Hospital hospital, Bundle page) {
        return page.getEntry().stream()
                .map(Bundle.BundleEntryComponent::getResource)
                .flatMap(record -> errors(hospital, record).stream())
                .toList();
    }

    private static List<String> errors(Hospital hospital, Resource record) {
        var answer = hospital.asCorpus().post("/" + record.fhirType() + "/$validate", record);
        return answer.resource(OperationOutcome.class).getIssue().stream()
                .filter(issue ->
                        issue.getSeverity() == IssueSeverity.ERROR || issue.getSeverity() == IssueSeverity.FATAL)
                .filter(issue -> !CLAIMED.matcher(issue.getDiagnostics()).matches())
                .map(issue ->
                        record.getIdElement().toUnqualifiedVersionless().getValue() + ": " + issue.getDiagnostics())
                .toList();
    }
}
