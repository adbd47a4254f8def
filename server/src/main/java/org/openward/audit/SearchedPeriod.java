package org.openward.audit;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A date of a FHIR search: its prefix, and the stretch of time that its precision leaves open.
 *
 * @param from the first moment
 * @param to the first moment after it
 */
record SearchedPeriod(String prefix, Instant from, Instant to) {
    private static final Pattern FORM = Pattern.compile("([a-z]{2})?(\\d{4})(?:-(\\d\\d)(?:-(\\d\\d)"
            + "(?:T(\\d\\d):(\\d\\d)(?::(\\d\\d)(\\.\\d{1,9})?)?(Z|[+-]\\d\\d:\\d\\d)?)?)?)?");

    /** Empty when the text is no date. */
    static Optional<SearchedPeriod> of(String text, ZoneId zone) {
        // A plus sign that was not escaped in the URL has become a space.
        var match = FORM.matcher(text.replace(' ', '+'));
        if (!match.matches()) {
            return Optional.empty();
        }
        try {
            var begin = match.group(2) + "-" + orFirst(match.group(3)) + "-" + orFirst(match.group(4));
            var time = (match.group(5) == null ? "00:00" : match.group(5) + ":" + match.group(6))
                    + ":" + (match.group(7) == null ? "00" : match.group(7))
                    + (match.group(8) == null ? "" : match.group(8));
            var from = moment(begin + "T" + time, match.group(9), zone);
            var unit = unit(match.group(3), match.group(4), match.group(5), match.group(7), match.group(8));
            var to = from.atZone(zone).plus(1, unit).toInstant();
            return Optional.of(new SearchedPeriod(match.group(1) == null ? "eq" : match.group(1), from, to));
        } catch (DateTimeException impossible) {
            return Optional.empty();
        }
    }

    private static String orFirst(@Nullable String part) {
        return part == null ? "01" : part;
    }

    private static Instant moment(String local, @Nullable String offset, ZoneId zone) {
        return offset == null
                ? LocalDateTime.parse(local).atZone(zone).toInstant()
                : OffsetDateTime.parse(local + offset).toInstant();
    }

    private static ChronoUnit unit(
            @Nullable String month,
            @Nullable String day,
            @Nullable String hour,
            @Nullable String second,
            @Nullable String fraction) {
        if (month == null) {
            return ChronoUnit.YEARS;
        }
        if (day == null) {
            return ChronoUnit.MONTHS;
        }
        if (hour == null) {
            return ChronoUnit.DAYS;
        }
        if (second == null) {
            return ChronoUnit.MINUTES;
        }
        return fraction == null ? ChronoUnit.SECONDS : ChronoUnit.MILLIS;
    }
}
