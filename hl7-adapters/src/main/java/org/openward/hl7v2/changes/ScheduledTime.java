package org.openward.hl7v2.changes;

import java.time.Duration;
import java.util.Date;
import java.util.Locale;
import java.util.Optional;
import org.hl7.fhir.r4.model.DateTimeType;
import org.openward.hl7v2.Field;
import org.openward.hl7v2.Segment;
import org.openward.hl7v2.datatypes.Times;

/** When something of a schedule is; the end is said or follows from the duration. */
record ScheduledTime(Optional<Date> start, Optional<Date> end, Optional<Integer> minutes) {

    /** SCH-11, else TQ1, else the first service. */
    static ScheduledTime of(Reader reader, Segment schedule) {
        Optional<Segment> timing = reader.first("TQ1");
        Optional<Segment> service = reader.all("AIS").stream().findFirst();
        Optional<DateTimeType> start = reader.time(schedule, 11, 4)
                .or(() -> timing.flatMap(each -> reader.time(each, 7)))
                .or(() -> service.flatMap(each -> reader.time(each, 4)));
        Optional<DateTimeType> end =
                reader.time(schedule, 11, 5).or(() -> timing.flatMap(each -> reader.time(each, 8)));
        Optional<Integer> minutes =
                minutes(reader, schedule, 9).or(() -> service.flatMap(each -> minutes(reader, each, 7)));
        return of(start, end, minutes);
    }

    /** What a resource says of itself; nothing unless it says when it begins and ends. */
    static Optional<ScheduledTime> ofResource(Reader reader, Segment resource, int start, int duration) {
        ScheduledTime own = of(reader.time(resource, start), Optional.empty(), minutes(reader, resource, duration));
        return own.isWhole() ? Optional.of(own) : Optional.empty();
    }

    private static ScheduledTime of(
            Optional<DateTimeType> start, Optional<DateTimeType> end, Optional<Integer> minutes) {
        Optional<Date> begins = start.filter(Times::isExact).map(DateTimeType::getValue);
        Optional<Date> ends = end.filter(Times::isExact)
                .map(DateTimeType::getValue)
                .or(() -> begins.flatMap(
                        time -> minutes.map(length -> Date.from(time.toInstant().plus(Duration.ofMinutes(length))))));
        return new ScheduledTime(begins, ends, minutes);
    }

    boolean isWhole() {
        return start.isPresent() && end.isPresent();
    }

    boolean endsBeforeItBegins() {
        return isWhole()
                && end.orElseThrow().toInstant().isBefore(start.orElseThrow().toInstant());
    }

    /** A duration, in the unit that the field behind it names. */
    private static Optional<Integer> minutes(Reader reader, Segment segment, int field) {
        String sent = segment.text(field);
        Field unit = segment.field(field + 1);
        if (!sent.matches("[1-9]\\d{0,5}")) {
            return Optional.empty();
        }
        int amount = Integer.parseInt(sent);
        return switch (unit.component(1).toUpperCase(Locale.ROOT)) {
            case "", "M", "MIN", "MINUTE", "MINUTES" -> Optional.of(amount);
            case "H", "HR", "HOUR", "HOURS" -> Optional.of(amount * 60);
            case "S", "SEC", "SECOND", "SECONDS" -> Optional.of(Math.max(1, amount / 60));
            default -> {
                reader.hold(
                        Hold.Reason.NOT_UNDERSTOOD, segment.place(field + 1), "The unit of a duration is not known");
                yield Optional.empty();
            }
        };
    }
}
