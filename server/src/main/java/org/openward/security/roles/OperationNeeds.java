package org.openward.security.roles;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Objects;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/**
 * What each operation asks of its caller, as the policy file says it: SMART letters by FHIR type, {@code this} for the type that it is
 * called on, {@code *} for all, and how sure it must be who calls.
 *
 * @param own OpenWard's operations, which need a permission besides
 * @param standard those of HAPI that are open
 * @param messages what hospital systems' messages of a kind change, for whoever has them carried out again
 */
public record OperationNeeds(
        Map<String, Map<String, String>> own,
        Map<String, Map<String, String>> standard,
        Map<String, Map<String, String>> messages) {
    /** How sure it must be who calls; everything else in a row is a type. */
    public static final String ASSURANCE = "acr";

    /** The type that an operation is called on. */
    public static final String THE_CALLED_TYPE = "this";

    public OperationNeeds {
        own = Map.copyOf(own);
        standard = Map.copyOf(standard);
        messages = Map.copyOf(messages);
    }

    /** As the policy file in this build says. */
    public static OperationNeeds read() {
        try (var file = Objects.requireNonNull(
                OperationNeeds.class.getResourceAsStream("/security/operations.yaml"), "security/operations.yaml")) {
            Map<String, Map<String, Map<String, String>>> groups =
                    new Yaml(new SafeConstructor(new LoaderOptions())).load(file);
            return new OperationNeeds(
                    groups.getOrDefault("own", Map.of()),
                    groups.getOrDefault("standard", Map.of()),
                    groups.getOrDefault("messages", Map.of()));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    Map<String, String> of(String operation) {
        return own.getOrDefault(operation, standard.getOrDefault(operation, Map.of()));
    }
}
