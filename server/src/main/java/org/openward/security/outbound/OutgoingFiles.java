package org.openward.security.outbound;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.openward.fhir.bulk.RemoteFiles;
import org.openward.security.outbound.OutgoingRequest.Header;
import org.openward.security.outbound.OutgoingRequest.Limits;
import org.springframework.stereotype.Component;

/** Fetches the files of bulk imports from where their clients say, never from inside. */
@Component
class OutgoingFiles implements RemoteFiles {
    private static final Duration SILENCE = Duration.ofSeconds(15);
    private static final int TOO_MANY_REQUESTS = 429;

    private final OutgoingHttp http;

    OutgoingFiles(OutgoingHttp http) {
        this.http = http;
    }

    @Override
    public Optional<String> objectionTo(String address) {
        return http.policy().objectionTo(address);
    }

    @Override
    public void fetch(String address, long size, Duration time, Reader reader) throws IOException {
        var request = new OutgoingRequest(
                "GET",
                address,
                List.of(new Header("Accept", "application/fhir+ndjson, application/ndjson, */*;q=0.5")),
                null,
                new Limits(SILENCE, time, size));
        try {
            http.send(request, answer -> {
                requireSuccess(answer.status());
                reader.read(answer.body());
                return true;
            });
        } catch (AddressRefused | AnswerTooLarge refused) {
            throw new NotToBeHad(String.valueOf(refused.getMessage()));
        }
    }

    private static void requireSuccess(int status) throws IOException {
        var why = "The other side answers with HTTP " + status + ".";
        if (status >= 500 || status == TOO_MANY_REQUESTS) {
            throw new IOException(why);
        }
        if (status != 200) {
            throw new NotToBeHad(why);
        }
    }
}
