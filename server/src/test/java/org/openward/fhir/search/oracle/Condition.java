package org.openward.fhir.search.oracle;

import java.util.List;
import java.util.regex.Pattern;
import org.hl7.fhir.r4.model.SearchParameter;

/**
 * One parameter of a search, about the record itself.
 *
 * @param modifier without its colon, or an empty text
 * @param alternatives as they stand in the address, escaped by FHIR's rules, but not yet by those of addresses
 */
record Condition(SearchParameter parameter, String modifier, List<String> alternatives) implements Criterion {
    private static final Pattern PREFIX = Pattern.compile("(eq|ne|gt|lt|ge|le|sa|eb|ap)-?\\d.*");

    @Override
    public String name() {
        return parameter.getCode() + (modifier.isEmpty() ? "" : ":" + modifier);
    }

    @Override
    public String value() {
        return String.join(",", alternatives);
    }

    @Override
    public String form() {
        var kind = parameter.getType().toCode();
        if (alternatives.size() > 1) {
            return kind + " or";
        }
        if (!modifier.isEmpty()) {
            return kind + ":" + (Character.isUpperCase(modifier.charAt(0)) ? "[type]" : modifier);
        }
        var prefix = PREFIX.matcher(value());
        return switch (kind) {
            case "date", "number", "quantity" -> kind + " " + (prefix.matches() ? prefix.group(1) : "eq");
            default -> kind;
        };
    }
}
