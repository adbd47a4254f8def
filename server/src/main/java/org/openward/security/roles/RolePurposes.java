package org.openward.security.roles;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.openward.tenancy.Purpose;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** What people in a role use records for, where they do not say it themselves, as the policy of roles tells it. */
public final class RolePurposes {
    private final Map<Purpose, List<String>> roles = new LinkedHashMap<>();

    private RolePurposes(Map<String, List<String>> said) {
        said.forEach((code, some) ->
                roles.put(Purpose.of(code).orElseThrow(() -> new IllegalArgumentException(code)), some));
    }

    /** As the policy file in this build says. */
    public static RolePurposes read() {
        try (var file = Objects.requireNonNull(
                RolePurposes.class.getResourceAsStream("/security/roles.yaml"), "security/roles.yaml")) {
            Map<String, Map<String, List<String>>> policy =
                    new Yaml(new SafeConstructor(new LoaderOptions())).load(file);
            return new RolePurposes(policy.getOrDefault("purposes", Map.of()));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /** The first that the policy names for one of somebody's roles. */
    public Optional<Purpose> of(RoleHolder holder) {
        return roles.entrySet().stream()
                .filter(purpose -> !Collections.disjoint(purpose.getValue(), holder.roles()))
                .map(Map.Entry::getKey)
                .findFirst();
    }
}
