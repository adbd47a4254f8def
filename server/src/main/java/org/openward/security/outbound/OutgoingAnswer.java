package org.openward.security.outbound;

import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/** What came back, readable while it arrives. */
public interface OutgoingAnswer {
    /** The HTTP status; a redirection is one, since none is followed. */
    int status();

    /** The first header of that name. */
    Optional<String> header(String name);

    /** The body, unpacked; it throws AnswerTooLarge where the limit is passed. */
    InputStream body();

    /** Takes in an answer; the connection is given up if it leaves some of the body unread. */
    @FunctionalInterface
    interface Reader<T> {
        T read(OutgoingAnswer answer) throws IOException;
    }
}
