package org.openward.hl7v2.datatypes;

import java.math.BigDecimal;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.hl7.fhir.r4.model.Quantity.QuantityComparator;
import org.jspecify.annotations.Nullable;
import org.openward.hl7v2.devices.ResultConventions.DecimalMark;

/** Numbers as analyzers print them. */
public record Numbers(DecimalMark mark) {
    private static final Pattern NUMBER =
            Pattern.compile("[+-]?(?:\\d{1,30}(?:\\.\\d{0,30})?|\\.\\d{1,30})(?:[eE][+-]?\\d{1,2})?");
    private static final Pattern WITH_COMMA = Pattern.compile("[+-]?\\d{1,30},\\d{1,30}");
    private static final Pattern GROUPED = Pattern.compile("[+-]?[1-9]\\d{0,2},\\d{3}");
    private static final Pattern COMPARED = Pattern.compile("(<=|>=|=<|=>|<|>|≤|≥)\\s*(\\S+)");
    private static final Map<String, QuantityComparator> COMPARATORS = Map.of(
            "<", QuantityComparator.LESS_THAN,
            "<=", QuantityComparator.LESS_OR_EQUAL,
            "=<", QuantityComparator.LESS_OR_EQUAL,
            "≤", QuantityComparator.LESS_OR_EQUAL,
            ">", QuantityComparator.GREATER_THAN,
            ">=", QuantityComparator.GREATER_OR_EQUAL,
            "=>", QuantityComparator.GREATER_OR_EQUAL,
            "≥", QuantityComparator.GREATER_OR_EQUAL);

    /** A number, and how it bounds the true one if it does. */
    public record Amount(BigDecimal number, @Nullable QuantityComparator comparator) {}

    public Optional<BigDecimal> number(String text) {
        String stripped = text.strip();
        if (NUMBER.matcher(stripped).matches()) {
            return Optional.of(new BigDecimal(stripped));
        }
        boolean decimalComma = WITH_COMMA.matcher(stripped).matches() && !isAmbiguous(stripped);
        return decimalComma ? Optional.of(new BigDecimal(stripped.replace(',', '.'))) : Optional.empty();
    }

    /** Whether the text could be read as two different numbers, as 12,345 can. */
    public boolean isAmbiguous(String text) {
        return mark != DecimalMark.COMMA && GROUPED.matcher(text.strip()).matches();
    }

    /** A number with or without a comparator before it. */
    public Optional<Amount> amount(String text) {
        Matcher compared = COMPARED.matcher(text.strip());
        if (compared.matches()) {
            return number(compared.group(2)).map(number -> new Amount(number, COMPARATORS.get(compared.group(1))));
        }
        return number(text).map(number -> new Amount(number, null));
    }

    /** The comparator a structured numeric names, if it names one that FHIR knows. */
    static Optional<QuantityComparator> comparator(String text) {
        return Optional.ofNullable(COMPARATORS.get(text));
    }
}
