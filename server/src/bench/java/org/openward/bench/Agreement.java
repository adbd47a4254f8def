package org.openward.bench;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** What a target answers to the first few requests of a workload: who finds less than another is not faster, but wrong. */
record Agreement(List<Answered> answers) {
    /** The mix has each of its searches twice among so many. */
    static final int ASKED = 22;

    private static final String ASKING = "GET\t";

    /**
     * As far as two servers that hold the same have to agree on it.
     *
     * @param total what the server counted, where it was asked to; 0 otherwise
     */
    record Answered(String request, int status, int entries, long total) {

        static Answered of(String request, int status, String body) {
            if (status != 200) {
                return new Answered(request, status, 0, 0);
            }
            JsonNode answer = FhirServer.json(body);
            boolean counts = request.contains("_summary=count");
            return new Answered(
                    request,
                    status,
                    answer.path("entry").size(),
                    counts ? answer.path("total").asLong(-1) : 0);
        }

        /** The requests name other ids on another server. */
        boolean agreesWith(Answered other) {
            return status == other.status && entries == other.entries && total == other.total;
        }
    }

    /** Asks; nothing, of a workload that writes or validates. */
    static Agreement of(FhirServer server, Workload workload, Sample sample) {
        return new Agreement(workload.lines()
                .apply(sample)
                .limit(ASKED)
                .filter(line -> line.startsWith(ASKING))
                .map(line -> asked(server, line.substring(ASKING.length())))
                .toList());
    }

    private static Answered asked(FhirServer server, String request) {
        HttpResponse<String> answer =
                server.ask(server.target().base().resolve(request).toString());
        return Answered.of(request, answer.statusCode(), answer.body());
    }

    /** The first request that both answer, but not alike, and what each found. */
    Optional<String> differenceFrom(Agreement other) {
        return IntStream.range(0, Math.min(answers.size(), other.answers.size()))
                .filter(each -> !answers.get(each).agreesWith(other.answers.get(each)))
                .mapToObj(each -> answers.get(each) + ", not " + other.answers.get(each))
                .findFirst();
    }
}
