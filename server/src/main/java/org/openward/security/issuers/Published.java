package org.openward.security.issuers;

import com.nimbusds.jose.util.Resource;
import com.nimbusds.jose.util.ResourceRetriever;
import java.io.IOException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.openward.security.outbound.OutgoingHttp;
import org.openward.security.outbound.OutgoingRequest;
import org.openward.security.outbound.OutgoingRequest.Header;
import org.openward.security.outbound.OutgoingRequest.Limits;

/**
 * Fetches what issuers and clients publish about themselves, as carefully as anything else that an outsider names the address of: not from
 * inside the network, without following redirections, and no more than is sensible.
 */
final class Published implements ResourceRetriever {
    private static final int OK = 200;
    private static final int LARGEST = 256 * 1024;
    private static final Limits LIMITS = new Limits(Duration.ofSeconds(5), Duration.ofSeconds(8), LARGEST);
    private static final String JSON = "application/json";

    private final OutgoingHttp http;

    Published(OutgoingHttp http) {
        this.http = http;
    }

    @Override
    public Resource retrieveResource(URL url) throws IOException {
        return new Resource(fetch(url.toString()), JSON);
    }

    /** The text at that address; an IOException, whatever stands in the way. */
    String fetch(String address) throws IOException {
        var request = new OutgoingRequest("GET", address, List.of(new Header("Accept", JSON)), null, LIMITS);
        return http.send(request, answer -> {
            if (answer.status() != OK) {
                throw new IOException("The other side answers with HTTP " + answer.status() + ".");
            }
            return new String(answer.body().readAllBytes(), StandardCharsets.UTF_8);
        });
    }
}
