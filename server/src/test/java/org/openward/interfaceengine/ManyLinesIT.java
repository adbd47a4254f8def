package org.openward.interfaceengine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.openward.interfaceengine.Analyzing.medicalRecordNumber;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;
import org.openward.hl7v2.mllp.MllpSender;
import org.openward.interfaceengine.ports.AnalyzerPort;
import org.openward.testing.Hospital;
import org.openward.testing.HospitalTest;
import org.springframework.context.ApplicationContext;

/** An analyzer that opens connection after connection, as after a loose plug, over two ports and from two addresses. */
@HospitalTest
class ManyLinesIT {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int MOST = 20;

    @Test
    void the_connection_that_was_silent_longest_ends_for_one_too_many_and_no_other(Hospital hospital) throws Exception {
        var message = aMessage(hospital);
        var sockets = new ArrayList<Socket>();
        try {
            for (int each = 0; each < MOST; each++) {
                sockets.add(connected(hospital, each));
                assertAnswered(sockets.get(each), message);
            }
            assertAnswered(sockets.get(0), message);

            sockets.add(connected(hospital, MOST));
            assertAnswered(sockets.get(MOST), message);

            assertThat(sockets.remove(1).getInputStream().read()).isEqualTo(-1);
            for (var line : sockets) {
                assertAnswered(line, message);
            }
        } finally {
            for (var line : sockets) {
                line.close();
            }
        }
    }

    @Test
    void connections_that_have_ended_already_are_not_counted(Hospital hospital) throws Exception {
        var message = aMessage(hospital);
        try (var first = connected(hospital, 0)) {
            assertAnswered(first, message);
            for (int each = 0; each < MOST + 5; each++) {
                try (var next = connected(hospital, each)) {
                    assertAnswered(next, message);
                }
            }

            assertAnswered(first, message);
        }
    }

    /** Of an analyzer that is new. */
    private static String aMessage(Hospital hospital) {
        var laboratory = new Analyzing(hospital, hospital.asDemo());
        var name = Analyzing.aName();
        laboratory.fhir().create(Analyzing.analyzer(name, true, "accept", Analyzing.CODE_MAP));
        return BloodCount.from(name)
                .of(medicalRecordNumber(laboratory.aPatient()))
                .toString();
    }

    private static void assertAnswered(Socket line, String message) throws IOException {
        assertThat(MllpSender.over(line, PATIENCE)
                        .send(message.getBytes(StandardCharsets.UTF_8))
                        .code())
                .isEqualTo("AA");
    }

    /** Over one of two ports, from one of two addresses of this machine. */
    private static Socket connected(Hospital hospital, int number) throws IOException {
        var ports = hospital.part(ApplicationContext.class)
                .getBean("mllp", AnalyzerPort.class)
                .numbers();
        var line = new Socket();
        line.setSoTimeout(Math.toIntExact(PATIENCE.toMillis()));
        line.bind(new InetSocketAddress(number % 2 == 0 ? "127.0.0.1" : "127.0.0.2", 0));
        line.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), ports.get(number % 4 < 2 ? 0 : 2)));
        return line;
    }
}
