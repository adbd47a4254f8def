package org.openward.identity;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.openward.testing.Intruder;

class BruteForceTest {
    private static String guess(Intruder intruder, String client) {
        return intruder.guess(client, "guess");
    }

    /** The first answer that is no plain refusal. */
    private static String firstOtherThanRefused(Supplier<String> attempt) {
        return Stream.generate(attempt)
                .limit(500)
                .filter(answer -> !answer.startsWith("HTTP/1.1 401"))
                .findFirst()
                .orElse("refused for ever");
    }

    @Test
    void nobody_guesses_a_secret_from_one_address_for_long() {
        var intruder = new Intruder(Gate.root());

        var refused = firstOtherThanRefused(() -> guess(intruder, "nobody-" + UUID.randomUUID()));

        assertThat(refused)
                .startsWith("HTTP/1.1 429")
                .contains("Retry-After: ")
                .contains("\"error\":\"temporarily_unavailable\"");
        assertThat(guess(new Intruder(Gate.root()), "somebody-else")).startsWith("HTTP/1.1 401");
    }

    @Test
    void nobody_guesses_the_secret_of_one_client_from_many_addresses_for_long() {
        var client = "nobody-" + UUID.randomUUID();

        var refused = firstOtherThanRefused(() -> guess(new Intruder(Gate.root()), client));

        assertThat(refused).startsWith("HTTP/1.1 429").contains("Retry-After: ");
        assertThat(guess(new Intruder(Gate.root()), "another-client")).startsWith("HTTP/1.1 401");
    }

    @Test
    void a_client_goes_on_from_where_it_proved_itself_while_strangers_try_its_name() {
        var atHome = new Intruder(Gate.root());
        assertThat(atHome.guess("laboratory", "laboratory-secret")).startsWith("HTTP/1.1 200");

        var stranger = firstOtherThanRefused(() -> guess(new Intruder(Gate.root()), "laboratory"));

        assertThat(stranger).startsWith("HTTP/1.1 429");
        assertThat(atHome.guess("laboratory", "laboratory-secret")).startsWith("HTTP/1.1 200");
    }
}
