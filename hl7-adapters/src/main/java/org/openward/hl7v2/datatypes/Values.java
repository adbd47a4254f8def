package org.openward.hl7v2.datatypes;

import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.hl7.fhir.r4.model.Quantity;
import org.hl7.fhir.r4.model.Range;
import org.hl7.fhir.r4.model.StringType;
import org.hl7.fhir.r4.model.Type;
import org.openward.hl7v2.Field;
import org.openward.hl7v2.Place;
import org.openward.hl7v2.Segment;
import org.openward.hl7v2.datatypes.Numbers.Amount;
import org.openward.hl7v2.datatypes.Units.Unit;
import org.openward.profiles.Extensions;

/** The value of a result: OBX-5 read as OBX-2 says, and as text where it does not fit. */
public final class Values {
    private static final Pattern NO_NUMBER = Pattern.compile("[*.\\-+#?_ ]+");
    private static final int VALUE = 5;

    private final Reading reading;
    private final Segment result;
    private final Unit unit;
    private final Place place;

    public Values(Reading reading, Segment result, Unit unit) {
        this.reading = reading;
        this.result = result;
        this.unit = unit;
        this.place = result.place(VALUE);
    }

    /** What a result says: its values, or why it has none. */
    public record Value(List<Type> values, Optional<AbsentReason> absent) {
        private static Value of(Optional<? extends Type> value) {
            return value.<Value>map(type -> new Value(List.of(type), Optional.empty()))
                    .orElseGet(() -> absent(AbsentReason.UNKNOWN));
        }

        static Value absent(AbsentReason reason) {
            return new Value(List.of(), Optional.of(reason));
        }
    }

    /** A structured numeric (SN) outside of a result, such as a dilution of 1:4. */
    public static Optional<? extends Type> structured(Reading reading, Field field, Unit unit) {
        return field.isPresent() ? new StructuredNumerics(reading.numbers(), unit).read(field) : Optional.empty();
    }

    public Value read() {
        Field field = result.field(VALUE);
        String type = type();
        return switch (type) {
            case "TX", "FT", "TXT" -> Value.of(lines(field));
            case "NA", "MA" -> Value.of(new Arrays(reading.numbers(), unit).read(field));
            default -> repeated(type, field);
        };
    }

    private Value repeated(String type, Field field) {
        List<Field> sent =
                field.repetitions().stream().filter(Values::saysSomething).toList();
        if (sent.isEmpty()) {
            return Value.absent(AbsentReason.UNKNOWN);
        }
        List<Type> values = sent.stream()
                .<Type>mapMulti((each, sink) -> one(type, each).ifPresent(sink))
                .toList();
        return values.isEmpty() ? Value.absent(AbsentReason.ERROR) : new Value(values, Optional.empty());
    }

    /** Empty components alone, such as ^^^, are nothing. */
    private static boolean saysSomething(Field field) {
        return field.isPresent()
                && IntStream.rangeClosed(1, field.components())
                        .anyMatch(part -> !field.component(part).isEmpty());
    }

    private String type() {
        return result.field(2).component(1).toUpperCase(Locale.ROOT);
    }

    private Optional<? extends Type> one(String type, Field field) {
        return switch (type) {
            case "NM", "NUM" -> numeric(text(field));
            case "ST", "" -> words(text(field));
            case "SN" -> new StructuredNumerics(reading.numbers(), unit).read(field);
            case "CE", "CWE", "CNE", "CF", "IS", "ID" -> reading.codes().concept(field);
            case "NR" -> range(field);
            case "ED" -> new Attachments(reading.findings()).encapsulated(field, place);
            case "RP" -> new Attachments(reading.findings()).pointer(field, place);
            case "DT", "DTM", "TS" -> orWords(reading.times().dateTime(field, place), field);
            case "TM" -> orWords(reading.times().time(text(field), place), field);
            case "DR" -> orWords(reading.times().period(field, place), field);
            case "VR" -> string(joined(field, "-"));
            case "EI", "CX", "XON" -> string(field.component(1));
            default -> string(joined(field, " "));
        };
    }

    private String text(Field field) {
        int component = reading.profile().conventions().valueComponent();
        return component == 0 ? field.text() : field.component(component);
    }

    private Optional<? extends Type> numeric(String text) {
        Optional<Amount> amount = reading.numbers().amount(text);
        if (amount.isPresent()) {
            return isMissing(amount.get().number()) ? Optional.empty() : Optional.of(quantity(amount.get(), text));
        }
        if (NO_NUMBER.matcher(text).matches()) {
            return Optional.empty();
        }
        boolean ambiguous = reading.numbers().isAmbiguous(text);
        reading.findings()
                .remark(
                        ambiguous ? Remark.Kind.AMBIGUOUS_NUMBER : Remark.Kind.VALUE_DOES_NOT_FIT_TYPE,
                        place,
                        ambiguous ? "A comma may mark decimals or thousands" : "A numeric result is not a number");
        return string(text);
    }

    private Optional<? extends Type> words(String text) {
        Optional<Amount> amount = reading.numbers().amount(text);
        boolean measured = amount.isPresent()
                && (amount.get().comparator() != null || !unit.text().isEmpty());
        if (!measured) {
            return string(text);
        }
        return amount.filter(each -> !isMissing(each.number())).map(each -> quantity(each, text));
    }

    private Quantity quantity(Amount amount, String text) {
        Quantity quantity = unit.on(new Quantity().setValue(amount.number()));
        if (amount.comparator() != null) {
            quantity.setComparator(amount.comparator());
        }
        if (!amount.number().toPlainString().equals(text)) {
            quantity.addExtension(Extensions.RESULT_AS_SENT, new StringType(text));
        }
        return quantity;
    }

    private boolean isMissing(BigDecimal number) {
        return reading.profile().conventions().missingValues().stream().anyMatch(each -> each.compareTo(number) == 0);
    }

    private Optional<? extends Type> range(Field field) {
        Optional<BigDecimal> low = reading.numbers().number(field.component(1));
        Optional<BigDecimal> high = reading.numbers().number(field.component(2));
        if (low.isEmpty() && high.isEmpty()) {
            return string(joined(field, "-"));
        }
        Range range = new Range();
        low.ifPresent(value -> range.setLow(unit.on(new Quantity().setValue(value))));
        high.ifPresent(value -> range.setHigh(unit.on(new Quantity().setValue(value))));
        return Optional.of(range);
    }

    private static Optional<? extends Type> orWords(Optional<? extends Type> read, Field field) {
        return read.isPresent() ? read : string(field.text());
    }

    private static Optional<StringType> lines(Field field) {
        return string(field.repetitions().stream().map(Field::text).collect(Collectors.joining("\n")));
    }

    private static String joined(Field field, String separator) {
        return IntStream.rangeClosed(1, field.components())
                .mapToObj(field::component)
                .filter(part -> !part.isEmpty())
                .collect(Collectors.joining(separator));
    }

    private static Optional<StringType> string(String text) {
        return text.isBlank() ? Optional.empty() : Optional.of(new StringType(text));
    }
}
