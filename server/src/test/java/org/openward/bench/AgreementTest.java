package org.openward.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.openward.bench.Agreement.Answered;

/** Whether two targets find the same. */
class AgreementTest {
    private static final String SEARCH = "/fhir/Patient?name=Rao";
    private static final String COUNT = "/fhir/Observation?code=x&_summary=count";

    private static Answered answered(String request, String body) {
        return Answered.of(request, 200, body);
    }

    @Test
    void as_many_entries_are_the_same_answer_whatever_their_ids() {
        Answered here = answered(SEARCH, "{\"total\":2,\"entry\":[{\"id\":\"1\"},{\"id\":\"2\"}]}");
        Answered there = answered(SEARCH, "{\"entry\":[{\"id\":\"a\"},{\"id\":\"b\"}]}");

        assertThat(new Agreement(List.of(here)).differenceFrom(new Agreement(List.of(there))))
                .isEmpty();
    }

    @Test
    void fewer_entries_another_count_and_a_refusal_are_not() {
        Answered two = answered(SEARCH, "{\"entry\":[{},{}]}");
        Answered hundred = answered(COUNT, "{\"total\":100}");

        assertThat(difference(answered(SEARCH, "{\"entry\":[{}]}"), two))
                .contains(SEARCH)
                .contains("entries=1")
                .contains("entries=2");
        assertThat(difference(answered(COUNT, "{\"total\":99}"), hundred)).contains("total=99");
        assertThat(difference(answered(COUNT, "{}"), hundred)).contains("total=-1");
        assertThat(difference(Answered.of(SEARCH, 404, "<html>"), two)).contains("status=404");
    }

    private static String difference(Answered one, Answered other) {
        return new Agreement(List.of(one))
                .differenceFrom(new Agreement(List.of(other)))
                .orElseThrow();
    }

    @Test
    void a_target_is_asked_the_first_requests_of_a_workload_that_only_reads() throws IOException {
        HttpServer target = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        target.createContext("/fhir", exchange -> {
            byte[] answer = "{\"entry\":[{},{},{}]}".getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        target.start();
        try {
            FhirServer server = new FhirServer(
                    Target.parse("one=http://127.0.0.1:" + target.getAddress().getPort() + "/fhir"));

            assertThat(Agreement.of(server, Workload.named("search"), WorkloadTest.SAMPLE)
                            .answers())
                    .hasSize(Agreement.ASKED)
                    .allMatch(answered -> answered.status() == 200 && answered.entries() == 3);
            assertThat(Agreement.of(server, Workload.named("validate"), WorkloadTest.SAMPLE)
                            .answers())
                    .isEmpty();
        } finally {
            target.stop(0);
        }
    }
}
