package org.openward.fhir.search.tables;

import ca.uhn.fhir.model.api.TemporalPrecisionEnum;
import ca.uhn.fhir.rest.param.DateParam;
import ca.uhn.fhir.rest.param.ParamPrefixEnum;
import java.time.Instant;
import java.time.LocalDate;
import java.time.Period;
import java.time.temporal.ChronoUnit;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Set;
import java.util.TimeZone;
import org.jspecify.annotations.Nullable;

/**
 * The moments that a search asks for by a date. A day, month or year is one of the calendar that the server writes its times in.
 *
 * @param from the first of them; nothing if they have no beginning
 * @param before the first one after them; nothing if they have no end
 * @param outside whether it is all others that are asked for
 */
public record Moments(@Nullable Instant from, @Nullable Instant before, boolean outside) {
    private static final Set<TemporalPrecisionEnum> DAYS =
            EnumSet.of(TemporalPrecisionEnum.YEAR, TemporalPrecisionEnum.MONTH, TemporalPrecisionEnum.DAY);

    /** Those that a date asks for together with its comparison. */
    public static Moments of(DateParam date) {
        var begin = begin(date);
        var end = end(date);
        return switch (Objects.requireNonNullElse(date.getPrefix(), ParamPrefixEnum.EQUAL)) {
            case GREATERTHAN, STARTS_AFTER -> new Moments(end, null, false);
            case GREATERTHAN_OR_EQUALS -> new Moments(begin, null, false);
            case LESSTHAN, ENDS_BEFORE -> new Moments(null, begin, false);
            case LESSTHAN_OR_EQUALS -> new Moments(null, end, false);
            case NOT_EQUAL -> new Moments(begin, end, true);
            default -> new Moments(begin, end, false);
        };
    }

    /** Whether the date names a day or more. */
    public static boolean isOfDays(@Nullable DateParam date) {
        return date != null && date.getValue() != null && DAYS.contains(date.getPrecision());
    }

    private static Instant begin(DateParam date) {
        return isOfDays(date) ? midnight(firstDay(date)) : date.getValue().toInstant();
    }

    private static Instant end(DateParam date) {
        return switch (date.getPrecision()) {
            case YEAR -> midnight(firstDay(date).plus(Period.ofYears(1)));
            case MONTH -> midnight(firstDay(date).plus(Period.ofMonths(1)));
            case DAY -> midnight(firstDay(date).plusDays(1));
            case MINUTE -> begin(date).plus(1, ChronoUnit.MINUTES);
            case SECOND -> begin(date).plusSeconds(1);
            default -> begin(date).plusMillis(1);
        };
    }

    private static LocalDate firstDay(DateParam date) {
        var written = date.getValueAsString();
        return LocalDate.parse(written + "-01-01".substring(written.length() == 4 ? 0 : written.length() == 7 ? 3 : 6));
    }

    private static Instant midnight(LocalDate day) {
        return day.atStartOfDay(TimeZone.getDefault().toZoneId()).toInstant();
    }
}
