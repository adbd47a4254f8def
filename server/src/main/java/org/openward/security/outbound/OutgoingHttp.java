package org.openward.security.outbound;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.apache.http.Header;
import org.apache.http.HttpResponse;
import org.apache.http.client.config.CookieSpecs;
import org.apache.http.client.config.RequestConfig;
import org.apache.http.client.methods.HttpUriRequest;
import org.apache.http.client.methods.RequestBuilder;
import org.apache.http.config.RegistryBuilder;
import org.apache.http.conn.DnsResolver;
import org.apache.http.conn.socket.ConnectionSocketFactory;
import org.apache.http.conn.socket.PlainConnectionSocketFactory;
import org.apache.http.conn.ssl.SSLConnectionSocketFactory;
import org.apache.http.entity.ByteArrayEntity;
import org.apache.http.entity.ContentType;
import org.apache.http.impl.client.CloseableHttpClient;
import org.apache.http.impl.client.HttpClientBuilder;
import org.apache.http.impl.conn.PoolingHttpClientConnectionManager;
import org.apache.http.impl.conn.SystemDefaultDnsResolver;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.scheduling.concurrent.CustomizableThreadFactory;
import org.springframework.stereotype.Component;
import org.springframework.util.function.SingletonSupplier;

/**
 * Sends requests to addresses that clients gave, so that none of them reaches the hospital's own network: each address is
 * checked when the connection is made, redirections are not followed, and no proxy or cookie is used.
 */
@Component
@EnableConfigurationProperties(OutboundSettings.class)
public class OutgoingHttp {
    private static final int CONNECTIONS = 400;
    private static final int CONNECTIONS_PER_HOST = 50;
    private static final long CONNECTION_SECONDS = 60;

    private final OutboundPolicy policy;
    private final Duration connectTimeout;
    private final SingletonSupplier<CloseableHttpClient> client;
    private final ScheduledThreadPoolExecutor watch;

    @Autowired
    public OutgoingHttp(OutboundSettings settings) {
        this(settings, SystemDefaultDnsResolver.INSTANCE);
    }

    OutgoingHttp(OutboundSettings settings, DnsResolver names) {
        this.policy = new OutboundPolicy(settings.allow());
        this.connectTimeout = settings.connectTimeout();
        this.client = SingletonSupplier.of(() -> client(policy, names));
        var threads = new CustomizableThreadFactory("outgoing-watch-");
        threads.setDaemon(true);
        this.watch = new ScheduledThreadPoolExecutor(1, threads);
        this.watch.setRemoveOnCancelPolicy(true);
    }

    /** Which addresses and headers may be sent to. */
    public OutboundPolicy policy() {
        return policy;
    }

    /**
     * Sends it and reads the answer as it comes.
     *
     * @throws AddressRefused when the address, or what its name leads to, is not one to send to
     * @throws IOException when the other side does not answer in time, or not as HTTP says
     */
    public <T> T send(OutgoingRequest request, OutgoingAnswer.Reader<T> reader) throws IOException {
        var objection = policy.objectionTo(request.address());
        if (objection.isPresent()) {
            throw new AddressRefused(objection.get());
        }
        var outgoing = outgoing(request);
        var whole = request.limits().whole();
        var alarm = watch.schedule(outgoing::abort, whole.toMillis(), TimeUnit.MILLISECONDS);
        try (var response = client.obtain().execute(outgoing)) {
            return reader.read(new Arrived(response, request.limits().bytes()));
        } catch (IOException failure) {
            throw outgoing.isAborted() && !(failure instanceof AnswerTooLarge)
                    ? new SocketTimeoutException("The answer took longer than " + whole.toSeconds() + " seconds.")
                    : failure;
        } finally {
            alarm.cancel(false);
        }
    }

    private HttpUriRequest outgoing(OutgoingRequest request) {
        var silence = Math.toIntExact(request.limits().silence().toMillis());
        var outgoing = RequestBuilder.create(request.method())
                .setUri(request.address())
                .setConfig(RequestConfig.custom()
                        .setConnectTimeout(Math.toIntExact(connectTimeout.toMillis()))
                        .setConnectionRequestTimeout(silence)
                        .setSocketTimeout(silence)
                        .setCookieSpec(CookieSpecs.IGNORE_COOKIES)
                        .setNormalizeUri(false)
                        .build());
        for (var header : request.headers()) {
            var objection = policy.objectionToHeader(header.name(), header.value());
            if (objection.isPresent()) {
                throw new IllegalArgumentException(objection.get());
            }
            outgoing.addHeader(header.name(), header.value());
        }
        var body = request.body();
        if (body != null) {
            outgoing.setEntity(new ByteArrayEntity(
                    body.text().getBytes(StandardCharsets.UTF_8), ContentType.parse(body.mediaType())));
        }
        return outgoing.build();
    }

    private static CloseableHttpClient client(OutboundPolicy policy, DnsResolver names) {
        var sockets = RegistryBuilder.<ConnectionSocketFactory>create()
                .register("http", new CheckedSockets(policy, PlainConnectionSocketFactory.getSocketFactory()))
                .register("https", new CheckedSockets(policy, SSLConnectionSocketFactory.getSocketFactory()))
                .build();
        var connections = new PoolingHttpClientConnectionManager(
                sockets, null, null, names, CONNECTION_SECONDS, TimeUnit.SECONDS);
        connections.setMaxTotal(CONNECTIONS);
        connections.setDefaultMaxPerRoute(CONNECTIONS_PER_HOST);
        return HttpClientBuilder.create()
                .setConnectionManager(connections)
                .setUserAgent("OpenWard")
                .disableRedirectHandling()
                .disableCookieManagement()
                .disableAuthCaching()
                .disableAutomaticRetries()
                .build();
    }

    private record Arrived(HttpResponse response, long limit) implements OutgoingAnswer {
        @Override
        public int status() {
            return response.getStatusLine().getStatusCode();
        }

        @Override
        public Optional<String> header(String name) {
            return Optional.ofNullable(response.getFirstHeader(name)).map(Header::getValue);
        }

        @Override
        public InputStream body() {
            var entity = response.getEntity();
            try {
                return entity == null ? InputStream.nullInputStream() : new LimitedBody(entity.getContent(), limit);
            } catch (IOException unreadable) {
                throw new UncheckedIOException(unreadable);
            }
        }
    }
}
