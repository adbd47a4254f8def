package org.openward.notifications.carriers;

import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Objects;
import javax.net.ssl.SSLException;
import org.openward.notifications.carriers.NotDelivered.Hope;
import org.openward.notifications.terms.Terms;
import org.openward.security.outbound.AddressRefused;
import org.openward.security.outbound.OutgoingAnswer;
import org.openward.security.outbound.OutgoingHttp;
import org.openward.security.outbound.OutgoingRequest;
import org.openward.security.outbound.OutgoingRequest.Content;
import org.openward.security.outbound.OutgoingRequest.Header;
import org.openward.security.outbound.OutgoingRequest.Limits;
import org.springframework.stereotype.Component;

/** Sends letters by HTTP; a receiver acknowledges with any status that begins with 2. */
@Component
class RestHook implements Carrier {
    private static final int LONGEST_ANSWER = 64 * 1024;

    private final OutgoingHttp http;

    RestHook(OutgoingHttp http) {
        this.http = http;
    }

    @Override
    public Terms.Kind kind() {
        return Terms.Kind.REST_HOOK;
    }

    @Override
    public String way(Terms terms) {
        return String.valueOf(URI.create(endpoint(terms)).getRawAuthority());
    }

    @Override
    public void carry(Terms terms, Letter letter, Duration patience) throws NotDelivered {
        var mediaType = letter.mediaType();
        var request = new OutgoingRequest(
                letter.method(),
                address(endpoint(terms), letter.path()),
                terms.channel().headers().stream()
                        .map(secret -> new Header(secret.name(), secret.value()))
                        .toList(),
                mediaType == null ? null : new Content(mediaType, letter.body()),
                new Limits(patience, patience, LONGEST_ANSWER));
        int status;
        try {
            status = http.send(request, RestHook::status);
        } catch (AddressRefused refused) {
            throw new NotDelivered(Hope.NEVER, String.valueOf(refused.getMessage()));
        } catch (IOException failure) {
            throw new NotDelivered(Hope.LATER, why(failure));
        }
        if (status < 200 || status > 299) {
            throw new NotDelivered(Hope.LATER, "The receiver answered with status " + status + ".");
        }
    }

    /** Reads the answer to its end, so that the connection can be used again. */
    private static int status(OutgoingAnswer answer) throws IOException {
        answer.body().readNBytes(LONGEST_ANSWER);
        return answer.status();
    }

    /** Before the query, if the endpoint has one. */
    private static String address(String endpoint, String path) {
        if (path.isEmpty()) {
            return endpoint;
        }
        var query = endpoint.indexOf('?');
        var base = query < 0 ? endpoint : endpoint.substring(0, query);
        return (base.endsWith("/") ? base.substring(0, base.length() - 1) : base)
                + path
                + (query < 0 ? "" : endpoint.substring(query));
    }

    /** In words of our own: those of others may tell what stands in the hospital's network. */
    private static String why(IOException failure) {
        if (failure instanceof UnknownHostException) {
            return "The receiver's name is not known.";
        }
        if (failure instanceof SocketTimeoutException) {
            return "The receiver did not answer in time.";
        }
        if (failure instanceof ConnectException) {
            return "The receiver takes no connections.";
        }
        return failure instanceof SSLException
                ? "The receiver could not prove who it is."
                : "The connection to the receiver broke.";
    }

    private static String endpoint(Terms terms) {
        return Objects.requireNonNull(terms.channel().endpoint());
    }
}
