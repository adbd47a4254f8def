package org.openward.fhir.bulk;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Optional;

/** Fetches files from addresses that clients name, and from nowhere that a client must not send the server to. */
public interface RemoteFiles {
    /** Why nothing is fetched from there, in words for the client. */
    Optional<String> objectionTo(String address);

    /**
     * Fetches a file and hands it over while it arrives.
     *
     * @param size the most bytes, unpacked
     * @param time for all of it
     * @throws NotToBeHad when asking again would not help
     * @throws IOException when it may
     */
    void fetch(String address, long size, Duration time, Reader reader) throws IOException;

    /** Takes a file in. */
    @FunctionalInterface
    interface Reader {
        void read(InputStream file) throws IOException;
    }

    /** The other side does not have it, or the server must not ask. The message says no more than the client may know. */
    final class NotToBeHad extends IOException {
        private static final long serialVersionUID = 1L;

        public NotToBeHad(String why) {
            super(why);
        }
    }
}
