package org.openward.fhir.search.tables;

import java.util.Optional;

/**
 * An element of which a record has several, and in one of which both parts of a composite must be.
 *
 * @param name as records have it
 * @param codes where the first part is in the element, as a JSON path
 * @param orRecord whether the two parts may also stand in the record itself, outside of any such element
 */
public record RepeatedElement(String name, String codes, boolean orRecord) {
    private static final RepeatedElement COMPONENT = new RepeatedElement("component", "code.coding[*]", false);
    private static final RepeatedElement OBSERVATION_OR_COMPONENT =
            new RepeatedElement("component", "code.coding[*]", true);
    private static final RepeatedElement USE_CONTEXT = new RepeatedElement("useContext", "code", false);
    private static final RepeatedElement CHARACTERISTIC =
            new RepeatedElement("characteristic", "code.coding[*]", false);

    /** The one that a composite of FHIR R4 is about. */
    public static Optional<RepeatedElement> of(String composite) {
        return switch (composite) {
            case "component-code-value-quantity", "component-code-value-concept" -> Optional.of(COMPONENT);
            case "combo-code-value-quantity", "combo-code-value-concept" -> Optional.of(OBSERVATION_OR_COMPONENT);
            case "context-type-quantity", "context-type-value" -> Optional.of(USE_CONTEXT);
            case "characteristic-value" -> Optional.of(CHARACTERISTIC);
            default -> Optional.empty();
        };
    }

    /** The element in which codes and values meet the two conditions. */
    String with(String codeIs, String valueIs) {
        var both = "exists(@.%s ? (%s)) && (%s)".formatted(codes, codeIs, valueIs);
        return orRecord
                ? "$ ? ((%1$s) || exists(@.%2$s[*] ? (%1$s)))".formatted(both, name)
                : "$.%s[*] ? (%s)".formatted(name, both);
    }
}
