package org.openward.interfaceengine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.openward.interfaceengine.Analyzing.medicalRecordNumber;
import static org.openward.interfaceengine.Analyzing.nameOf;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.hl7.fhir.r4.model.Device;
import org.hl7.fhir.r4.model.Patient;
import org.junit.jupiter.api.Test;
import org.openward.tenancy.Acting;
import org.openward.tenancy.Caller;
import org.openward.tenancy.TenantId;
import org.openward.testing.AtOnce;
import org.openward.testing.Hospital;
import org.openward.testing.HospitalTest;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Senders that break off, mix their pieces, or say the same sixteen times: what was acknowledged is stored and filed once. */
@HospitalTest
class UnrulySendersIT {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final int LINES = 16;

    @Test
    void half_frames_leave_nothing_behind_and_pieces_of_many_lines_are_not_mixed(Hospital hospital) {
        var laboratory = new Analyzing(hospital, hospital.asDemo());
        var device = laboratory.anAnalyzer(Analyzing.aName(), true, "accept");
        var messages = messages(device, laboratory.aPatient(), LINES);
        var random = new Random(20261122);

        for (var message : messages) {
            try (var broken = new OpenLine(laboratory.port())) {
                var frame = framed(message);
                broken.put(Arrays.copyOf(frame, 1 + random.nextInt(frame.length - 2)));
            }
        }
        var answers = inPieces(laboratory.port(), messages, random);

        assertThat(answers)
                .zipSatisfy(ids(messages), (answer, id) -> assertThat(answer).contains("MSA|AA|" + id + "\r"));
        assertThat(filed(hospital, device)).containsExactlyInAnyOrderElementsOf(ids(messages));
    }

    @Test
    void sixteen_lines_that_all_say_the_same_are_all_answered_and_each_message_is_filed_once(Hospital hospital)
            throws Exception {
        var laboratory = new Analyzing(hospital, hospital.asDemo());
        var patient = laboratory.aPatient();
        var device = laboratory.anAnalyzer(Analyzing.aName(), true, "accept");
        var messages = messages(device, patient, 10);

        var answers = AtOnce.all(LINES, line -> () -> {
            var shuffled = new ArrayList<>(messages);
            Collections.shuffle(shuffled, new Random(line));
            return Lines.exchange(
                    laboratory.port(),
                    shuffled.stream().map(BloodCount::toString).toList());
        });

        assertThat(answers).allSatisfy(outcome -> assertThat(outcome.result())
                .singleElement()
                .satisfies(each -> assertThat(each).hasSize(10).allMatch(answer -> answer.contains("MSA|AA|"))));
        assertThat(filed(hospital, device)).containsExactlyInAnyOrderElementsOf(ids(messages));
        assertThat(laboratory.reportsOf(patient)).hasSize(10).allMatch(report -> "1"
                .equals(report.getMeta().getVersionId()));
    }

    @Test
    void sixteen_analyzers_report_on_one_patient_at_once_and_nothing_is_lost_or_doubled(Hospital hospital)
            throws Exception {
        var laboratory = new Analyzing(hospital, hospital.asDemo());
        var patient = laboratory.aPatient();
        var devices = IntStream.range(0, LINES)
                .mapToObj(number -> laboratory.anAnalyzer(Analyzing.aName(), true, "accept"))
                .toList();

        var answers = AtOnce.all(
                LINES,
                number -> () -> Lines.exchange(
                        laboratory.port(),
                        messages(devices.get(number), patient, 4).stream()
                                .map(BloodCount::toString)
                                .toList()));

        assertThat(answers).allMatch(AtOnce.Outcome::succeeded);
        for (var device : devices) {
            assertThat(filed(hospital, device)).containsExactlyInAnyOrderElementsOf(ids(messages(device, patient, 4)));
        }
        assertThat(laboratory.reportsOf(patient)).hasSize(4 * LINES).allMatch(report -> "1"
                .equals(report.getMeta().getVersionId()));
        assertThat(laboratory.resultsOf(patient)).hasSize(4 * LINES);
    }

    private static List<BloodCount> messages(Device device, Patient patient, int count) {
        return IntStream.rangeClosed(1, count)
                .mapToObj(number -> nameOf(device) + "-" + number)
                .map(id -> BloodCount.from(nameOf(device))
                        .of(medicalRecordNumber(patient))
                        .controlled(id)
                        .sample(id))
                .toList();
    }

    private static List<String> ids(List<BloodCount> messages) {
        return messages.stream().map(BloodCount::controlId).toList();
    }

    private static byte[] framed(BloodCount message) {
        return Lines.framed(message.toString().getBytes(StandardCharsets.UTF_8));
    }

    /** Each message over a line of its own, a few bytes now here and now there. */
    private static List<String> inPieces(int port, List<BloodCount> messages, Random random) {
        var lines = messages.stream().map(message -> new OpenLine(port)).toList();
        try {
            var sent = new int[messages.size()];
            for (var unfinished = indexes(messages); !unfinished.isEmpty(); ) {
                var index = unfinished.get(random.nextInt(unfinished.size()));
                var frame = framed(messages.get(index));
                var end = Math.min(frame.length, sent[index] + 1 + random.nextInt(90));
                lines.get(index).put(Arrays.copyOfRange(frame, sent[index], end));
                sent[index] = end;
                unfinished.removeIf(each -> sent[each] == framed(messages.get(each)).length);
            }
            return lines.stream().map(OpenLine::next).toList();
        } finally {
            lines.forEach(OpenLine::close);
        }
    }

    private static List<Integer> indexes(List<BloodCount> messages) {
        return IntStream.range(0, messages.size()).boxed().collect(Collectors.toCollection(ArrayList::new));
    }

    /** The control ids of the device's messages, once each of them is filed; each stands there as often as it is stored. */
    private static List<String> filed(Hospital hospital, Device device) {
        await().atMost(PATIENCE)
                .until(() -> Set.copyOf(column(hospital, device, "status")).equals(Set.of("processed")));
        return column(hospital, device, "control_id");
    }

    private static List<String> column(Hospital hospital, Device device, String name) {
        return Acting.as(Caller.server(TenantId.DEFAULT, "test"), () -> hospital.part(JdbcClient.class)
                .sql("select " + name + " from openward.feed_message where device_id = :device")
                .param("device", device.getIdElement().getIdPart())
                .query(String.class)
                .list());
    }
}
