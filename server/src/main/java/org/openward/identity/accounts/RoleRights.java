package org.openward.identity.accounts;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** The widest that the token of somebody in a role may carry. */
public final class RoleRights {
    private final Map<String, Map<String, List<String>>> rights;

    private RoleRights(Map<String, Map<String, List<String>>> rights) {
        this.rights = rights;
    }

    /** As the hospital's policy file says. */
    public static RoleRights read() {
        try (var file = Objects.requireNonNull(
                RoleRights.class.getResourceAsStream("/security/role-rights.yaml"), "security/role-rights.yaml")) {
            return new RoleRights(new Yaml(new SafeConstructor(new LoaderOptions())).load(file));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /** SMART scopes, each once. */
    public List<String> scopes(Roles roles) {
        return of(roles, "scopes").map(scope -> "user/" + scope).distinct().toList();
    }

    /** Permissions for operations, each once. */
    public List<String> permissions(Roles roles) {
        return of(roles, "permissions")
                .map(name -> "operation/" + name)
                .distinct()
                .toList();
    }

    private Stream<String> of(Roles roles, String sort) {
        return roles.codes().stream()
                .flatMap(role -> rights.getOrDefault(role, Map.of()).getOrDefault(sort, List.of()).stream());
    }
}
