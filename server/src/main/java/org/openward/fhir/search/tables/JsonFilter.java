package org.openward.fhir.search.tables;

import ca.uhn.fhir.jpa.dao.predicate.SearchFilterParser.CompareOperation;
import ca.uhn.fhir.rest.param.TokenParam;
import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.math.BigDecimal;
import java.util.ArrayList;
import org.apache.commons.lang3.StringUtils;
import org.apache.commons.lang3.Strings;

/** Conditions of values of a record, as PostgreSQL's JSON paths have them; {@code @} is the value. */
final class JsonFilter {
    private JsonFilter() {}

    /** Of a Coding. */
    static String coding(TokenParam asked) {
        var conditions = new ArrayList<String>();
        if (!StringUtils.isEmpty(asked.getValue())) {
            conditions.add(equal("code", asked.getValue()));
        }
        if (asked.getSystem() != null) {
            conditions.add(asked.getSystem().isEmpty() ? "!exists(@.system)" : equal("system", asked.getSystem()));
        }
        return conditions.isEmpty() ? "exists(@.code)" : String.join(" && ", conditions);
    }

    /** Of an element with a value that is a code, or true or false. */
    static String valueOfCode(TokenParam asked) {
        var concept = "exists(@.valueCodeableConcept.coding[*] ? (%s))".formatted(coding(asked));
        return StringUtils.isEmpty(asked.getSystem()) && Strings.CS.equalsAny(asked.getValue(), "true", "false")
                ? concept + " || @.valueBoolean == " + asked.getValue()
                : concept;
    }

    /** Of a Quantity. */
    static String unit(String system, String unit) {
        if (unit.isEmpty()) {
            return "exists(@.value)";
        }
        return system.isEmpty()
                ? "(%s || %s)".formatted(equal("code", unit), equal("unit", unit))
                : equal("system", system) + " && " + equal("code", unit);
    }

    /** Of a Quantity, by its number. */
    static String number(ComparedNumber asked) {
        return switch (asked.comparison()) {
            case eq -> within("@.value", "@.value", asked.exact());
            case ne -> "!(" + within("@.value", "@.value", asked.exact()) + ")";
            case ap -> "@.value >= %s && @.value <= %s"
                    .formatted(plain(asked.near().low()), plain(asked.near().high()));
            default -> "@.value %s %s".formatted(sign(asked.comparison()), plain(asked.number()));
        };
    }

    /** Of a Range, by its two numbers; without one it has no end there. */
    static String range(ComparedNumber asked) {
        return switch (asked.comparison()) {
            case eq -> within("@.low.value", "@.high.value", asked.exact());
            case ne -> "!(" + within("@.low.value", "@.high.value", asked.exact()) + ")";
            case gt, ge -> openOr("high", asked.comparison(), asked.number());
            case lt, le -> openOr("low", asked.comparison(), asked.number());
            case ap -> openOr("high", CompareOperation.ge, asked.near().low()) + " && "
                    + openOr("low", CompareOperation.le, asked.near().high());
            case sa -> "@.low.value > " + plain(asked.number());
            case eb -> "@.high.value < " + plain(asked.number());
            default -> throw new IllegalArgumentException(asked.comparison().name());
        };
    }

    private static String openOr(String end, CompareOperation comparison, BigDecimal number) {
        return "(!exists(@.%1$s.value) || @.%1$s.value %2$s %3$s)".formatted(end, sign(comparison), plain(number));
    }

    private static String within(String low, String high, ImplicitRange range) {
        return "%s >= %s && %s < %s".formatted(low, plain(range.low()), high, plain(range.high()));
    }

    private static String sign(CompareOperation comparison) {
        return switch (comparison) {
            case gt, sa -> ">";
            case ge -> ">=";
            case lt, eb -> "<";
            case le -> "<=";
            default -> throw new IllegalArgumentException(comparison.name());
        };
    }

    private static String plain(BigDecimal number) {
        return number.toPlainString();
    }

    private static String equal(String element, String text) {
        return "@.%s == \"%s\""
                .formatted(
                        element, String.valueOf(JsonStringEncoder.getInstance().quoteAsString(text)));
    }
}
