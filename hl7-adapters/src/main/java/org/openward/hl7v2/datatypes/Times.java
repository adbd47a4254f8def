package org.openward.hl7v2.datatypes;

import ca.uhn.fhir.model.api.TemporalPrecisionEnum;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Date;
import java.util.Optional;
import java.util.TimeZone;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.hl7.fhir.r4.model.DateTimeType;
import org.hl7.fhir.r4.model.DateType;
import org.hl7.fhir.r4.model.Period;
import org.hl7.fhir.r4.model.TimeType;
import org.openward.hl7v2.Field;
import org.openward.hl7v2.Place;

/** Times as HL7 v2 writes them; one without an offset was read from the device's own clock. */
public record Times(ZoneId zone, Findings findings) {
    private static final Pattern TIMESTAMP = Pattern.compile(
            "(\\d{4})(?:(\\d{2})(?:(\\d{2})(?:(\\d{2})(?:(\\d{2})(?:(\\d{2})(?:\\.(\\d{1,9}))?)?)?)?)?)?([+-]\\d{4})?");
    /** Nothing but zeros, or the first year, which is how programs say that a time was never set. */
    private static final Pattern NO_TIME = Pattern.compile("0+$|0001(?=\\d)");

    private static final int LENGTH_OF_DAY = 10;
    private static final Pattern TIME =
            Pattern.compile("(\\d{2})(?:(\\d{2})(?:(\\d{2})(?:\\.\\d{1,4})?)?)?(?:[+-]\\d{4})?");

    public Optional<DateTimeType> dateTime(Field field, Place place) {
        return dateTime(field.component(1), place);
    }

    /** The moment with the precision that was sent, or nothing and a remark when it cannot be a time. */
    public Optional<DateTimeType> dateTime(String text, Place place) {
        if (text.isEmpty() || NO_TIME.matcher(text).lookingAt()) {
            return Optional.empty();
        }
        Matcher matcher = TIMESTAMP.matcher(text);
        try {
            if (matcher.matches()) {
                return Optional.of(read(matcher));
            }
        } catch (DateTimeException impossible) {
            // falls through to the remark: a thirteenth month is as unreadable as a word
        }
        findings.remark(Remark.Kind.UNREADABLE_TIME, place, "A time cannot be read");
        return Optional.empty();
    }

    /** Whether the moment is known at least to the hour. */
    public static boolean isExact(DateTimeType time) {
        return time.getPrecision().compareTo(TemporalPrecisionEnum.DAY) > 0;
    }

    /** The day, or the month or year when that is all that was sent; a time of day is left out. */
    public Optional<DateType> date(Field field, Place place) {
        return dateTime(field, place)
                .map(DateTimeType::getValueAsString)
                .map(text -> new DateType(text.substring(0, Math.min(text.length(), LENGTH_OF_DAY))));
    }

    public Optional<Period> period(Field field, Place place) {
        return period(dateTime(field.component(1), place), dateTime(field.component(2), place));
    }

    /** An end before the beginning is left out: no record may say so. */
    public static Optional<Period> period(Optional<DateTimeType> start, Optional<DateTimeType> end) {
        if (start.isEmpty() && end.isEmpty()) {
            return Optional.empty();
        }
        Period period = new Period();
        start.ifPresent(period::setStartElement);
        end.filter(last -> start.isEmpty() || !isBefore(last, start.get())).ifPresent(period::setEndElement);
        return Optional.of(period);
    }

    /** Whether a time is surely before another; a day is neither before nor after the hours in it. */
    public static boolean isBefore(DateTimeType one, DateTimeType other) {
        if (isExact(one) && isExact(other)) {
            return one.getValue().toInstant().isBefore(other.getValue().toInstant());
        }
        String day = one.getValueAsString();
        String otherDay = other.getValueAsString();
        int known = Math.min(LENGTH_OF_DAY, Math.min(day.length(), otherDay.length()));
        return day.substring(0, known).compareTo(otherDay.substring(0, known)) < 0;
    }

    public Optional<TimeType> time(String text, Place place) {
        Matcher matcher = TIME.matcher(text);
        try {
            if (matcher.matches()) {
                LocalTime time = LocalTime.of(part(matcher, 1, 0), part(matcher, 2, 0), part(matcher, 3, 0));
                return Optional.of(
                        new TimeType("%02d:%02d:%02d".formatted(time.getHour(), time.getMinute(), time.getSecond())));
            }
        } catch (DateTimeException impossible) {
            // falls through to the remark
        }
        findings.remark(Remark.Kind.UNREADABLE_TIME, place, "A time of day cannot be read");
        return Optional.empty();
    }

    private DateTimeType read(Matcher matcher) {
        LocalDateTime local = LocalDateTime.of(
                LocalDate.of(part(matcher, 1, 1), part(matcher, 2, 1), part(matcher, 3, 1)),
                LocalTime.of(part(matcher, 4, 0), part(matcher, 5, 0), part(matcher, 6, 0), nanos(matcher.group(7))));
        String offset = matcher.group(8);
        ZoneId place = offset == null ? zone : ZoneOffset.of(offset);
        DateTimeType time = new DateTimeType(
                Date.from(local.atZone(place).toInstant()), precision(matcher), TimeZone.getTimeZone(place));
        if (!isExact(time)) {
            time.setValueAsString(local.toLocalDate().toString().substring(0, lengthOf(precision(matcher))));
        }
        return time;
    }

    private static TemporalPrecisionEnum precision(Matcher matcher) {
        if (matcher.group(4) != null) {
            return matcher.group(7) == null ? TemporalPrecisionEnum.SECOND : TemporalPrecisionEnum.MILLI;
        }
        if (matcher.group(3) != null) {
            return TemporalPrecisionEnum.DAY;
        }
        return matcher.group(2) != null ? TemporalPrecisionEnum.MONTH : TemporalPrecisionEnum.YEAR;
    }

    private static int lengthOf(TemporalPrecisionEnum precision) {
        return switch (precision) {
            case YEAR -> 4;
            case MONTH -> 7;
            default -> LENGTH_OF_DAY;
        };
    }

    private static int nanos(String fraction) {
        return fraction == null ? 0 : Integer.parseInt((fraction + "00000000").substring(0, 9));
    }

    private static int part(Matcher matcher, int group, int absent) {
        return matcher.group(group) == null ? absent : Integer.parseInt(matcher.group(group));
    }
}
