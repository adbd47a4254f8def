package org.openward.hl7v2.mllp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContextBuilder;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.openward.hl7v2.AcknowledgementMode;
import org.openward.hl7v2.Acknowledgements;
import org.openward.hl7v2.MessageHeader;

@Timeout(60)
class MllpTlsTest {
    private static final char[] PASSWORD = "not-a-secret".toCharArray();
    private static final byte[] MESSAGE =
            "MSH|^~\\&|XN1000|LAB|||20260301||ORU^R01|M-1|P|2.5.1\rOBR|1\r".getBytes(StandardCharsets.US_ASCII);

    private final Acknowledgements acknowledgements = new Acknowledgements(Clock.systemUTC(), () -> "A", "OPENWARD");
    private final AtomicReference<Optional<String>> subject = new AtomicReference<>(Optional.empty());
    private KeyStore hospital;
    private KeyStore analyzer;

    @BeforeEach
    void makeCertificates(@TempDir Path folder) throws Exception {
        hospital = certificate(folder, "hospital", "CN=hospital");
        analyzer = certificate(folder, "analyzer", "CN=analyzer-7,O=Lab");
    }

    @Test
    void the_subject_of_a_trusted_client_certificate_is_handed_on() throws Exception {
        try (Running running = listen()) {
            SSLContext client = context(keys(analyzer));

            try (MllpSender sender =
                    MllpSender.connect(running.address(), Duration.ofSeconds(20), client.getSocketFactory())) {
                assertThat(sender.send(MESSAGE).code()).isEqualTo("AA");
                assertThat(sender.send(MESSAGE).code()).isEqualTo("AA");
            }

            assertThat(subject.get()).contains("CN=analyzer-7,O=Lab");
        }
    }

    @Test
    void a_client_without_a_certificate_gets_nowhere() throws Exception {
        try (Running running = listen()) {
            SSLContext client = context(new KeyManager[0]);

            assertThatThrownBy(() -> send(running, client)).isInstanceOf(IOException.class);
            assertThat(subject.get()).isEmpty();
        }
    }

    @Test
    void a_client_that_speaks_no_tls_gets_nowhere() throws Exception {
        try (Running running = listen()) {
            assertThatThrownBy(() -> {
                        try (MllpSender sender = MllpSender.connect(running.address(), Duration.ofSeconds(20))) {
                            sender.send(MESSAGE);
                        }
                    })
                    .isInstanceOf(IOException.class);
        }
    }

    private static void send(Running running, SSLContext client) throws IOException {
        try (MllpSender sender =
                MllpSender.connect(running.address(), Duration.ofSeconds(20), client.getSocketFactory())) {
            sender.send(MESSAGE);
        }
    }

    private Running listen() throws Exception {
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(hospital, PASSWORD);
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusting(analyzer, "analyzer"));
        var tls = SslContextBuilder.forServer(keys)
                .trustManager(trust)
                .clientAuth(ClientAuth.REQUIRE)
                .build();
        MllpServer server = new MllpServer(2, acknowledgements, Clock.systemUTC());
        InetSocketAddress anywhere = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        TcpListener listener =
                server.listen(ListenerSettings.on("secure", anywhere).with(tls), received -> {
                    subject.set(received.connection().certificateSubject());
                    MessageHeader header =
                            MessageHeader.read(received.content()).orElseThrow();
                    return acknowledgements.accept(header, AcknowledgementMode.AS_SENT);
                });
        return new Running(server, new InetSocketAddress(InetAddress.getLoopbackAddress(), listener.port()));
    }

    private SSLContext context(KeyManager[] keys) throws Exception {
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusting(hospital, "hospital"));
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys, trust.getTrustManagers(), null);
        return context;
    }

    private static KeyManager[] keys(KeyStore store) throws GeneralSecurityException {
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, PASSWORD);
        return keys.getKeyManagers();
    }

    private static KeyStore trusting(KeyStore store, String alias) throws GeneralSecurityException, IOException {
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry(alias, store.getCertificate(alias));
        return trusted;
    }

    private static KeyStore certificate(Path folder, String alias, String name) throws Exception {
        Path file = folder.resolve(alias + ".p12");
        String keytool =
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
        Process made = new ProcessBuilder(
                        keytool,
                        "-genkeypair",
                        "-alias",
                        alias,
                        "-dname",
                        name,
                        "-keyalg",
                        "EC",
                        "-validity",
                        "2",
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        file.toString(),
                        "-storepass",
                        new String(PASSWORD))
                .redirectErrorStream(true)
                .start();
        assertThat(made.waitFor(30, TimeUnit.SECONDS)).isTrue();
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream content = Files.newInputStream(file)) {
            store.load(content, PASSWORD);
        }
        return store;
    }

    /** A server that listens until it is closed. */
    private record Running(MllpServer server, InetSocketAddress address) implements AutoCloseable {
        @Override
        public void close() {
            try {
                server.stop(Duration.ofSeconds(2));
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
