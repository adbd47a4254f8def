package org.openward.interfaceengine.frames;

import java.sql.Timestamp;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.openward.audit.AuditEntry;
import org.openward.audit.AuditEntry.About;
import org.openward.audit.AuditEntry.Action;
import org.openward.audit.AuditEntry.Activity;
import org.openward.audit.AuditEntry.Deed;
import org.openward.audit.AuditTrail;
import org.openward.hl7v2.MessageHeader;
import org.openward.hl7v2.batch.BatchFile;
import org.openward.hl7v2.mllp.ReceivedBytes;
import org.openward.interfaceengine.Analyzer;
import org.openward.interfaceengine.Analyzers;
import org.openward.interfaceengine.Sender;
import org.openward.interfaceengine.strangers.Evidence;
import org.openward.tenancy.Acting;
import org.openward.tenancy.TenantId;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionOperations;

/** The batches that were answered, so that the same one again gets the same answer. */
@Component
class BatchLedger {
    private final Analyzers analyzers;
    private final AuditTrail audit;
    private final Evidence evidence;
    private final JdbcClient jdbc;
    private final TransactionOperations transactions;

    BatchLedger(
            Analyzers analyzers,
            AuditTrail audit,
            Evidence evidence,
            JdbcClient jdbc,
            TransactionOperations transactions) {
        this.analyzers = analyzers;
        this.audit = audit;
        this.evidence = evidence;
        this.jdbc = jdbc;
        this.transactions = transactions;
    }

    /** Whose batch it is, by its first message. */
    BatchEntry entry(BatchFile file, ReceivedBytes received) {
        var header = file.batches().stream()
                .flatMap(batch -> batch.messages().stream())
                .findFirst()
                .flatMap(MessageHeader::read);
        var sender = Sender.of(received.connection(), header);
        var analyzer = analyzers.recognise(sender);
        return new BatchEntry(
                analyzer.map(Analyzer::tenant).orElse(TenantId.DEFAULT),
                analyzer.map(Analyzer::device).orElse(null),
                analyzer.map(Analyzer::subject).orElse("Device?" + sender.application()),
                analyzer.filter(Analyzer::speaksInCommitBlocks).isPresent(),
                file,
                received);
    }

    Optional<Answer> answer(BatchEntry entry) {
        return inTenantOf(entry, () -> stored(entry));
    }

    /** The answer that counts: this one, or that of whoever was faster with the same batch. */
    Answer enter(BatchEntry entry, Answer answer) {
        var received = entry.received();
        if (entry.device() == null
                && !evidence.takes(received.connection().remote().getAddress(), received.content().length)) {
            return answer;
        }
        return inTenantOf(entry, () -> {
            if (insert(entry, answer) == 0) {
                return stored(entry).orElseThrow();
            }
            if (!entry.file().isWhole()) {
                audit.record(new AuditEntry(
                        Acting.caller(),
                        Deed.refused(Activity.MESSAGE, Action.CREATE, "receive", "A batch that is not whole."),
                        new About("Device", entry.device(), null, null),
                        null));
            }
            return answer;
        });
    }

    private <T> T inTenantOf(BatchEntry entry, Supplier<T> work) {
        return Acting.as(entry.caller(UUID.randomUUID().toString()), () -> transactions.execute(status -> work.get()));
    }

    private Optional<Answer> stored(BatchEntry entry) {
        // PostgreSQL finds this by index, however many batches there are; IS NOT DISTINCT FROM it would not.
        var device = entry.device() == null ? "device_id is null" : "device_id = :device";
        return jdbc.sql(
                        """
                        select acknowledgement from openward.feed_batch
                        where tenant_id = :tenant and %s and sha256 = :sha256"""
                                .formatted(device))
                .param("tenant", entry.tenant().value())
                .param("device", entry.device())
                .param("sha256", entry.sha256())
                .query((row, number) -> new Answer(row.getBytes("acknowledgement")))
                .optional();
    }

    /** The messages of a whole batch are kept one by one; of another one the bytes are kept as they came. */
    private int insert(BatchEntry entry, Answer answer) {
        return jdbc.sql(
                        """
                        insert into openward.feed_batch (
                            tenant_id, device_id, received_at, remote_address, control_id, messages, whole, sha256, raw,
                            acknowledgement)
                        values (
                            :tenant, :device, :receivedAt, :address, :controlId, :messages, :whole, :sha256, :raw,
                            :acknowledgement)
                        on conflict on constraint feed_batch_once do nothing""")
                .param("tenant", entry.tenant().value())
                .param("device", entry.device())
                .param("receivedAt", Timestamp.from(entry.received().receivedAt()))
                .param("address", entry.address())
                .param("controlId", entry.controlId().replaceAll("\\p{Cntrl}", " "))
                .param("messages", entry.messages())
                .param("whole", entry.file().isWhole())
                .param("sha256", entry.sha256())
                .param("raw", entry.file().isWhole() ? null : entry.received().content())
                .param("acknowledgement", answer.content())
                .update();
    }
}
