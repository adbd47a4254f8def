package org.openward.interfaceengine.archive;

import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.openward.interfaceengine.UnusableFeedRequest;

/**
 * List the messages that arrived, newest first.
 *
 * @param device id of the Device that sent them
 * @param from when the first of them arrived; a day ago if nothing is said
 * @param to when the last of them had arrived
 * @param count how many at most
 * @param before only older messages than this number
 * @param raw with their bytes
 * @param remark only those that were filed with this remark
 */
record ListMessages(
        @Nullable String device,
        @Nullable String status,
        @Nullable Instant from,
        @Nullable Instant to,
        @Nullable Integer count,
        @Nullable Long before,
        boolean raw,
        @Nullable String remark) {
    private static final Set<String> STATUSES = Set.of("received", "processed", "held", "dead", "refused", "discarded");
    private static final Set<String> WAITING = Set.of("held", "dead");
    private static final Duration USUAL_PERIOD = Duration.ofDays(1);
    private static final int USUAL_COUNT = 50;
    private static final int MOST = 500;
    private static final int MOST_RAW = 20;

    ListMessages {
        if (status != null && !STATUSES.contains(status)) {
            throw new UnusableFeedRequest(
                    "status is one of received, processed, held, dead, refused and discarded, not " + plain(status)
                            + ".");
        }
        if (from != null && to != null && !from.isBefore(to)) {
            throw new UnusableFeedRequest("to is later than from.");
        }
        if (count != null && (count < 1 || count > MOST)) {
            throw new UnusableFeedRequest("count is between 1 and " + MOST + ".");
        }
    }

    /** What waits for a person is listed however long it waits. */
    Instant begin(Instant now) {
        if (from != null) {
            return from;
        }
        return WAITING.contains(String.valueOf(status)) ? Instant.EPOCH : now.minus(USUAL_PERIOD);
    }

    int most() {
        var asked = count == null ? USUAL_COUNT : count;
        return raw ? Math.min(asked, MOST_RAW) : asked;
    }

    private static String plain(String text) {
        return text.replaceAll("\\p{Cntrl}", " ");
    }
}
