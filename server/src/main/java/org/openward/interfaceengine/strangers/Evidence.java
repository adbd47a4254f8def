package org.openward.interfaceengine.strangers;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.net.InetAddress;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * How much of what unknown senders say is kept as evidence in a day: of each address enough to find out which analyzer nobody has
 * described, and of all together no more than a disk can take. What was refused is kept for ever, and whoever reaches the port can be
 * refused.
 */
@Component
public class Evidence {
    static final int MOST_MESSAGES = 1_000;
    static final long MOST_BYTES = 32L << 20;
    static final int MOST_MESSAGES_OF_ALL = 50_000;
    static final long MOST_BYTES_OF_ALL = 512L << 20;

    private static final Logger LOG = LoggerFactory.getLogger(Evidence.class);
    private static final int MOST_ADDRESSES = 10_000;
    private static final String ALL = "all";

    private final Clock clock;
    private final Cache<Source, Tally> tallies = Caffeine.newBuilder()
            .maximumSize(MOST_ADDRESSES)
            .expireAfterAccess(Duration.ofDays(1))
            .build();

    Evidence(Clock clock) {
        this.clock = clock;
    }

    private record Source(String address, LocalDate day) {}

    /** Whether something of that length is kept. Who is on this very machine could fill its disk without us. */
    public boolean takes(InetAddress origin, long bytes) {
        if (origin.isLoopbackAddress()) {
            return true;
        }
        var address = origin.getHostAddress();
        var isTaken = tally(address).add(bytes, MOST_MESSAGES, MOST_BYTES)
                && tally(ALL).add(bytes, MOST_MESSAGES_OF_ALL, MOST_BYTES_OF_ALL);
        if (!isTaken && tally(address).isNews()) {
            LOG.warn("What unknown senders at {} send is not kept any more today.", address);
        }
        return isTaken;
    }

    private Tally tally(String address) {
        return tallies.get(
                new Source(address, LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC)), source -> new Tally());
    }

    /** What one day has brought. */
    private static final class Tally {
        private int messages;
        private long bytes;
        private boolean isTold;

        /** The last one may be longer than what was left. */
        synchronized boolean add(long more, int mostMessages, long mostBytes) {
            if (messages >= mostMessages || bytes >= mostBytes) {
                return false;
            }
            messages++;
            bytes += more;
            return true;
        }

        synchronized boolean isNews() {
            var isFirst = !isTold;
            isTold = true;
            return isFirst;
        }
    }
}
