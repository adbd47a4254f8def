package org.openward.fhir.search.oracle;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.YearMonth;
import java.time.ZoneId;
import java.util.function.Function;
import org.hl7.fhir.r4.model.Base;
import org.hl7.fhir.r4.model.BaseDateTimeType;
import org.hl7.fhir.r4.model.Period;
import org.jspecify.annotations.Nullable;

/**
 * Dates are periods as long as they are written precisely. A day asked for is a day of the calendar, as it was written on the record: days
 * have no time zone. A time asked for is a moment.
 */
final class DateRule implements MatchRule {
    private static final ZoneId HERE = ZoneId.systemDefault();

    /** The first and the last day, counted from 1970, or the first and the last millisecond. */
    private record Span(long first, long last) {
        boolean contains(Span other) {
            return first <= other.first && other.last <= last;
        }
    }

    @Override
    public boolean isFindable(Base value) {
        return value instanceof Period period
                ? period.hasStart() || period.hasEnd()
                : value instanceof BaseDateTimeType date && date.hasValue();
    }

    @Override
    public boolean matches(Base value, String modifier, String asked) {
        var prefix = asked.replaceFirst("\\d.*", "");
        var written = asked.substring(prefix.length());
        var isTime = written.contains("T") || prefix.equals("ap");
        Function<String, Span> reading = isTime ? DateRule::moments : DateRule::days;
        return isFindable(value) && compare(prefix, span(value, reading), reading.apply(written));
    }

    private static boolean compare(String prefix, Span stored, Span asked) {
        return switch (prefix) {
            case "", "eq" -> asked.contains(stored);
            case "ne" -> !asked.contains(stored);
            case "gt" -> stored.last() > asked.last();
            case "lt" -> stored.first() < asked.first();
            case "ge" -> stored.last() >= asked.first();
            case "le" -> stored.first() <= asked.last();
            case "ap" -> stored.last() >= asked.first() - tenth(asked.first())
                    && stored.first() <= asked.last() + tenth(asked.first());
            case "sa" -> stored.first() > asked.last();
            case "eb" -> stored.last() < asked.first();
            default -> throw new IllegalArgumentException(prefix);
        };
    }

    /** Of the time between then and now. */
    private static long tenth(long moment) {
        return Math.abs(System.currentTimeMillis() - moment) / 10;
    }

    private static Span span(Base value, Function<String, Span> reading) {
        return value instanceof Period period
                ? new Span(begin(period.getStartElement(), reading), end(period.getEndElement(), reading))
                : reading.apply(((BaseDateTimeType) value).getValueAsString());
    }

    private static long begin(BaseDateTimeType date, Function<String, Span> reading) {
        return date.hasValue() ? reading.apply(date.getValueAsString()).first() : Long.MIN_VALUE;
    }

    private static long end(BaseDateTimeType date, Function<String, Span> reading) {
        return date.hasValue() ? reading.apply(date.getValueAsString()).last() : Long.MAX_VALUE;
    }

    private static Span days(String written) {
        return switch (written.length()) {
            case 4 -> new Span(
                    LocalDate.parse(written + "-01-01").toEpochDay(),
                    LocalDate.parse(written + "-12-31").toEpochDay());
            case 7 -> new Span(
                    YearMonth.parse(written).atDay(1).toEpochDay(),
                    YearMonth.parse(written).atEndOfMonth().toEpochDay());
            default -> {
                var day = LocalDate.parse(written.substring(0, 10)).toEpochDay();
                yield new Span(day, day);
            }
        };
    }

    private static Span moments(String written) {
        if (!written.contains("T")) {
            var days = days(written);
            return new Span(midnight(days.first()), midnight(days.last() + 1) - 1);
        }
        var begin = moment(written).toEpochMilli();
        return new Span(begin, begin + length(written.replaceFirst("(Z|[+-]\\d\\d:\\d\\d)$", "")) - 1);
    }

    private static long midnight(long day) {
        return LocalDate.ofEpochDay(day).atStartOfDay(HERE).toInstant().toEpochMilli();
    }

    private static Instant moment(String written) {
        return zone(written) == null
                ? LocalDateTime.parse(written).atZone(HERE).toInstant()
                : OffsetDateTime.parse(written).toInstant();
    }

    private static @Nullable String zone(String written) {
        return written.matches(".*(Z|[+-]\\d\\d:\\d\\d)") ? written : null;
    }

    /** A minute, a second, or, with any decimals, a millisecond. */
    private static long length(String local) {
        if (local.contains(".")) {
            return 1;
        }
        return local.chars().filter(letter -> letter == ':').count() == 1 ? 60_000 : 1_000;
    }
}
