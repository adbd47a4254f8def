package org.openward.security.issuers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKMatcher;
import com.nimbusds.jose.jwk.JWKSelector;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openward.security.outbound.OutboundSettings;
import org.openward.security.outbound.OutgoingHttp;

/** Whoever says where keys are does not send the server where it should not go. */
class PublishedKeysTest {
    private static final int TOO_LARGE = 300 * 1024;

    private static RSAKey key;

    private final AtomicInteger looks = new AtomicInteger();
    private HttpServer server;
    private volatile String published;
    private volatile int status = 200;

    @BeforeAll
    static void a_key() throws JOSEException {
        key = new RSAKeyGenerator(2048).keyID("k1").generate();
    }

    @BeforeEach
    void somebody_who_publishes_it() throws IOException {
        published = new JWKSet(key).toString(true);
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/keys", exchange -> {
            looks.incrementAndGet();
            var body = published.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.createContext("/moved", exchange -> {
            exchange.getResponseHeaders().set("Location", address("/keys"));
            exchange.sendResponseHeaders(302, -1);
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void no_more() {
        server.stop(0);
    }

    private String address(String path) {
        return "http://127.0.0.1:" + server.getAddress().getPort() + path;
    }

    private static List<JWK> keys(String address, String... allowed) throws KeySourceException {
        var http = new OutgoingHttp(new OutboundSettings(List.of(allowed), Duration.ofSeconds(2)));
        return PublishedKeys.at(address, http).get(new JWKSelector(new JWKMatcher.Builder().build()), null);
    }

    @Test
    void keys_are_fetched_from_where_the_hospital_lets_the_server_go() throws KeySourceException {
        assertThat(keys(address("/keys"), "127.0.0.1"))
                .extracting(JWK::getKeyID)
                .containsExactly("k1");
    }

    @Test
    void an_address_inside_is_not_even_asked() {
        assertThatThrownBy(() -> keys(address("/keys"))).isInstanceOf(KeySourceException.class);

        assertThat(looks).hasValue(0);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://169.254.169.254/latest/meta-data/",
                "http://[::1]:9/keys",
                "http://localhost:9/keys",
                "http://2130706433:9/keys",
                "http://keys.example/keys",
                "file:/etc/passwd"
            })
    void what_is_no_open_address_over_tls_is_refused(String address) {
        assertThatThrownBy(() -> keys(address)).isInstanceOf(KeySourceException.class);
    }

    @Test
    void a_redirection_is_not_followed() {
        assertThatThrownBy(() -> keys(address("/moved"), "127.0.0.1")).isInstanceOf(KeySourceException.class);

        assertThat(looks).hasValue(0);
    }

    @Test
    void an_answer_that_is_too_long_or_no_key_set_is_no_answer() {
        published = "{\"keys\":[],\"filler\":\"" + "x".repeat(TOO_LARGE) + "\"}";
        assertThatThrownBy(() -> keys(address("/keys"), "127.0.0.1")).isInstanceOf(KeySourceException.class);

        published = "<html>Sign in first</html>";
        assertThatThrownBy(() -> keys(address("/keys"), "127.0.0.1")).isInstanceOf(KeySourceException.class);

        published = new JWKSet(key).toString(true);
        status = 404;
        assertThatThrownBy(() -> keys(address("/keys"), "127.0.0.1")).isInstanceOf(KeySourceException.class);
    }
}
