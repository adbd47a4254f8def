package org.openward.fhir.sealing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Base64;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import javax.sql.DataSource;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openward.fhir.Refusal;
import org.openward.startup.StartRefused;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DelegatingDataSource;

/** Servers of one database, each with a key file of its own. */
class KeyRingTest {
    private static final String SYSTEM = "https://id.example/national";
    private static final String NUMBER = "987654321098";
    private static final String TEXT =
            "{\"identifier\":[{\"system\":\"" + SYSTEM + "\",\"value\":\"" + NUMBER + "\"}]}";
    private static final String CONDITION = "Patient?identifier=" + SYSTEM + "|" + NUMBER;
    private static final Duration SETTLING = Duration.ofSeconds(7);
    private static final Place PLACE = Place.ofRecord(0, 7);

    private final DataSource database = SealingForTests.aDatabase();
    private final Path folder;

    KeyRingTest(@TempDir Path folder) {
        this.folder = folder;
    }

    private KeyRing server(String keys, String... systems) {
        return new KeyRing(new SealingSettings(Set.of(systems), folder.resolve(keys), Duration.ZERO), folder, database);
    }

    private void somethingIsStored() {
        JdbcClient.create(database).sql("insert into hfj_resource values (1)").update();
    }

    private static void isRefused(ThrowingCallable work) {
        assertThatThrownBy(work).isInstanceOfSatisfying(Refusal.class, refusal -> {
            assertThat(refusal.kind()).isEqualTo(Refusal.Kind.UNAVAILABLE);
            assertThat(refusal.getMessage()).doesNotContain(NUMBER);
        });
    }

    @Test
    void a_running_server_without_the_key_of_another_neither_stores_nor_looks_for_numbers_until_it_has_it()
            throws IOException {
        var without = server("missing");
        var here = SealingForTests.with(without);
        var sealed = SealingForTests.with(server("keys", SYSTEM)).texts().seal(TEXT, PLACE);

        without.learn();

        isRefused(() -> here.texts().seal(TEXT, PLACE));
        isRefused(() -> here.texts().open(sealed, PLACE));
        isRefused(() -> here.tokens().written(0, SYSTEM, NUMBER));
        isRefused(() -> here.tokens().searched(0, SYSTEM, NUMBER));
        isRefused(() -> here.tokens().signs(0, NUMBER));
        Files.copy(folder.resolve("keys"), folder.resolve("missing"));
        without.learn();
        assertThat(here.texts().open(sealed, PLACE)).isEqualTo(TEXT);
        assertThat(here.texts().seal(TEXT, PLACE)).doesNotContain(NUMBER);
    }

    @Test
    void a_mistyped_line_or_another_key_of_that_name_is_no_key() throws IOException {
        somethingIsStored();
        var other = server("other");
        server("keys", SYSTEM);
        for (var line :
                new String[] {"k1 not-32-bytes", "k1 " + Base64.getEncoder().encodeToString(new byte[32])}) {
            Files.writeString(folder.resolve("other"), line + "\n");

            other.learn();

            isRefused(() -> SealingForTests.with(other).texts().seal(TEXT, PLACE));
            isRefused(() -> SealingForTests.with(other).tokens().searched(0, SYSTEM, NUMBER));
        }
    }

    @Test
    void when_nothing_is_sealed_any_more_no_key_is_needed_and_another_one_may_follow() throws IOException {
        var off = offAgain();
        off.finish(off.unfinished().orElseThrow());
        Files.delete(folder.resolve("keys"));

        assertThat(server("keys").isInUse()).isFalse();

        var again = SealingForTests.with(server("keys", SYSTEM));
        assertThat(again.texts().open(again.texts().seal(TEXT, PLACE), PLACE)).isEqualTo(TEXT);
        assertThat(Files.readString(folder.resolve("keys"))).startsWith("k2 ");
    }

    @Test
    void while_something_could_not_be_opened_the_keys_stay_needed() throws IOException {
        var off = offAgain();
        var regime = off.unfinished().orElseThrow();
        var jdbc = JdbcClient.create(database);
        jdbc.sql("insert into openward.tenant (id) values ('default')").update();
        jdbc.sql(
                        """
                        insert into openward.field_sealing_progress (sealing, tenant, last, damaged, done)
                        values (:sealing, 'default', 7, 1, true)
                        """)
                .param("sealing", regime.number())
                .update();

        off.finish(regime);
        Files.delete(folder.resolve("keys"));

        assertThatThrownBy(() -> server("keys"))
                .isInstanceOf(StartRefused.class)
                .hasMessageContaining("Put the file back");
    }

    /** A server whose system was sealed once and is left out now. */
    private KeyRing offAgain() {
        server("keys", SYSTEM);
        return server("keys");
    }

    @Test
    void what_another_rule_followed_before_it_was_finished_is_finished_with_that_one() throws IOException {
        somethingIsStored();
        server("keys", SYSTEM);
        Files.writeString(
                folder.resolve("keys"),
                "k2 " + Base64.getEncoder().encodeToString(new byte[32]) + "\n",
                StandardOpenOption.APPEND);
        var ring = server("keys", SYSTEM);

        ring.finish(ring.unfinished().orElseThrow());
        Files.writeString(
                folder.resolve("newest"),
                Files.readAllLines(folder.resolve("keys")).get(1) + "\n");

        var newest = SealingForTests.with(server("newest", SYSTEM));
        assertThat(newest.tokens().signs(0, NUMBER)).hasSize(1);
        assertThat(newest.texts().seal(TEXT, PLACE)).contains(SealedTexts.MARK + "k2:");
    }

    @Test
    void of_two_servers_that_go_by_rules_one_after_the_other_each_knows_a_condition_as_the_other_does()
            throws IOException {
        somethingIsStored();
        var before = SealingForTests.with(server("keys")).tokens().shared(CONDITION);
        var first = server("keys", SYSTEM);
        first.finish(first.unfinished().orElseThrow());
        var one = SealingForTests.with(first).tokens().shared(CONDITION);
        Files.writeString(
                folder.resolve("keys"),
                "k2 " + Base64.getEncoder().encodeToString(new byte[32]) + "\n",
                StandardOpenOption.APPEND);
        var second = server("keys", SYSTEM);
        var between = SealingForTests.with(second).tokens().shared(CONDITION);
        second.finish(second.unfinished().orElseThrow());
        var other = SealingForTests.with(second).tokens().shared(CONDITION);
        var off = server("keys");
        var opening = SealingForTests.with(off).tokens().shared(CONDITION);
        off.finish(off.unfinished().orElseThrow());

        assertThat(before).containsExactly(CONDITION);
        assertThat(one).hasSize(1).noneMatch(known -> known.contains(NUMBER));
        assertThat(between).hasSize(2).containsAll(one).containsAll(other);
        assertThat(other).hasSize(1).doesNotContainAnyElementsOf(one);
        assertThat(opening).hasSize(2).containsAll(other).contains(CONDITION);
        assertThat(SealingForTests.with(off).tokens().shared(CONDITION)).containsExactly(CONDITION);
        Files.delete(folder.resolve("keys"));
        var without = server("keys");
        without.learn();
        assertThat(SealingForTests.with(without).tokens().shared(CONDITION)).containsExactly(CONDITION);
        assertThat(SealingForTests.with(without).tokens().keyed(new byte[] {1})).containsExactly(1);
    }

    @Test
    void who_has_not_heard_for_longer_than_a_change_settles_asks_before_he_writes() {
        var nanos = new AtomicLong();
        var slow = slowServer(database, nanos);
        var here = SealingForTests.with(slow);
        server("keys", SYSTEM);

        nanos.addAndGet(SETTLING.toNanos());
        assertThat(here.tokens().written(0, SYSTEM, NUMBER)).isEqualTo(NUMBER);
        nanos.incrementAndGet();

        assertThat(here.tokens().written(0, SYSTEM, NUMBER)).isNotEqualTo(NUMBER);
        assertThat(here.texts().seal(TEXT, PLACE)).doesNotContain(NUMBER);
    }

    @Test
    void who_can_ask_nobody_writes_nothing() {
        var nanos = new AtomicLong();
        var isGone = new AtomicBoolean();
        var slow = slowServer(
                new DelegatingDataSource(database) {
                    @Override
                    public Connection getConnection() throws SQLException {
                        if (isGone.get()) {
                            throw new SQLException("No connection is left");
                        }
                        return super.getConnection();
                    }
                },
                nanos);

        isGone.set(true);
        nanos.addAndGet(SETTLING.toNanos() + 1);

        isRefused(() -> SealingForTests.with(slow).texts().seal(TEXT, PLACE));
        isGone.set(false);
        assertThat(SealingForTests.with(slow).texts().seal(TEXT, PLACE)).isEqualTo(TEXT);
    }

    /** One that knows of no encryption, with the same key file as the others; nobody learns for it. */
    private KeyRing slowServer(DataSource database, AtomicLong nanos) {
        return new KeyRing(
                new SealingSettings(Set.of(), folder.resolve("keys"), SETTLING), folder, database, nanos::get);
    }
}
