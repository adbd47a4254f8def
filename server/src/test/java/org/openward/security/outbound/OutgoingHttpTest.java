package org.openward.security.outbound;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.GZIPOutputStream;
import org.apache.http.conn.DnsResolver;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openward.security.outbound.OutgoingRequest.Content;
import org.openward.security.outbound.OutgoingRequest.Header;
import org.openward.security.outbound.OutgoingRequest.Limits;

class OutgoingHttpTest {
    private static final Limits PATIENT = new Limits(Duration.ofSeconds(5), Duration.ofSeconds(10), 1_000);

    private final ConcurrentLinkedQueue<String> heard = new ConcurrentLinkedQueue<>();
    private HttpServer receiver;

    @BeforeEach
    void open() throws IOException {
        receiver = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        receiver.setExecutor(Executors.newCachedThreadPool());
        receiver.start();
    }

    @AfterEach
    void close() {
        receiver.stop(0);
    }

    @Test
    void a_request_goes_out_with_its_headers_and_body_and_the_answer_comes_back() throws IOException {
        answer("/hook", exchange -> {
            heard.add(exchange.getRequestMethod() + " "
                    + exchange.getRequestHeaders().getFirst("Authorization") + " "
                    + new String(exchange.getRequestBody().readAllBytes(), UTF_8));
            respond(exchange, 202, "thank you");
        });

        var answer = allowed()
                .send(
                        new OutgoingRequest(
                                "PUT",
                                address("receiver.hospital", "/hook"),
                                List.of(new Header("Authorization", "Bearer 1")),
                                new Content("application/fhir+json", "{\"ü\":1}"),
                                PATIENT),
                        came -> came.status() + " " + new String(came.body().readAllBytes(), UTF_8));

        assertThat(answer).isEqualTo("202 thank you");
        assertThat(heard).containsExactly("PUT Bearer 1 {\"ü\":1}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.1",
                "10.0.0.1",
                "192.168.0.1",
                "100.64.0.1",
                "169.254.169.254",
                "224.0.0.1",
                "0.0.0.0",
                "::1",
                "fe80::1",
                "fd00::1",
                "ff02::1",
                "::ffff:127.0.0.1",
                "64:ff9b::7f00:1"
            })
    void a_name_that_leads_inside_is_refused_when_the_connection_is_made(String inner) {
        var outgoing = new OutgoingHttp(settings(), leadingTo(inner));

        assertThatThrownBy(() -> outgoing.send(get("https://receiver.example.org/"), OutgoingAnswer::status))
                .isInstanceOf(AddressRefused.class)
                .hasMessageNotContaining(inner);
    }

    @Test
    void a_name_that_changes_its_mind_is_refused_where_it_leads_now() throws IOException {
        answer("/hook", exchange -> respond(exchange, 200, ""));
        var asked = new AtomicInteger();
        var port = receiver.getAddress().getPort();
        var outgoing = new OutgoingHttp(
                settings("other.hospital:" + port),
                name -> addresses(asked.getAndIncrement() == 0 ? "127.0.0.1" : "10.0.0.1"));

        var first = outgoing.send(get(address("other.hospital", "/hook")), OutgoingAnswer::status);

        assertThat(first).isEqualTo(200);
        assertThatThrownBy(() -> outgoing.send(get("https://other.hospital:8443/"), OutgoingAnswer::status))
                .isInstanceOf(AddressRefused.class);
    }

    @Test
    void an_address_that_is_not_allowed_is_refused_before_anything_is_looked_up() {
        var outgoing = new OutgoingHttp(settings(), name -> {
            heard.add(name);
            return addresses("93.184.216.34");
        });

        assertThatThrownBy(() -> outgoing.send(get("http://receiver.example.org/"), OutgoingAnswer::status))
                .isInstanceOf(AddressRefused.class);
        assertThat(heard).isEmpty();
    }

    @Test
    void a_redirection_is_an_answer_and_not_followed() throws IOException {
        answer("/hook", exchange -> {
            exchange.getResponseHeaders().add("Location", address("receiver.hospital", "/secret"));
            respond(exchange, 307, "");
        });
        answer("/secret", exchange -> {
            heard.add("secret");
            respond(exchange, 200, "");
        });

        var answer = allowed()
                .send(
                        get(address("receiver.hospital", "/hook")),
                        came -> came.status() + " " + came.header("Location").orElse(""));

        assertThat(answer).startsWith("307 http://receiver.hospital");
        assertThat(heard).isEmpty();
    }

    @Test
    void an_answer_that_grows_too_long_is_cut_also_when_it_comes_packed() {
        answer("/packed", exchange -> {
            var packed = new ByteArrayOutputStream();
            try (var zip = new GZIPOutputStream(packed)) {
                zip.write(new byte[1_000_000]);
            }
            exchange.getResponseHeaders().add("Content-Encoding", "gzip");
            exchange.sendResponseHeaders(200, packed.size());
            exchange.getResponseBody().write(packed.toByteArray());
            exchange.close();
        });
        var request = get(address("receiver.hospital", "/packed"));

        assertThatThrownBy(() -> allowed().send(request, came -> came.body().readAllBytes()))
                .isInstanceOf(AnswerTooLarge.class);
    }

    @Test
    void a_receiver_that_says_nothing_or_drips_is_given_up() {
        answer("/silent", exchange -> sleep(4_000));
        answer("/dripping", exchange -> {
            exchange.sendResponseHeaders(200, 0);
            for (int drop = 0; drop < 40; drop++) {
                exchange.getResponseBody().write('.');
                exchange.getResponseBody().flush();
                sleep(100);
            }
            exchange.close();
        });
        var hasty = new Limits(Duration.ofMillis(400), Duration.ofMillis(900), 1_000);

        for (var path : List.of("/silent", "/dripping")) {
            var request = new OutgoingRequest("GET", address("receiver.hospital", path), List.of(), null, hasty);
            assertThatThrownBy(() -> allowed().send(request, came -> came.body().readAllBytes()))
                    .as(path)
                    .isInstanceOf(SocketTimeoutException.class);
        }
    }

    @Test
    void a_header_that_frames_the_message_is_not_sent() {
        var request = new OutgoingRequest(
                "POST", address("receiver.hospital", "/"), List.of(new Header("Host", "inner")), null, PATIENT);

        assertThatThrownBy(() -> allowed().send(request, OutgoingAnswer::status))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private OutgoingHttp allowed() {
        return new OutgoingHttp(settings("receiver.hospital"), leadingTo("127.0.0.1"));
    }

    private static OutgoingRequest get(String address) {
        return new OutgoingRequest("GET", address, List.of(), null, PATIENT);
    }

    private String address(String host, String path) {
        return "http://" + host + ":" + receiver.getAddress().getPort() + path;
    }

    private static OutboundSettings settings(String... allow) {
        return new OutboundSettings(List.of(allow), Duration.ofSeconds(2));
    }

    private static DnsResolver leadingTo(String address) {
        return name -> addresses(address);
    }

    private static InetAddress[] addresses(String address) throws UnknownHostException {
        return new InetAddress[] {InetAddress.getByName(address)};
    }

    private void answer(String path, Answering answering) {
        receiver.createContext(path, answering::answer);
    }

    private static void respond(HttpExchange exchange, int status, String body) throws IOException {
        var bytes = body.getBytes(UTF_8);
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    private static void sleep(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
    }

    @FunctionalInterface
    private interface Answering {
        void answer(HttpExchange exchange) throws IOException;
    }
}
