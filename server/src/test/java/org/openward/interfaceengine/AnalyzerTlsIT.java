package org.openward.interfaceengine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.openward.interfaceengine.Analyzing.medicalRecordNumber;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.hl7.fhir.r4.model.Device;
import org.hl7.fhir.r4.model.IntegerType;
import org.hl7.fhir.r4.model.StringType;
import org.junit.jupiter.api.Test;
import org.openward.hl7v2.mllp.MllpSender;
import org.openward.interfaceengine.ports.AnalyzerPort;
import org.openward.profiles.Extensions;
import org.openward.testing.AnalyzerCertificates;
import org.openward.testing.Hospital;
import org.openward.testing.HospitalTest;
import org.springframework.context.ApplicationContext;

/** The further ports of the shared hospital: one with TLS, two without, and one for somewhere else only. */
@HospitalTest
class AnalyzerTlsIT {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int ENCRYPTED = 1;
    private static final int PLAIN = 2;
    private static final int ALSO_PLAIN = 3;
    private static final int FOR_OTHERS = 4;
    private static final int ALERT = 0x15;
    private static final int PROTOCOL_VERSION = 70;

    @Test
    void an_analyzer_is_known_by_its_certificate_whichever_safe_version_of_tls_it_speaks(Hospital hospital)
            throws Exception {
        var laboratory = new Analyzing(hospital, hospital.asDemo());
        var patient = laboratory.aPatient();
        var described = Analyzing.analyzer(Analyzing.aName(), true, "accept", Analyzing.CODE_MAP);
        say(described, Extensions.ANALYZER_CERTIFICATE_SUBJECT, AnalyzerCertificates.subject());
        var device = laboratory.fhir().create(described);
        var otherName = Analyzing.aName();
        var count = BloodCount.from(otherName).of(medicalRecordNumber(patient));

        var context = hospital.certificates().analyzer();
        var older = exchange(hospital, context, "TLSv1.2", count.toString());
        var newer = exchange(
                hospital,
                context,
                "TLSv1.3",
                count.controlled("2").sample(otherName + "-S2").toString());

        assertThat(List.of(older, newer)).allMatch(answer -> answer.contains("\rMSA|AA|"));
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(laboratory.reportsOf(patient)).hasSize(2));
        assertThat(laboratory.resultsOf(patient)).allMatch(result -> result.getDevice()
                .getReference()
                .equals(device.getIdElement().toUnqualifiedVersionless().getValue()));
    }

    @Test
    void nobody_is_heard_on_the_encrypted_port_without_a_certificate_that_is_trusted(Hospital hospital) {
        var message = BloodCount.from(Analyzing.aName()).of("MRN-1").toString();

        for (var version : List.of("TLSv1.2", "TLSv1.3")) {
            for (var client : List.of(
                    hospital.certificates().nobody(), hospital.certificates().stranger())) {
                assertThatThrownBy(() -> exchange(hospital, client, version, message))
                        .isInstanceOf(IOException.class);
            }
        }
    }

    @Test
    void an_unsafe_version_of_tls_is_refused(Hospital hospital) throws Exception {
        try (var line = connect(hospital, ENCRYPTED)) {
            line.getOutputStream().write(helloOfTls11());

            var answer = line.getInputStream().readNBytes(7);

            assertThat(answer).hasSize(7);
            assertThat(answer[0]).isEqualTo((byte) ALERT);
            assertThat(answer[6]).isEqualTo((byte) PROTOCOL_VERSION);
        }
    }

    @Test
    void analyzers_of_one_address_and_name_are_told_apart_by_their_port(Hospital hospital) throws Exception {
        var laboratory = new Analyzing(hospital, hospital.asDemo());
        var patient = laboratory.aPatient();
        var name = Analyzing.aName();
        var first = laboratory.fhir().create(onPort(name, number(hospital, PLAIN)));
        var second = laboratory.fhir().create(onPort(name, number(hospital, ALSO_PLAIN)));
        var count = BloodCount.from(name).of(medicalRecordNumber(patient));

        send(hospital, PLAIN, count.sample(name + "-S1").toString());
        send(hospital, ALSO_PLAIN, count.sample(name + "-S2").toString());

        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(laboratory.reportsOf(patient)).hasSize(2));
        assertThat(laboratory.resultsOf(patient))
                .extracting(result -> result.getDevice().getReference())
                .containsExactlyInAnyOrder(
                        first.getIdElement().toUnqualifiedVersionless().getValue(),
                        second.getIdElement().toUnqualifiedVersionless().getValue());
    }

    @Test
    void who_comes_from_outside_the_ranges_of_a_port_is_turned_away(Hospital hospital) throws Exception {
        try (var line = connect(hospital, FOR_OTHERS)) {
            assertThat(line.getInputStream().read()).isEqualTo(-1);
        }
    }

    private static Device onPort(String name, int port) {
        var device = Analyzing.analyzer(name, true, "accept", Analyzing.CODE_MAP);
        say(device, Extensions.ANALYZER_SOURCE_ADDRESS, "127.0.0.1");
        device.getExtensionByUrl(Extensions.ANALYZER)
                .addExtension(Extensions.ANALYZER_LISTENER_PORT, new IntegerType(port));
        return device;
    }

    private static void say(Device device, String part, String value) {
        device.getExtensionByUrl(Extensions.ANALYZER).addExtension(part, new StringType(value));
    }

    private static void send(Hospital hospital, int port, String message) throws IOException {
        var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), number(hospital, port));
        try (var sender = MllpSender.connect(address, PATIENCE)) {
            assertThat(sender.send(message.getBytes(StandardCharsets.UTF_8)).code())
                    .isEqualTo("AA");
        }
    }

    private static String exchange(Hospital hospital, SSLContext client, String version, String message)
            throws IOException {
        try (var line = (SSLSocket) client.getSocketFactory().createSocket()) {
            line.setSoTimeout(Math.toIntExact(PATIENCE.toMillis()));
            line.setEnabledProtocols(new String[] {version});
            line.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), number(hospital, ENCRYPTED)));
            var frame = new ByteArrayOutputStream();
            frame.write(0x0B);
            frame.writeBytes(message.getBytes(StandardCharsets.UTF_8));
            frame.write(0x1C);
            frame.write(0x0D);
            line.getOutputStream().write(frame.toByteArray());
            return answer(line);
        }
    }

    private static String answer(SSLSocket line) throws IOException {
        var answer = new ByteArrayOutputStream();
        for (var each = line.getInputStream().read();
                each != 0x1C;
                each = line.getInputStream().read()) {
            if (each == -1) {
                throw new EOFException("The line was closed without an answer");
            }
            answer.write(each);
        }
        return answer.toString(StandardCharsets.UTF_8);
    }

    /** How a client begins that knows nothing newer; Java's own would not even try. */
    private static byte[] helloOfTls11() {
        var hello = new ByteArrayOutputStream();
        hello.writeBytes(new byte[] {3, 2});
        hello.writeBytes(new byte[32]);
        hello.write(0);
        hello.writeBytes(new byte[] {0, 4, (byte) 0xC0, 0x0A, (byte) 0xC0, 0x09});
        hello.writeBytes(new byte[] {1, 0});
        var record = new ByteArrayOutputStream();
        record.writeBytes(new byte[] {0x16, 3, 1, 0, (byte) (hello.size() + 4)});
        record.writeBytes(new byte[] {1, 0, 0, (byte) hello.size()});
        record.writeBytes(hello.toByteArray());
        return record.toByteArray();
    }

    private static Socket connect(Hospital hospital, int port) throws IOException {
        var line = new Socket(InetAddress.getLoopbackAddress(), number(hospital, port));
        line.setSoTimeout(Math.toIntExact(PATIENCE.toMillis()));
        return line;
    }

    private static int number(Hospital hospital, int port) {
        return hospital.part(ApplicationContext.class)
                .getBean("mllp", AnalyzerPort.class)
                .numbers()
                .get(port);
    }
}
