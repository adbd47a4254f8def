package org.openward.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openward.audit.AuditEntry.About;
import org.openward.audit.AuditEntry.Action;
import org.openward.audit.AuditEntry.Activity;
import org.openward.audit.AuditEntry.Deed;
import org.openward.audit.AuditEntry.Outcome;
import org.openward.audit.AuditSettings.Reads;
import org.openward.audit.witness.Witness;
import org.openward.testing.CountedStatements;
import org.openward.testing.Postgres;

/** Which rows of the trail an operator may let a crash of the database's machine take: those of reads, and no others. */
class RelaxedReadsTest {
    @ParameterizedTest
    @CsvSource({"read, READ", "vread, READ", "history-instance, READ", "search-type, EXECUTE"})
    void a_reader_need_not_wait_for_the_disk(String interaction, Action action) {
        assertThat(written(Reads.RELAXED, Deed.done(Activity.REST, action, interaction)))
                .contains("set synchronous_commit = off", "reset synchronous_commit");
        assertThat(written(Reads.DURABLE, Deed.done(Activity.REST, action, interaction)))
                .noneMatch(statement -> statement.contains("synchronous_commit"));
    }

    @Test
    void what_was_refused_failed_or_did_something_is_on_the_disk() {
        var deeds = List.of(
                Deed.refused(Activity.REST, Action.READ, "read", "The scopes do not allow it."),
                new Deed(Activity.REST, Action.READ, "read", Outcome.FAILED, "The server failed."),
                Deed.refused(Activity.SIGN_IN, Action.EXECUTE, Deed.LOGIN, "Wrong password"),
                Deed.done(Activity.SIGN_IN, Action.EXECUTE, Deed.LOGIN),
                Deed.done(Activity.REST, Action.EXECUTE, "operation"),
                Deed.done(Activity.REST, Action.CREATE, "create"),
                Deed.done(Activity.SERVER, Action.READ, "read"));

        assertThat(deeds).allSatisfy(deed -> assertThat(written(Reads.RELAXED, deed))
                .noneMatch(statement -> statement.contains("synchronous_commit")));
    }

    @Test
    void a_read_beside_a_refusal_of_the_same_moment_is_on_the_disk_too() {
        var read = Deed.done(Activity.REST, Action.READ, "read");
        var refusal = Deed.refused(Activity.REST, Action.READ, "read", "Another tenant's");

        assertThat(written(Reads.RELAXED, read, refusal))
                .noneMatch(statement -> statement.contains("synchronous_commit"));
    }

    private static List<String> written(Reads reads, Deed... deeds) {
        try (var trail = new TrailForTests()) {
            var statements = new CountedStatements();
            var database = (DataSource) statements.postProcessAfterInitialization(Postgres.application(), "database");
            var writer = new AuditWriter(
                    database,
                    new AuditSettings(reads),
                    new Witness(Postgres.application(), Clock.systemUTC()),
                    new SimpleMeterRegistry());
            writer.start();
            var rows = List.of(deeds).stream()
                    .map(deed ->
                            AuditRow.of(new AuditEntry(trail.nurse(), deed, About.NOTHING, null), Clock.systemUTC()))
                    .toList();
            try {
                return statements.during(() -> writer.write(rows));
            } finally {
                writer.stop();
            }
        }
    }
}
