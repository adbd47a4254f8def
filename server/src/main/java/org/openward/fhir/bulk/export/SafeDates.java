package org.openward.fhir.bulk.export;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;

/**
 * What may be said of the dates of a record. None is older than ninety years, since it would tell of somebody who is.
 *
 * @param thisYear the year in which the export is made
 * @param days by how many days dates are moved back; none if only the year is said
 */
record SafeDates(int thisYear, Optional<Integer> days) {
    private static final int OLDEST = 89;
    private static final int YEAR = 4;
    private static final int DAY = 10;

    /** Nothing, where nothing may be said or the date cannot be read. */
    Optional<String> date(String text) {
        try {
            return safe(text);
        } catch (DateTimeException | IndexOutOfBoundsException unreadable) {
            return Optional.empty();
        }
    }

    /** One that says a moment says nothing where only the year may be said. */
    Optional<String> instant(String text) {
        return days.isPresent() ? date(text) : Optional.empty();
    }

    private Optional<String> safe(String text) {
        if (text.length() < DAY) {
            return year(moved(LocalDate.parse(text.substring(0, YEAR) + "-01-01")));
        }
        var day = moved(LocalDate.parse(text.substring(0, DAY)));
        if (days.isEmpty() || tooOld(day)) {
            return year(day);
        }
        return Optional.of(
                text.length() == DAY
                        ? day.toString()
                        : OffsetDateTime.parse(text)
                                .minusDays(days.get())
                                .format(DateTimeFormatter.ISO_OFFSET_DATE_TIME));
    }

    private LocalDate moved(LocalDate day) {
        return day.minusDays(days.orElse(0));
    }

    private Optional<String> year(LocalDate day) {
        return tooOld(day) ? Optional.empty() : Optional.of(text(day.getYear()));
    }

    private static String text(int year) {
        return String.format("%04d", year);
    }

    private boolean tooOld(LocalDate day) {
        return day.getYear() < thisYear - OLDEST;
    }
}
