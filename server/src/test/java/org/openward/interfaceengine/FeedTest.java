package org.openward.interfaceengine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.openward.interfaceengine.Arrivals.arrivalOf;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.openward.interfaceengine.FeedMessage.Status;
import org.openward.tenancy.Acting;
import org.openward.tenancy.TenantId;
import org.openward.testing.AtOnce;
import org.openward.testing.Postgres;
import org.openward.testing.Tenancy;

class FeedTest {
    private final TenantId clinic = Tenancy.aClinic();
    private final Feed feed = new Feed(Postgres.jdbc());
    private final Queue queue = new Queue(Postgres.jdbc());

    @Test
    void a_message_is_kept_as_it_came() {
        var arrival = arrivalOf(BloodCount.from("XN1000"), clinic, "xn");

        var receipt = committed(() -> feed.keep(arrival));

        assertThat(receipt.kind()).isEqualTo(Receipt.Kind.FIRST);
        var kept = committed(() -> queue.find(receipt.message())).orElseThrow();
        assertThat(kept.raw().content()).isEqualTo(arrival.raw().content());
        assertThat(kept.status()).isEqualTo(Status.RECEIVED);
        assertThat(kept.envelope()).isEqualTo(arrival.envelope());
    }

    @Test
    void the_same_message_again_gets_the_first_acknowledgement() {
        var first = committed(() -> feed.keep(arrivalOf(BloodCount.from("XN1000"), clinic, "xn")));

        var again = committed(() -> feed.keep(arrivalOf(BloodCount.from("XN1000"), clinic, "xn")));

        assertThat(again.kind()).isEqualTo(Receipt.Kind.DUPLICATE);
        assertThat(again.message()).isEqualTo(first.message());
        assertThat(new String(again.acknowledgement().content(), StandardCharsets.UTF_8))
                .isEqualTo("answer to 1");
        assertThat(count("feed_message")).isEqualTo(1);
        assertThat(count("feed_duplicate")).isEqualTo(1);
    }

    @Test
    void a_control_id_with_other_content_is_another_message() {
        committed(() -> feed.keep(arrivalOf(BloodCount.from("XN1000"), clinic, "xn")));

        var other =
                committed(() -> feed.keep(arrivalOf(BloodCount.from("XN1000").hemoglobin("9.1", "F"), clinic, "xn")));

        assertThat(other.kind()).isEqualTo(Receipt.Kind.REUSED_CONTROL_ID);
        assertThat(count("feed_message")).isEqualTo(2);
    }

    @Test
    void a_control_id_with_other_content_is_noticed_also_when_both_are_stored_together() {
        var one = BloodCount.from("XN1000");

        var receipts = committed(() -> feed.keep(
                Stream.of(one, one.hemoglobin("9.1", "F"), one, one.controlled("2"), one.hemoglobin("9.2", "F"))
                        .map(message -> arrivalOf(message, clinic, "xn"))
                        .toList()));

        assertThat(receipts)
                .extracting(Receipt::kind)
                .containsExactly(
                        Receipt.Kind.FIRST,
                        Receipt.Kind.REUSED_CONTROL_ID,
                        Receipt.Kind.DUPLICATE,
                        Receipt.Kind.FIRST,
                        Receipt.Kind.REUSED_CONTROL_ID);
        assertThat(count("feed_message")).isEqualTo(4);
    }

    @Test
    void messages_that_are_stored_together_are_told_apart_and_numbered_in_their_order() {
        var one = BloodCount.from("XN1000");
        var stored = committed(() -> feed.keep(arrivalOf(one.controlled("old"), clinic, "xn")));

        var receipts = committed(() -> feed.keep(Stream.of(one, one.controlled("2"), one, one.controlled("old"))
                .map(message -> arrivalOf(message, clinic, "xn"))
                .toList()));
        var others = committed(() ->
                feed.keep(List.of(arrivalOf(one.hemoglobin("9.1", "F"), clinic, "xn"), arrivalOf(one, clinic, null))));

        assertThat(receipts)
                .extracting(Receipt::kind)
                .containsExactly(
                        Receipt.Kind.FIRST, Receipt.Kind.FIRST, Receipt.Kind.DUPLICATE, Receipt.Kind.DUPLICATE);
        assertThat(receipts.get(0).message()).isLessThan(receipts.get(1).message());
        assertThat(receipts.get(2).message()).isEqualTo(receipts.get(0).message());
        assertThat(receipts.get(3).message()).isEqualTo(stored.message());
        assertThat(receipts)
                .extracting(receipt -> new String(receipt.acknowledgement().content(), StandardCharsets.UTF_8))
                .containsExactly("answer to 1", "answer to 2", "answer to 1", "answer to old");
        assertThat(others)
                .extracting(Receipt::kind)
                .containsExactly(Receipt.Kind.REUSED_CONTROL_ID, Receipt.Kind.FIRST);
        assertThat(count("feed_message")).isEqualTo(5);
    }

    @Test
    void the_same_bytes_of_another_device_are_another_message() {
        committed(() -> feed.keep(arrivalOf(BloodCount.from("XN1000"), clinic, "one")));

        var other = committed(() -> feed.keep(arrivalOf(BloodCount.from("XN1000"), clinic, "two")));
        var nobodys = committed(() -> feed.keep(arrivalOf(BloodCount.from("XN1000"), clinic, null)));

        assertThat(other.kind()).isEqualTo(Receipt.Kind.FIRST);
        assertThat(nobodys.kind()).isEqualTo(Receipt.Kind.FIRST);
        assertThat(committed(() -> feed.keep(arrivalOf(BloodCount.from("XN1000"), clinic, null)))
                        .kind())
                .isEqualTo(Receipt.Kind.DUPLICATE);
    }

    @Test
    void the_same_message_over_32_connections_at_once_is_kept_once() throws Exception {
        var outcomes = AtOnce.all(
                32, time -> () -> committed(() -> feed.keep(arrivalOf(BloodCount.from("XN1000"), clinic, "xn"))));

        assertThat(outcomes).allMatch(AtOnce.Outcome::succeeded);
        assertThat(count("feed_message")).isEqualTo(1);
        assertThat(count("feed_duplicate")).isEqualTo(31);
    }

    @Test
    void what_was_refused_is_judged_anew_when_it_comes_again_and_what_was_taken_stays_taken() {
        var message = BloodCount.from("XN1000");
        var stranger = committed(() -> feed.keep(refused(message, "UNKNOWN_SENDER", "AR one")));
        var again = committed(() -> feed.keep(refused(message, "UNKNOWN_SENDER", "AR two")));
        var otherwise = committed(() -> feed.keep(refused(message, "REQUIRED_FIELD_MISSING", "AE")));

        var taken = committed(() -> feed.keep(arrivalOf(message, clinic, "xn")));
        var repeated = committed(() -> feed.keep(arrivalOf(message, clinic, "xn")));
        var inactive = committed(() -> feed.keep(refused(message, "UNKNOWN_SENDER", "AR three")));

        assertThat(answer(stranger)).isEqualTo("AR one");
        assertThat(answer(again)).isEqualTo("AR one");
        assertThat(answer(otherwise)).isEqualTo("AE");
        assertThat(taken.kind()).isEqualTo(Receipt.Kind.FIRST);
        assertThat(answer(taken)).isEqualTo("answer to 1");
        assertThat(repeated.message()).isEqualTo(taken.message());
        assertThat(answer(inactive)).isEqualTo("answer to 1");
        assertThat(count("feed_message")).isEqualTo(3);
        assertThat(count("feed_message where status = 'received'")).isEqualTo(1);
        assertThat(count("feed_duplicate")).isEqualTo(3);
    }

    @Test
    void of_a_message_that_is_refused_and_taken_over_32_connections_at_once_one_is_filed() throws Exception {
        var message = BloodCount.from("XN1000");

        var outcomes = AtOnce.all(
                32,
                time -> () -> committed(() -> feed.keep(
                        time % 2 == 0 ? arrivalOf(message, clinic, "xn") : refused(message, "UNKNOWN_SENDER", "AR"))));

        assertThat(outcomes).allMatch(AtOnce.Outcome::succeeded);
        assertThat(count("feed_message where status = 'received'")).isEqualTo(1);
        assertThat(count("feed_message where status = 'refused'")).isLessThanOrEqualTo(1);
    }

    private Arrival refused(BloodCount message, String reason, String answer) {
        var taken = arrivalOf(message, clinic, "xn");
        return new Arrival(
                taken.tenant(),
                Arrival.NOBODYS,
                taken.device(),
                taken.raw(),
                taken.receivedAt(),
                taken.sender(),
                taken.envelope(),
                taken.decoding(),
                Arrival.Verdict.refused(reason, answer.getBytes(StandardCharsets.UTF_8)));
    }

    private static String answer(Receipt receipt) {
        return new String(receipt.acknowledgement().content(), StandardCharsets.UTF_8);
    }

    @Test
    void the_server_cannot_change_or_remove_what_was_received() {
        var message = committed(() -> feed.keep(arrivalOf(BloodCount.from("XN1000"), clinic, "xn")))
                .message();

        assertThatThrownBy(() -> change("update openward.feed_message set raw = ''::bytea where id = " + message))
                .rootCause()
                .hasMessageContaining("permission denied");
        assertThatThrownBy(() -> change("update openward.feed_message set received_at = now() where id = " + message))
                .rootCause()
                .hasMessageContaining("permission denied");
        assertThatThrownBy(() -> change("delete from openward.feed_message where id = " + message))
                .rootCause()
                .hasMessageContaining("permission denied");
        assertThatThrownBy(() -> change("delete from openward.feed_duplicate"))
                .rootCause()
                .hasMessageContaining("permission denied");
    }

    @Test
    void another_clinic_does_not_see_the_message() {
        var message = committed(() -> feed.keep(arrivalOf(BloodCount.from("XN1000"), clinic, "xn")))
                .message();
        var neighbour = Tenancy.aClinic();

        var found = Acting.as(
                Tenancy.aClerkOf(neighbour), () -> Postgres.inTransaction().execute(status -> Postgres.jdbc()
                        .sql("select count(*) from openward.feed_message where id = :id")
                        .param("id", message)
                        .query(Integer.class)
                        .single()));

        assertThat(found).isZero();
    }

    @Test
    void younger_messages_of_a_lane_wait_for_the_oldest() {
        var first = committed(() -> feed.keep(arrivalOf(BloodCount.from("XN1000"), clinic, "xn")));
        committed(() -> feed.keep(arrivalOf(BloodCount.from("XN1000").controlled("2"), clinic, "xn")));
        var later = Arrivals.NOON.plusSeconds(60);

        committed(() -> {
            queue.postponed(first.message(), 1, later, "a moment");
            return first;
        });

        assertThat(committed(() -> queue.first("Device/xn")).orElseThrow().id()).isEqualTo(first.message());
        assertThat(committed(() -> queue.waiting(Arrivals.NOON))).isEmpty();
        assertThat(committed(() -> queue.waiting(later))).hasSize(1);
    }

    @Test
    void a_lane_whose_oldest_message_fails_is_not_filed_too_slowly() {
        var failing = committed(() -> feed.keep(arrivalOf(BloodCount.from("XN1000"), clinic, "xn")));
        committed(() -> feed.keep(arrivalOf(BloodCount.from("XN1000").controlled("2"), clinic, "xn")));
        committed(() -> feed.keep(arrivalOf(BloodCount.from("XN1000"), clinic, "slow")));
        var later = Arrivals.NOON.plusSeconds(60);

        committed(() -> {
            queue.postponed(failing.message(), 1, later, "a moment");
            return failing;
        });

        var backlogs = committed(() -> queue.waiting(later));
        assertThat(backlogs).hasSize(2);
        assertThat(Queue.Backlog.notTried(backlogs))
                .containsExactly(Map.entry(new Lane(clinic, "Device/slow"), Duration.ofSeconds(60)));
        committed(() -> {
            queue.discarded(failing.message(), later);
            return failing;
        });
        assertThat(Queue.Backlog.notTried(committed(() -> queue.waiting(later))))
                .hasSize(2);
    }

    @Test
    void a_lane_has_one_worker_at_a_time() {
        var claims = committed(() -> {
            var mine = queue.claim("Device/xn");
            var others = Acting.as(Tenancy.aClerkOf(clinic), () -> claimElsewhere());
            return java.util.List.of(mine, others);
        });

        assertThat(claims).containsExactly(true, false);
        assertThat(committed(() -> queue.claim("Device/xn"))).isTrue();
    }

    private boolean claimElsewhere() {
        var answer = new java.util.concurrent.CompletableFuture<Boolean>();
        var other = new Thread(() -> answer.complete(committed(() -> queue.claim("Device/xn"))));
        other.start();
        return answer.orTimeout(30, java.util.concurrent.TimeUnit.SECONDS).join();
    }

    private int count(String table) {
        return committed(() -> Postgres.jdbc()
                .sql("select count(*) from openward." + table)
                .query(Integer.class)
                .single());
    }

    private void change(String sql) {
        committed(() -> Postgres.jdbc().sql(sql).update());
    }

    private <T> T committed(Supplier<T> work) {
        return Acting.as(
                Tenancy.aClerkOf(clinic), () -> Postgres.inTransaction().execute(status -> work.get()));
    }
}
