package org.openward.identity;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.openward.identity.accounts.Roles;
import org.openward.security.roles.RoleRights;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClient;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClientRepository;

/** The server's own app can do for its people what their roles let them do. */
class ConsoleTest {
    private final RoleRights rights = RoleRights.read();

    static Stream<String> roles() {
        return Roles.OF_STAFF.stream();
    }

    @ParameterizedTest
    @MethodSource("roles")
    void a_token_of_the_console_carries_each_right_of_each_role(String role) {
        var ofTheRole = rights.permissions(List.of(role));
        var person = new Person(
                "asha", "{bcrypt}none", List.of(), ofTheRole, List.of("default"), Optional.empty(), Optional.empty());

        var carried = person.permissionsAmong(ofTheConsole());

        assertThat(carried).containsAll(ofTheRole);
    }

    private static List<String> ofTheConsole() {
        var register = new OneClient();
        new RegisteredClients(register).provision(Map.of());
        String permissions =
                Objects.requireNonNull(register.saved).getClientSettings().getSetting(RegisteredClients.PERMISSIONS);
        return List.of(permissions.split(" ", -1));
    }

    /** Keeps what was entered last. */
    private static final class OneClient implements RegisteredClientRepository {
        private @Nullable RegisteredClient saved;

        @Override
        public void save(RegisteredClient client) {
            saved = client;
        }

        @Override
        public @Nullable RegisteredClient findById(String id) {
            return null;
        }

        @Override
        public @Nullable RegisteredClient findByClientId(String clientId) {
            return null;
        }
    }
}
