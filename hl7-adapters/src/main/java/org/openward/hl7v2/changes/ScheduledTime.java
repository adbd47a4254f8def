package org.openward.hl7v2.changes;

import java.time.Duration;
import java.util.Date;
import java.util.Locale;
import java.util.Optional;
import org.hl7.fhir.r4.model.DateTimeType;
import org.openward.hl7v2.Segment;
import org.openward.hl7v2.datatypes.Times;

/** When something of a schedule is; the end is said or follows from the duration. */
record ScheduledTime(Optional<Date> start, Optional<Date> end, Optional<Integer> minutes) {

    /** SCH-11, else TQ1, else the first service. */
    static ScheduledTime of(Reader reader, Segment schedule) {
        Optional<Segment> timing = reader.first("TQ1");
        Optional<Segment> service = reader.named("AIS").stream().findFirst();
        Optional<DateTimeType> start = reader.time(schedule, 11, 4)
                .or(() -> timing.flatMap(each -> reader.time(each, 7)))
                .or(() -> service.flatMap(each -> reader.time(each, 4)));
        service.filter(each -> each.field(4).isPresent()).ifPresent(reader::say);
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

    /** When a resource is needed: from the time that it names or at its distance from the beginning of the whole, for its duration. */
    static ScheduledTime ofPart(Reader reader, Segment resource, int start, Optional<Date> whole) {
        Optional<DateTimeType> begins = reader.time(resource, start)
                .or(() -> whole.flatMap(time -> length(resource, start + 1).map(offset -> after(time, offset))));
        return of(begins, Optional.empty(), length(resource, start + 3));
    }

    private static DateTimeType after(Date time, int minutes) {
        return new DateTimeType(Date.from(time.toInstant().plus(Duration.ofMinutes(minutes))));
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

    /** A duration that the message is not understood without. */
    private static Optional<Integer> minutes(Reader reader, Segment segment, int field) {
        Optional<Integer> length = length(segment, field);
        if (length.isEmpty() && amount(segment, field).isPresent()) {
            reader.hold(Hold.Reason.NOT_UNDERSTOOD, segment.place(field + 1), "The unit of a duration is not known");
        }
        return length;
    }

    /** A duration, in the unit that the field behind it names. */
    private static Optional<Integer> length(Segment segment, int field) {
        String unit = segment.field(field + 1).component(1).toUpperCase(Locale.ROOT);
        return amount(segment, field).flatMap(amount -> switch (unit) {
            case "", "M", "MIN", "MINUTE", "MINUTES" -> Optional.of(amount);
            case "H", "HR", "HOUR", "HOURS" -> Optional.of(amount * 60);
            case "S", "SEC", "SECOND", "SECONDS" -> Optional.of(Math.max(1, amount / 60));
            default -> Optional.empty();
        });
    }

    private static Optional<Integer> amount(Segment segment, int field) {
        String sent = segment.text(field);
        return sent.matches("[1-9]\\d{0,5}") ? Optional.of(Integer.valueOf(sent)) : Optional.empty();
    }
}
