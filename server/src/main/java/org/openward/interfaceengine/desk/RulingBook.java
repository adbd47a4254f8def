package org.openward.interfaceengine.desk;

import java.sql.Timestamp;
import java.time.Clock;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.openward.interfaceengine.Ruling;
import org.openward.interfaceengine.RulingRefused;
import org.openward.tenancy.Acting;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The book of who decided what about which message, and why; the database lets a message be finished by one decision only. */
@Component
public class RulingBook {
    private final JdbcClient jdbc;
    private final Clock clock;

    RulingBook(JdbcClient jdbc, Clock clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /**
     * Takes a decision down with its reason, in the name of the acting caller.
     *
     * @param outcome what the message is now: processed, discarded, or held again
     */
    public void enter(long message, Ruling ruling, String outcome) {
        jdbc.sql(
                        """
                        insert into openward.feed_ruling (
                            tenant_id, message_id, kind, outcome, decided_by, decided_at, reason, patient_id, order_id)
                        values (:tenant, :message, :kind, :outcome, :by, :at, :reason, :patient, :order)""")
                .param("tenant", Acting.tenant().value())
                .param("message", message)
                .param("kind", ruling.kind().code())
                .param("outcome", outcome.toLowerCase(Locale.ROOT))
                .param("by", Acting.caller().subject())
                .param("at", Timestamp.from(clock.instant()))
                .param("reason", ruling.reason())
                .param("patient", ruling.destination().patient())
                .param("order", ruling.destination().order())
                .update();
    }

    /** Whether a message waits for an answer to that task. */
    boolean isUndecided(String task) {
        return jdbc.sql(
                        """
                        select exists (select from openward.feed_message
                            where tenant_id = :tenant and task_id = :task and status in ('held', 'dead'))""")
                .param("tenant", Acting.tenant().value())
                .param("task", task)
                .query(Boolean.class)
                .single();
    }

    /** Refuses a decision about a finished message, unless it is the very one that finished it. */
    public void checkRepeats(long message, Ruling ruling) {
        if (ruling.kind() == Ruling.Kind.REPLAY) {
            return;
        }
        var isSame = jdbc.sql(
                        """
                        select kind, patient_id, order_id from openward.feed_ruling
                        where tenant_id = :tenant and message_id = :message and outcome <> 'held'""")
                .param("tenant", Acting.tenant().value())
                .param("message", message)
                .query((row, number) ->
                        new Entry(row.getString("kind"), row.getString("patient_id"), row.getString("order_id")))
                .optional()
                .filter(Entry.of(ruling)::equals)
                .isPresent();
        if (!isSame) {
            throw RulingRefused.decidedOtherwise();
        }
    }

    private record Entry(String kind, @Nullable String patient, @Nullable String order) {
        static Entry of(Ruling ruling) {
            var destination = Objects.requireNonNull(ruling.destination());
            return new Entry(ruling.kind().code(), destination.patient(), destination.order());
        }
    }
}
