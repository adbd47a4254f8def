package org.openward.notifications.terms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.hl7.fhir.r4.model.Subscription.SubscriptionChannelComponent;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openward.notifications.terms.Terms.Channel;
import org.openward.notifications.terms.Terms.Kind;
import org.openward.notifications.terms.Terms.Secret;
import org.openward.notifications.terms.Terms.Subscriber;
import org.openward.security.KeptGrant;
import org.openward.security.outbound.OutboundPolicyForTests;
import org.openward.tenancy.Caller;

class SecretHeadersTest {
    private static final String RECEIVER = "https://receiver.example.org/hook";

    private final SecretHeaders headers = new SecretHeaders(OutboundPolicyForTests.strict());

    private static SubscriptionChannelComponent channel(String endpoint, String... lines) {
        var channel = new SubscriptionChannelComponent().setEndpoint(endpoint);
        List.of(lines).forEach(channel::addHeader);
        return channel;
    }

    private static Terms known(List<Secret> secrets) {
        return new Terms(
                "Patient",
                "Patient",
                null,
                List.of("Patient"),
                new Channel(Kind.REST_HOOK, RECEIVER, secrets, null, null, 0, 0, 1),
                new Subscriber(new KeptGrant(Caller.Kind.CLIENT, "app", List.of(), null), ""));
    }

    @Test
    void a_value_is_taken_out_and_something_else_is_shown() {
        var channel = channel(RECEIVER, "Authorization: Bearer secret", "X-Ward:7");

        var secrets = headers.takeFrom(channel, null);

        assertThat(secrets).extracting(Secret::value).containsExactly("Bearer secret", "7");
        assertThat(channel.getHeader().toString() + secrets).doesNotContain("Bearer");
        assertThat(channel.getHeader().get(0).getValue()).startsWith("Authorization: (kept secret ");
    }

    @Test
    void what_is_shown_keeps_the_value_for_the_same_receiver() {
        var channel = channel(RECEIVER, "Authorization: Bearer secret");
        var before = known(headers.takeFrom(channel, null));

        var again = headers.takeFrom(channel.setEndpoint(RECEIVER + "/other-path"), before);

        assertThat(again).isEqualTo(before.channel().headers());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://elsewhere.example.org/hook",
                "http://receiver.example.org/hook",
                "https://receiver.example.org:8443/hook",
                "https://receiver.example.org.evil.example/hook"
            })
    void another_receiver_never_gets_a_kept_value(String elsewhere) {
        var channel = channel(RECEIVER, "Authorization: Bearer secret");
        var before = known(headers.takeFrom(channel, null));

        assertThatThrownBy(() -> headers.takeFrom(channel.setEndpoint(elsewhere), before))
                .isInstanceOf(SubscriptionRefused.class)
                .hasMessageNotContaining("Bearer");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"Host: inside", "nonsense", ": no name", "Content-Length: 3", "X: (kept secret 0123456789ab)"})
    void a_header_that_cannot_be_sent_is_refused(String line) {
        assertThatThrownBy(() -> headers.takeFrom(channel(RECEIVER, line), null))
                .isInstanceOf(SubscriptionRefused.class);
    }
}
