package org.openward.interfaceengine.gauges;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.regex.Pattern;

/** How far the clock of an analyzer is from ours. */
final class ClockSkew {
    /** MSH-7 to the second; what is less exact says nothing about a clock. */
    private static final Pattern TIME =
            Pattern.compile("(\\d{4})(\\d{2})(\\d{2})(\\d{2})(\\d{2})(\\d{2})(?:\\.\\d{1,4})?([+-]\\d{4})?");

    private static final int OFFSET = 7;

    private ClockSkew() {}

    /** Positive when its clock is ahead of ours. */
    static Optional<Duration> of(String sentAt, ZoneId zone, Instant receivedAt) {
        var time = TIME.matcher(sentAt);
        if (!time.matches()) {
            return Optional.empty();
        }
        try {
            var part = new int[OFFSET];
            for (int group = 1; group < OFFSET; group++) {
                part[group] = Integer.parseInt(time.group(group));
            }
            var local = LocalDateTime.of(part[1], part[2], part[3], part[4], part[5], part[6]);
            var place = time.group(OFFSET) == null ? zone : ZoneOffset.of(time.group(OFFSET));
            return Optional.of(Duration.between(receivedAt, local.atZone(place).toInstant()));
        } catch (DateTimeException impossible) {
            return Optional.empty();
        }
    }
}
