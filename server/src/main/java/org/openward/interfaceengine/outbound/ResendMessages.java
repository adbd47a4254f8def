package org.openward.interfaceengine.outbound;

import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.hl7.fhir.r4.model.BooleanType;
import org.hl7.fhir.r4.model.CodeType;
import org.hl7.fhir.r4.model.InstantType;
import org.hl7.fhir.r4.model.StringType;
import org.jspecify.annotations.Nullable;
import org.openward.interfaceengine.UnusableFeedRequest;

/**
 * Send messages once more: those that are named, or those of a period.
 *
 * @param numbers of messages, as an earlier answer told them
 * @param controlIds MSH-10 of messages
 * @param from when the first of the period was written
 * @param to when the last of the period had been written
 * @param status of those of the period; nothing for both
 * @param dryRun only say which
 */
record ResendMessages(
        List<Long> numbers,
        List<String> controlIds,
        @Nullable Instant from,
        @Nullable Instant to,
        @Nullable String status,
        boolean dryRun) {
    /** More would keep the database busy for too long in one transaction. */
    static final int MOST = 200;

    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,18}");
    private static final Pattern CONTROL_ID = Pattern.compile("[\\x20-\\x7E]{1,20}");
    private static final Set<String> STATUSES = Set.of("dead", "sent");

    ResendMessages {
        numbers = List.copyOf(numbers);
        controlIds = List.copyOf(controlIds);
        var isPeriod = from != null || to != null || status != null;
        var isNamed = !numbers.isEmpty() || !controlIds.isEmpty();
        if (isNamed ? isPeriod : from == null) {
            throw new UnusableFeedRequest("Name messages by message or controlId, or a period by from, to and status.");
        }
        if (from != null && to != null && !from.isBefore(to)) {
            throw new UnusableFeedRequest("to is later than from.");
        }
        if (status != null && !STATUSES.contains(status)) {
            throw new UnusableFeedRequest("status is dead or sent.");
        }
        if (numbers.size() + controlIds.size() > MOST) {
            throw new UnusableFeedRequest("At most " + MOST + " messages are sent again at once.");
        }
    }

    boolean isPeriod() {
        return from != null;
    }

    /** What a request asks for. */
    record Given(@Nullable List<StringType> messages, @Nullable List<StringType> controlIds, Period period) {
        /** Of messages that were written meanwhile. */
        record Period(@Nullable InstantType from, @Nullable InstantType to, @Nullable CodeType status) {}

        ResendMessages read(@Nullable BooleanType dryRun) {
            return new ResendMessages(
                    texts(messages, NUMBER, "message is a number of a message, as the answer of $resend tells it.")
                            .stream()
                            .map(Long::valueOf)
                            .toList(),
                    texts(controlIds, CONTROL_ID, "controlId is MSH-10 of a message, of 1 to 20 characters."),
                    moment(period.from),
                    moment(period.to),
                    period.status == null ? null : period.status.getValue(),
                    dryRun != null && dryRun.booleanValue());
        }

        private static List<String> texts(@Nullable List<StringType> given, Pattern form, String advice) {
            return given == null
                    ? List.of()
                    : given.stream()
                            .map(text -> text(text, form, advice))
                            .distinct()
                            .toList();
        }

        private static String text(StringType given, Pattern form, String advice) {
            var text = String.valueOf(given.getValue());
            if (!form.matcher(text).matches()) {
                throw new UnusableFeedRequest(advice);
            }
            return text;
        }

        private static @Nullable Instant moment(@Nullable InstantType given) {
            return given == null || given.getValue() == null
                    ? null
                    : given.getValue().toInstant();
        }
    }
}
