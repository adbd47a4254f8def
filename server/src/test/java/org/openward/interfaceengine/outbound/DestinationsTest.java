package org.openward.interfaceengine.outbound;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.openward.fhir.changes.Change;
import org.openward.hl7v2.writing.Hl7Version;
import org.openward.hl7v2.writing.Letterhead;
import org.openward.hl7v2.writing.Letterhead.Parties;
import org.openward.hl7v2.writing.WrittenMessage;
import org.openward.interfaceengine.outbound.Destinations.Claimed;
import org.openward.interfaceengine.outbound.letters.Terms;
import org.openward.interfaceengine.outbound.letters.Terms.Content;
import org.openward.interfaceengine.outbound.letters.Terms.Feed;
import org.openward.interfaceengine.outbound.letters.Terms.Orders;
import org.openward.interfaceengine.outbound.letters.Terms.PatientEvents;
import org.openward.interfaceengine.outbound.letters.Terms.Protection;
import org.openward.interfaceengine.outbound.letters.Terms.Receiver;
import org.openward.interfaceengine.outbound.letters.Terms.Writing;
import org.openward.security.KeptGrant;
import org.openward.tenancy.Acting;
import org.openward.tenancy.Caller;
import org.openward.tenancy.TenantId;
import org.openward.testing.AtOnce;
import org.openward.testing.Postgres;
import org.openward.testing.Tenancy;

class DestinationsTest {
    private static final Duration LONG = Duration.ofMinutes(5);

    private final TenantId clinic = Tenancy.aClinic();
    private final Destinations destinations = new Destinations(Postgres.jdbc());
    private final OutboundMessages messages = new OutboundMessages(Postgres.jdbc());
    private final String id = "ris-" + UUID.randomUUID();

    static Terms terms(@Nullable Orders orders) {
        return new Terms(
                new Receiver("ris.hospital", 2575, Protection.TLS, null),
                new Parties("OPENWARD", "clinic", "RIS", ""),
                new Writing(
                        Hl7Version.V2_4, Letterhead.Answers.ENHANCED, "ISO-8859-1", null, PatientEvents.REGISTRATION),
                List.of(new Feed(Content.PATIENTS, List.of("Patient?gender=female"))),
                orders,
                new KeptGrant(Caller.Kind.CLIENT, "clerk", List.of("system/*.cruds"), null));
    }

    private <T> T committed(Supplier<T> work) {
        return Acting.as(
                Tenancy.aClerkOf(clinic), () -> Postgres.inTransaction().execute(open -> work.get()));
    }

    private void enter(String status) {
        committed(() -> {
            destinations.enter(id, status, terms(new Orders("xn", null)));
            return status;
        });
    }

    private Optional<Claimed> claim(Duration span) {
        return committed(() -> destinations.claim(id, UUID.randomUUID().toString(), span));
    }

    private void line(String controlId) {
        committed(() -> {
            messages.add(
                    destinations.find(id).orElseThrow(),
                    new Change(0, "Patient", "1", 1, Change.CREATE, Instant.EPOCH),
                    "1",
                    new WrittenMessage("ADT^A28", controlId, controlId.getBytes(StandardCharsets.UTF_8)));
            return controlId;
        });
    }

    @Test
    void terms_are_read_as_they_were_entered() {
        enter("active");

        assertThat(committed(() -> destinations.toldOf("Patient")))
                .extracting(each -> each.terms())
                .containsExactly(terms(new Orders("xn", null)));
        assertThat(committed(() -> destinations.toldOf("Encounter"))).isEmpty();
        assertThat(committed(() -> destinations.ofDevice("xn"))).hasSize(1);
    }

    @Test
    void of_sixteen_workers_one_has_a_destination_for_itself() throws InterruptedException {
        enter("active");

        var claimed = AtOnce.all(16, worker -> () -> claim(LONG)).stream()
                .flatMap(outcome -> outcome.result().stream())
                .flatMap(Optional::stream)
                .toList();

        assertThat(claimed).hasSize(1);
    }

    @Test
    void who_was_away_for_longer_than_his_lease_writes_nothing_down() {
        enter("active");
        var slow = claim(Duration.ZERO).orElseThrow();
        var next = claim(LONG);

        assertThat(next).isPresent();
        assertThat(committed(() -> destinations.answered(slow, LONG))).isFalse();
        assertThat(committed(() -> destinations.answered(next.orElseThrow(), LONG)))
                .isTrue();
    }

    @Test
    void who_took_a_destination_on_terms_before_notes_his_answer_and_sends_no_more() {
        enter("active");
        var claimed = claim(LONG).orElseThrow();
        var before = committed(() -> destinations.isKept(claimed, LONG));

        enter("active");

        assertThat(before).isTrue();
        assertThat(committed(() -> destinations.isKept(claimed, LONG))).isFalse();
        assertThat(committed(() -> destinations.answered(claimed, LONG))).isTrue();
        committed(() -> {
            destinations.failed(claimed, LONG, "ConnectException");
            return claimed;
        });
        assertThat(claim(LONG)).as("the terms before failed, not these").isPresent();
    }

    @Test
    void rights_have_the_same_number_until_others_store_the_destination() {
        enter("active");
        var first = rights();
        enter("suspended");
        var same = rights();
        enterAs("another");
        var other = rights();
        committed(() -> {
            destinations.remove(id);
            return id;
        });
        enter("active");

        assertThat(same).isEqualTo(first);
        assertThat(other).isNotEqualTo(first);
        assertThat(rights()).isNotIn(first, other);
    }

    private void enterAs(String subject) {
        var terms = terms(null);
        committed(() -> {
            destinations.enter(
                    id,
                    "active",
                    new Terms(
                            terms.receiver(),
                            terms.parties(),
                            terms.writing(),
                            terms.feeds(),
                            null,
                            new KeptGrant(Caller.Kind.CLIENT, subject, List.of("system/*.rs"), null)));
            return subject;
        });
    }

    private long rights() {
        return committed(() -> destinations.find(id)).orElseThrow().rights();
    }

    @Test
    void only_an_active_destination_with_something_in_line_is_due() {
        enter("suspended");
        line("1-" + id.substring(4, 12));

        assertThat(isDue()).isFalse();
        assertThat(claim(LONG)).isEmpty();
        enter("active");
        assertThat(isDue()).isTrue();
        var claimed = claim(LONG).orElseThrow();
        assertThat(isDue()).isFalse();
        committed(() -> {
            destinations.failed(claimed, LONG, "ConnectException");
            return claimed;
        });
        assertThat(isDue()).isFalse();
        enter("active");
        assertThat(isDue()).as("a change of the Endpoint is tried at once").isTrue();
    }

    private boolean isDue() {
        return destinations.due(1000).contains(new DestinationKey(clinic, id));
    }

    @Test
    void messages_are_sent_in_their_order_and_none_of_another_tenant() {
        enter("active");
        line("1-" + id.substring(4, 12));
        line("2-" + id.substring(4, 12));

        var first = committed(() -> messages.first(id)).orElseThrow();
        var stranger = Acting.as(Tenancy.aClerkOf(Tenancy.aClinic()), () -> messages.first(id));

        assertThat(first.controlId()).startsWith("1-");
        assertThat(stranger).isEmpty();
        committed(() -> {
            messages.sent(first, new byte[0], Instant.EPOCH);
            return first;
        });
        assertThat(committed(() -> messages.first(id)).orElseThrow().controlId())
                .startsWith("2-");
    }

    @Test
    void waits_double_up_to_the_longest() {
        var retries = new DestinationSettings.Retries(Duration.ofSeconds(5), Duration.ofHours(2));

        assertThat(retries.waitAfter(1)).isEqualTo(Duration.ofSeconds(5));
        assertThat(retries.waitAfter(3)).isEqualTo(Duration.ofSeconds(20));
        assertThat(retries.waitAfter(1000)).isEqualTo(Duration.ofHours(2));
    }
}
