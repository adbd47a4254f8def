package org.openward.interfaceengine.outbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.openward.interfaceengine.outbound.letters.Terms.Protection;
import org.openward.interfaceengine.outbound.letters.Terms.Receiver;
import org.openward.security.outbound.AddressRefused;
import org.openward.security.outbound.OutgoingSocketsForTests;
import org.springframework.boot.ssl.DefaultSslBundleRegistry;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslStoreBundle;

@Timeout(60)
class TelephoneTest {
    private static final String PASSWORD = "not-a-secret";
    private static final byte[] MESSAGE =
            "MSH|^~\\&|A|B|C|D|20260301||ADT^A28|M-1|P|2.5.1\r".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] ANSWER =
            "\u000bMSH|^~\\&|C|D|A|B|20260301||ACK|1|P|2.5.1\rMSA|AA|M-1\r\u001c\r".getBytes(StandardCharsets.US_ASCII);

    private final ExecutorService receiver = Executors.newCachedThreadPool();
    private final DefaultSslBundleRegistry bundles = new DefaultSslBundleRegistry();
    private final Telephone telephone = new Telephone(
            OutgoingSocketsForTests.allowing("localhost", "127.0.0.1"),
            bundles,
            new DestinationSettings(
                    Duration.ofSeconds(5),
                    1,
                    Duration.ofSeconds(1),
                    1,
                    new DestinationSettings.Retries(Duration.ofSeconds(1), Duration.ofSeconds(1)),
                    null,
                    Map.of("clinic", List.of("ris"))));

    @AfterEach
    void hang_up() {
        telephone.destroy();
        receiver.shutdownNow();
    }

    /** What a receiver does with a connection. */
    private interface Manner {
        void receive(Socket socket) throws IOException, InterruptedException;
    }

    private int listening(ServerSocket door, Manner manner) {
        receiver.execute(() -> {
            try (door;
                    var socket = door.accept()) {
                manner.receive(socket);
            } catch (IOException | InterruptedException over) {
                // the caller has hung up
            }
        });
        return door.getLocalPort();
    }

    private static ServerSocket door() throws IOException {
        return new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    }

    private static void answer(Socket socket) throws IOException {
        for (var each = socket.getInputStream().read(); each != 0x1c && each >= 0; ) {
            each = socket.getInputStream().read();
        }
        socket.getOutputStream().write(ANSWER);
        socket.getOutputStream().flush();
    }

    private String ask(String host, int port, Protection protection, @Nullable String bundle, byte[] message)
            throws IOException {
        try (var call = telephone.call(new Receiver(host, port, protection, bundle))) {
            return call.ask(message).acknowledgement().code();
        }
    }

    @Test
    void a_receiver_is_asked_over_tls_when_it_shows_the_certificate_of_its_host(@TempDir Path folder) throws Exception {
        var store = certificate(folder);
        var bundle = SslBundle.of(SslStoreBundle.of(store, PASSWORD, trusting(store)));
        bundles.registerBundle("ris", bundle);

        var code = ask("localhost", secure(bundle), Protection.TLS, "ris", MESSAGE);

        assertThat(code).isEqualTo("AA");
        assertThatThrownBy(() -> ask("127.0.0.1", secure(bundle), Protection.TLS, "ris", MESSAGE))
                .as("the certificate is not that address's")
                .isInstanceOf(SSLException.class);
        assertThatThrownBy(() -> ask("localhost", secure(bundle), Protection.TLS, null, MESSAGE))
                .as("nobody whom Java trusts has signed it")
                .isInstanceOf(SSLException.class);
        assertThatThrownBy(() -> ask("localhost", secure(bundle), Protection.TLS, "gone", MESSAGE))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("bundle");
    }

    private int secure(SslBundle bundle) throws IOException {
        var door = bundle.createSslContext()
                .getServerSocketFactory()
                .createServerSocket(0, 1, InetAddress.getLoopbackAddress());
        return listening(door, TelephoneTest::answer);
    }

    @Test
    void a_receiver_that_answers_letter_by_letter_is_silent_in_the_end() throws IOException {
        var port = listening(door(), socket -> {
            for (var each : ANSWER) {
                socket.getOutputStream().write(each);
                Thread.sleep(200);
            }
        });

        assertThatThrownBy(() -> ask("localhost", port, Protection.PLAIN, null, MESSAGE))
                .isInstanceOf(SocketTimeoutException.class);
    }

    @Test
    void a_receiver_that_never_reads_is_silent_too() throws IOException {
        var port = listening(door(), socket -> Thread.sleep(30_000));
        var endless = new byte[16 * 1024 * 1024];
        System.arraycopy(MESSAGE, 0, endless, 0, MESSAGE.length);

        assertThatThrownBy(() -> ask("localhost", port, Protection.PLAIN, null, endless))
                .isInstanceOf(SocketTimeoutException.class);
    }

    @Test
    void an_address_that_is_not_allowed_is_not_called() {
        assertThatThrownBy(() -> ask("10.255.255.1", 2575, Protection.PLAIN, null, MESSAGE))
                .isInstanceOf(AddressRefused.class);
    }

    private static KeyStore trusting(KeyStore store) throws Exception {
        var trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("ris", store.getCertificate("ris"));
        return trusted;
    }

    private static KeyStore certificate(Path folder) throws Exception {
        var file = folder.resolve("ris.p12");
        var keytool = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
        var made = new ProcessBuilder(
                        keytool,
                        "-genkeypair",
                        "-alias",
                        "ris",
                        "-dname",
                        "CN=ris",
                        "-ext",
                        "san=dns:localhost",
                        "-keyalg",
                        "EC",
                        "-validity",
                        "2",
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        file.toString(),
                        "-storepass",
                        PASSWORD)
                .redirectErrorStream(true)
                .start();
        assertThat(made.waitFor(30, TimeUnit.SECONDS)).isTrue();
        var store = KeyStore.getInstance("PKCS12");
        try (InputStream content = Files.newInputStream(file)) {
            store.load(content, PASSWORD.toCharArray());
        }
        return store;
    }
}
