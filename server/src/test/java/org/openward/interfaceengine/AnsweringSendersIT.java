package org.openward.interfaceengine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.openward.interfaceengine.Analyzing.aName;
import static org.openward.interfaceengine.Analyzing.medicalRecordNumber;
import static org.openward.interfaceengine.Analyzing.nameOf;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.hl7.fhir.r4.model.BooleanType;
import org.hl7.fhir.r4.model.CodeType;
import org.hl7.fhir.r4.model.Device;
import org.junit.jupiter.api.Test;
import org.openward.profiles.Extensions;
import org.openward.tenancy.Acting;
import org.openward.tenancy.Caller;
import org.openward.tenancy.TenantId;
import org.openward.testing.AtOnce;
import org.openward.testing.Hospital;
import org.openward.testing.HospitalTest;
import org.springframework.jdbc.core.simple.JdbcClient;

@HospitalTest
class AnsweringSendersIT {
    private static final double JANUARY_2026 = 1_767_225_600.0;

    @Test
    void each_message_of_a_batch_is_kept_and_answered_and_the_same_batch_gets_the_same_answer(Hospital hospital)
            throws Exception {
        var laboratory = new Analyzing(hospital, hospital.asDemo());
        var patient = laboratory.aPatient();
        var device = laboratory.anAnalyzer(aName(), true, "accept");
        var message = BloodCount.from(nameOf(device)).of(medicalRecordNumber(patient));
        var batch =
                batch(message.toString(), message.controlled("2").sample("S2").toString());

        var answers = AtOnce.all(16, sender -> () -> {
            try (var line = new OpenLine(laboratory.port())) {
                return line.send(batch).next();
            }
        });

        var first = answers.get(0).result().get(0);
        assertThat(first.split("\r", 2)[0])
                .startsWith("BHS|^~\\&|OPENWARD|HOSPITAL|SENDER|LAB|")
                .endsWith("|B7");
        assertThat(first).contains("MSA|AA|1\r").contains("MSA|AA|2\r").endsWith("BTS|2\r");
        assertThat(answers).allMatch(answer -> answer.result().get(0).equals(first));
        assertThat(count(hospital, "feed_message where sending_application = '" + nameOf(device) + "'"))
                .isEqualTo(2);
        assertThat(count(hospital, "feed_batch where whole and device_id = '" + id(device) + "'"))
                .isEqualTo(1);
    }

    @Test
    void nothing_of_a_batch_that_is_not_whole_is_used_until_it_comes_whole(Hospital hospital) {
        var laboratory = new Analyzing(hospital, hospital.asDemo());
        var patient = laboratory.aPatient();
        var device = laboratory.anAnalyzer(aName(), true, "accept");
        var message = BloodCount.from(nameOf(device)).of(medicalRecordNumber(patient));
        var cut = batch(message.toString()).replace("BTS|1", "BTS|2");

        try (var line = new OpenLine(laboratory.port())) {
            var refused = line.send(cut).next();
            var again = line.send(cut).next();
            var stored = count(hospital, "feed_message where sending_application = '" + nameOf(device) + "'");
            var accepted = line.send(batch(message.toString())).next();

            assertThat(refused).contains("MSA|AE|1|").contains("count is not the 1 that came");
            assertThat(again).isEqualTo(refused);
            assertThat(stored).isZero();
            assertThat(accepted).contains("MSA|AA|1\r").endsWith("BTS|1\r");
        }
        laboratory.theReportOf(patient);
        assertThat(count(
                        hospital,
                        "feed_batch where not whole and raw is not null and device_id = '" + id(device) + "'"))
                .isEqualTo(1);
    }

    @Test
    void of_a_file_the_whole_batch_is_used_and_the_broken_one_is_not(Hospital hospital) {
        var laboratory = new Analyzing(hospital, hospital.asDemo());
        var patient = laboratory.aPatient();
        var device = laboratory.anAnalyzer(aName(), true, "accept");
        var message = BloodCount.from(nameOf(device)).of(medicalRecordNumber(patient));
        var broken = batch(message.controlled("2").toString()).replace("BTS|1\r", "");

        try (var line = new OpenLine(laboratory.port())) {
            var answer = line.send(
                            "FHS|^~\\&|SENDER|LAB|||20261121||||F9\r" + batch(message.toString()) + broken + "FTS|2\r")
                    .next();

            assertThat(answer)
                    .startsWith("FHS|")
                    .contains("MSA|AA|1\r", "MSA|AE|2|")
                    .endsWith("FTS|2\r");
        }
        laboratory.theReportOf(patient);
        assertThat(count(hospital, "feed_message where sending_application = '" + nameOf(device) + "'"))
                .isEqualTo(1);
    }

    @Test
    void what_was_refused_of_an_analyzer_out_of_use_is_taken_when_it_is_in_use_again(Hospital hospital) {
        var laboratory = new Analyzing(hospital, hospital.asDemo());
        var patient = laboratory.aPatient();
        var device = laboratory.anAnalyzer(aName(), true, "accept");
        var message = BloodCount.from(nameOf(device)).of(medicalRecordNumber(patient));
        var batch = batch(message.controlled("2").sample("S2").toString());
        inUse(laboratory, device, Device.FHIRDeviceStatus.INACTIVE);

        try (var line = new OpenLine(laboratory.port())) {
            var refused = line.send(message.toString()).next();
            assertThat(refused).contains("MSA|AR|1");
            assertThat(line.send(message.toString()).next()).isEqualTo(refused);
            assertThat(line.send(batch).next()).contains("MSA|AR|2");
            inUse(laboratory, device, Device.FHIRDeviceStatus.ACTIVE);

            var taken = line.send(message.toString()).next();
            assertThat(taken).contains("MSA|AA|1");
            assertThat(line.send(message.toString()).next()).isEqualTo(taken);
            assertThat(line.send(batch).next()).contains("MSA|AA|2");
        }
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(laboratory.reportsOf(patient)).hasSize(2));
        assertThat(count(hospital, "feed_message where status = 'refused' and device_id = '" + id(device) + "'"))
                .isEqualTo(2);
    }

    private static void inUse(Analyzing laboratory, Device device, Device.FHIRDeviceStatus status) {
        var stored = laboratory.fhir().read(Device.class, id(device)).setStatus(status);
        assertThat(laboratory.fhir().put("/Device/" + id(device), stored).status())
                .isEqualTo(200);
    }

    @Test
    void each_analyzer_is_measured_by_itself(Hospital hospital) {
        var laboratory = new Analyzing(hospital, hospital.asDemo());
        var patient = laboratory.aPatient();
        var device = laboratory.anAnalyzer(aName(), true, "accept");
        var message = BloodCount.from(nameOf(device)).of(medicalRecordNumber(patient));

        laboratory.send(message.controlled("7").at("20200101000000").toString());
        laboratory.send(message.controlled("10").test("XYZ^New^L").toString());
        laboratory.theTaskAbout(device);

        var lane = "Device/" + id(device);
        var meters = hospital.part(MeterRegistry.class);
        await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> assertThat(meters.get("openward.feed.unmapped")
                        .tags("lane", lane, "kind", "unmapped-code")
                        .counter()
                        .count())
                .isEqualTo(1));
        assertThat(meters.get("openward.feed.control.id.gaps")
                        .tag("lane", lane)
                        .counter()
                        .count())
                .isEqualTo(2);
        assertThat(meters.get("openward.feed.last.seen")
                        .tag("lane", lane)
                        .gauge()
                        .value())
                .isGreaterThan(JANUARY_2026);
        assertThat(meters.get("openward.feed.clock.skew")
                        .tag("lane", lane)
                        .gauge()
                        .value())
                .isLessThan(0);
        assertThat(meters.get("openward.feed.acknowledgement")
                        .tag("lane", lane)
                        .timer()
                        .count())
                .isEqualTo(2);
    }

    @Test
    void who_asks_for_two_answers_is_told_first_that_the_message_is_kept_and_then_that_it_is_dealt_with(
            Hospital hospital) {
        var laboratory = new Analyzing(hospital, hospital.asDemo());
        var patient = laboratory.aPatient();
        var device = laboratory.anAnalyzer(aName(), true, "accept");
        var message = BloodCount.from(nameOf(device)).of(medicalRecordNumber(patient));

        try (var line = new OpenLine(laboratory.port())) {
            line.send(asking(message, "AL", "AL"));
            var kept = line.next();
            var filed = line.next();
            line.send("MSH|^~\\&|" + nameOf(device) + "|LAB|||20261121||ACK|9|P|2.5.1\rMSA|CA|x\r");
            line.send(asking(message.controlled("2").of("F-" + nameOf(device)), "AL", "AL"));
            var keptToo = line.next();
            var held = line.next();

            assertThat(kept).contains("MSA|CA|1\r");
            assertThat(filed).contains("MSA|AA|1\r").contains("|P|2.5.1|||NE|NE||UNICODE UTF-8\r");
            assertThat(keptToo).contains("MSA|CA|2\r");
            assertThat(held).contains("MSA|AA|2\r");
        }
        assertThat(laboratory.reportsOf(patient)).hasSize(1);
    }

    @Test
    void the_second_answer_waits_for_a_sender_that_hung_up(Hospital hospital) {
        var laboratory = new Analyzing(hospital, hospital.asDemo());
        var patient = laboratory.aPatient();
        var device = laboratory.anAnalyzer(aName(), true, "accept");
        var message = BloodCount.from(nameOf(device)).of(medicalRecordNumber(patient));
        try (var line = new OpenLine(laboratory.port())) {
            // The first answer is asked for on errors only, so that the sender may hang up without having heard
            // anything.
            line.send(asking(message, "ER", "AL"));
        }
        laboratory.theReportOf(patient);

        try (var line = new OpenLine(laboratory.port())) {
            var answers = line.send(asking(message.controlled("2"), "AL", "AL")).next() + line.next() + line.next();

            assertThat(answers).contains("MSA|CA|2\r").contains("MSA|AA|1\r").contains("MSA|AA|2\r");
        }
    }

    @Test
    void an_analyzer_that_speaks_in_commit_blocks_is_told_by_one_that_its_message_is_kept(Hospital hospital) {
        var laboratory = new Analyzing(hospital, hospital.asDemo());
        var patient = laboratory.aPatient();
        var device = laboratory.fhir().create(modern(aName()));
        var message =
                BloodCount.from(nameOf(device)).of(medicalRecordNumber(patient)).toString();

        try (var line = new OpenLine(laboratory.port())) {
            var block = line.send(message).next();
            var answer = line.next();
            line.send("\u0006");
            var again = line.send(message).next() + line.next();

            assertThat(block).isEqualTo("\u0006");
            assertThat(answer).contains("MSA|CA|1\r");
            assertThat(again).isEqualTo(block + answer);
        }
        laboratory.theReportOf(patient);
    }

    private static Device modern(String name) {
        var device = Analyzing.analyzer(name, true, "accept", Analyzing.CODE_MAP);
        var settings = Objects.requireNonNull(device.getExtensionByUrl(Extensions.ANALYZER));
        settings.addExtension(Extensions.ANALYZER_ACKNOWLEDGEMENT, new CodeType("enhanced"));
        settings.addExtension(Extensions.ANALYZER_COMMIT_BLOCKS, new BooleanType(true));
        return device;
    }

    @Test
    void an_analyzer_that_uses_each_control_id_once_is_refused_another_message_under_it(Hospital hospital)
            throws Exception {
        var laboratory = new Analyzing(hospital, hospital.asDemo());
        var patient = laboratory.aPatient();
        var device = laboratory.fhir().create(withUniqueIds(aName()));
        var first = BloodCount.from(nameOf(device)).of(medicalRecordNumber(patient));
        var other = first.at("20261121091500").hemoglobin("9.1", "F").toString();

        var answers = Lines.exchange(
                laboratory.port(),
                List.of(
                        first.toString(),
                        other,
                        first.toString(),
                        other,
                        first.controlled("2").toString()));

        assertThat(answers.get(0)).contains("MSA|AA|1\r");
        assertThat(answers.get(1)).contains("MSA|AE|1|", "ERR||MSH^1^10|205^Duplicate key identifier^HL70357|E|");
        assertThat(answers.get(2)).isEqualTo(answers.get(0));
        assertThat(answers.get(3)).isEqualTo(answers.get(1));
        assertThat(answers.get(4)).contains("MSA|AA|2\r");
        laboratory.theReportOf(patient);
        assertThat(laboratory.resultsOf(patient)).singleElement().satisfies(Analyzing::isHemoglobin);
        var rows = "feed_message where device_id = '" + id(device) + "' and status ";
        assertThat(count(hospital, rows + "= 'refused' and reason = 'DUPLICATE_KEY_IDENTIFIER'"))
                .isEqualTo(1);
        assertThat(count(hospital, rows + "<> 'refused'")).isEqualTo(2);
    }

    @Test
    void of_16_messages_that_come_at_once_under_a_control_id_that_is_used_once_one_is_taken(Hospital hospital)
            throws Exception {
        var laboratory = new Analyzing(hospital, hospital.asDemo());
        var patient = laboratory.aPatient();
        var device = laboratory.fhir().create(withUniqueIds(aName()));
        var message = BloodCount.from(nameOf(device)).of(medicalRecordNumber(patient));

        var outcomes = AtOnce.all(
                16,
                sender -> () -> Lines.exchange(
                        laboratory.port(),
                        List.of(message.hemoglobin("10." + sender, "F").toString())));

        assertThat(outcomes).allMatch(AtOnce.Outcome::succeeded);
        var answers =
                outcomes.stream().map(outcome -> outcome.result().get(0).get(0)).toList();
        assertThat(answers.stream().filter(answer -> answer.contains("MSA|AA|1\r")))
                .hasSize(1);
        assertThat(answers.stream().filter(answer -> answer.contains("MSA|AE|1|")))
                .hasSize(15);
        assertThat(count(hospital, "feed_message where device_id = '" + id(device) + "' and status <> 'refused'"))
                .isEqualTo(1);
        laboratory.theReportOf(patient);
    }

    private static Device withUniqueIds(String name) {
        var device = Analyzing.analyzer(name, true, "accept", Analyzing.CODE_MAP);
        Objects.requireNonNull(device.getExtensionByUrl(Extensions.ANALYZER))
                .addExtension(Extensions.ANALYZER_UNIQUE_IDS, new BooleanType(true));
        return device;
    }

    private static String asking(BloodCount message, String accept, String application) {
        return message.toString().replace("|P|2.5.1||||||", "|P|2.5.1|||" + accept + "|" + application + "||");
    }

    private static String batch(String... messages) {
        return "BHS|^~\\&|SENDER|LAB|OPENWARD|HOSPITAL|20261121||||B7\r" + String.join("", messages) + "BTS|"
                + messages.length + "\r";
    }

    private static String id(Device device) {
        return device.getIdElement().getIdPart();
    }

    private static int count(Hospital hospital, String rows) {
        return Acting.as(Caller.server(TenantId.DEFAULT, "test"), () -> hospital.part(JdbcClient.class)
                .sql("select count(*) from openward." + rows)
                .query(Integer.class)
                .single());
    }
}
