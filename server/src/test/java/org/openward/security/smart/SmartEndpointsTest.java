package org.openward.security.smart;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.openward.testing.MovableClock;
import org.springframework.web.client.RestClientException;

class SmartEndpointsTest {
    private final AtomicInteger asked = new AtomicInteger();
    private final MovableClock clock = new MovableClock(Instant.parse("2026-11-22T08:00:00Z"));
    private final HttpServer issuer;
    private final SmartEndpoints endpoints;
    private volatile int status = 200;

    SmartEndpointsTest() throws IOException {
        issuer = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        issuer.createContext("/.well-known/openid-configuration", exchange -> {
            asked.incrementAndGet();
            var said = "{\"token_endpoint\":\"https://issuer.example/token\",\"unasked\":1}".getBytes(UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(status, said.length);
            exchange.getResponseBody().write(said);
            exchange.close();
        });
        issuer.start();
        endpoints = new SmartEndpoints(
                URI.create("http://127.0.0.1:" + issuer.getAddress().getPort()), clock);
    }

    @AfterEach
    void no_more() {
        issuer.stop(0);
    }

    @Test
    void the_issuer_is_asked_once_in_some_minutes_whatever_address_apps_come_to() {
        for (var each = 0; each < 20; each++) {
            assertThat(endpoints.at("https://invented-" + each + ".example"))
                    .containsEntry("token_endpoint", "https://issuer.example/token")
                    .doesNotContainKey("unasked");
        }
        assertThat(asked).hasValue(1);

        clock.moveTo(clock.instant().plus(Duration.ofMinutes(5)));
        endpoints.at("https://hospital.example");

        assertThat(asked).hasValue(2);
    }

    @Test
    void a_silent_issuer_is_left_alone_for_a_while() {
        status = 500;
        for (var each = 0; each < 20; each++) {
            assertThatThrownBy(() -> endpoints.at("https://hospital.example")).isInstanceOf(RestClientException.class);
        }
        assertThat(asked).hasValue(1);

        status = 200;
        clock.moveTo(clock.instant().plus(Duration.ofSeconds(15)));

        assertThat(endpoints.at("https://hospital.example")).containsKey("token_endpoint");
    }
}
