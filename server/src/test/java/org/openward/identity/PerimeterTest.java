package org.openward.identity;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.HexFormat;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openward.testing.Intruder;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

/** A server with a narrow fence, and one that speaks TLS. */
@Timeout(120)
class PerimeterTest {
    private static final int ALERT = 0x15;

    private static ConfigurableApplicationContext hospital;

    @BeforeAll
    static void a_hospital_with_a_narrow_fence() {
        hospital = SpringApplication.run(
                GateServer.class,
                "--server.port=0",
                "--spring.main.banner-mode=off",
                "--server.tomcat.connection-timeout=3s",
                "--openward.perimeter.tiers.slow.per-second=1",
                "--openward.perimeter.tiers.slow.burst=3",
                "--openward.perimeter.clients.slow=slow",
                "--openward.perimeter.addresses.homely=127.0.0.1/32",
                "--openward.security.clients.slow.secret=slow-secret",
                "--openward.security.clients.slow.scopes=system/*.rs",
                "--openward.security.clients.homely.secret=homely-secret",
                "--openward.security.clients.homely.scopes=system/*.rs");
    }

    @AfterAll
    static void no_more() {
        hospital.close();
    }

    private static URI root() {
        return URI.create("http://127.0.0.1:" + hospital.getEnvironment().getRequiredProperty("local.server.port"));
    }

    private static String token(Intruder from, String client, String secret) {
        var answer = from.guess(client, secret);
        assertThat(answer).startsWith("HTTP/1.1 200");
        return answer.replaceFirst("(?s).*\"access_token\":\"([^\"]+)\".*", "$1");
    }

    private static String enter(Intruder from, String token) {
        return from.send("GET /fhir/Patient", "Authorization: Bearer " + token + "\r\n", "");
    }

    @Test
    void a_client_that_asks_for_more_than_its_tier_waits_as_long_as_it_is_told() {
        var visitor = new Intruder(root());
        var token = token(visitor, "slow", "slow-secret");

        var refused = Stream.generate(() -> enter(new Intruder(root()), token))
                .limit(1000)
                .filter(answer -> !answer.startsWith("HTTP/1.1 200"))
                .findFirst()
                .orElse("never refused");

        assertThat(refused)
                .startsWith("HTTP/1.1 429")
                .contains("Retry-After: 1", "\"code\":\"throttled\"", "X-Content-Type-Options: nosniff");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Basic x", "Bearer x"})
    void who_shows_what_opens_nothing_is_counted_as_a_stranger(String authorization) {
        var visitor = new Intruder(root());

        var refused = Stream.generate(
                        () -> visitor.send("GET /fhir/metadata", "Authorization: " + authorization + "\r\n", ""))
                .limit(2000)
                .filter(answer -> answer.startsWith("HTTP/1.1 429"))
                .findFirst();

        assertThat(refused).hasValueSatisfying(answer -> assertThat(answer).contains("Retry-After: 1"));
        assertThat(new Intruder(root()).send("GET /fhir/metadata", "", "")).startsWith("HTTP/1.1 200");
    }

    @Test
    void a_client_gets_a_token_and_enters_only_from_where_it_is_at_home() {
        var stranger = new Intruder(root());
        var gate = Intruder.from(root(), InetAddress.getLoopbackAddress());
        var token = token(gate, "homely", "homely-secret");

        assertThat(enter(gate, token)).startsWith("HTTP/1.1 200");
        assertThat(enter(stranger, token)).startsWith("HTTP/1.1 403");
        assertThat(stranger.guess("homely", "homely-secret")).startsWith("HTTP/1.1 403");
    }

    @Test
    void who_falls_silent_in_the_middle_of_a_request_is_not_waited_for() throws IOException {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), root().getPort())) {
            socket.setSoTimeout(60_000);
            socket.getOutputStream()
                    .write("GET /fhir/metadata HTTP/1.1\r\nHost: x\r\nX-Slow".getBytes(StandardCharsets.US_ASCII));

            assertThat(socket.getInputStream().readAllBytes().length).isLessThan(1000);
        }
    }

    @Test
    void tls_is_spoken_as_it_is_today_and_not_as_it_was() throws Exception {
        var keys = freshKeys();
        var secure = SpringApplication.run(
                GateServer.class,
                "--server.port=0",
                "--spring.main.banner-mode=off",
                "--spring.ssl.bundle.jks.web.keystore.location=" + keys.toUri(),
                "--spring.ssl.bundle.jks.web.keystore.password=for-tests",
                "--spring.ssl.bundle.jks.web.keystore.type=PKCS12",
                "--server.ssl.bundle=web");
        try {
            var port = Integer.parseInt(secure.getEnvironment().getRequiredProperty("local.server.port"));

            assertThat(speak(port, keys, "TLSv1.3"))
                    .startsWith("HTTP/1.1 200")
                    .contains("Strict-Transport-Security: max-age=");
            assertThat(speak(port, keys, "TLSv1.2")).startsWith("HTTP/1.1 200");
            assertThat(greetedAsInTheOldDays(port)).as("an alert").isEqualTo(ALERT);
        } finally {
            secure.close();
        }
    }

    /** A key that its owner signed himself. */
    private static Path freshKeys() throws IOException, InterruptedException {
        var keys = Files.createTempDirectory(Files.createDirectories(Path.of("target", "tls")), "keys-")
                .toAbsolutePath()
                .resolve("server.p12");
        var command = Path.of(System.getProperty("java.home"), "bin", "keytool") + " -genkeypair -alias web -keyalg RSA"
                + " -dname CN=localhost -ext san=ip:127.0.0.1 -validity 30 -storetype PKCS12 -storepass for-tests -keystore "
                + keys;
        var made = new ProcessBuilder(command.split(" "))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        assertThat(made.waitFor()).isZero();
        return keys;
    }

    /** The first byte of the answer to somebody who knows TLS 1.1 only; Java itself does not speak it any more. */
    private static int greetedAsInTheOldDays(int port) throws IOException {
        var hello = new ByteArrayOutputStream();
        hello.write(HexFormat.of().parseHex("160301002d" + "01000029" + "0302"));
        hello.write(new byte[32]);
        hello.write(HexFormat.of().parseHex("00" + "0002002f" + "0100"));
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(60_000);
            socket.getOutputStream().write(hello.toByteArray());
            return socket.getInputStream().read();
        }
    }

    private static String speak(int port, Path keys, String version) throws IOException, GeneralSecurityException {
        try (var socket =
                (SSLSocket) trusting(keys).getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), port)) {
            socket.setEnabledProtocols(new String[] {version});
            socket.getOutputStream()
                    .write("GET /fhir/metadata HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
                            .getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static SSLContext trusting(Path keys) throws IOException, GeneralSecurityException {
        var known = KeyStore.getInstance("PKCS12");
        try (var store = Files.newInputStream(keys)) {
            known.load(store, "for-tests".toCharArray());
        }
        var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(known);
        var context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }
}
