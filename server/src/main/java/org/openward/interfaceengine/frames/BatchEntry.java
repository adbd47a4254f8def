package org.openward.interfaceengine.frames;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.jspecify.annotations.Nullable;
import org.openward.hl7v2.batch.BatchFile;
import org.openward.hl7v2.batch.Envelope;
import org.openward.hl7v2.mllp.ReceivedBytes;
import org.openward.tenancy.Caller;
import org.openward.tenancy.TenantId;

/**
 * A batch as it arrived.
 *
 * @param device id of the Device that sent it, if it is known
 * @param subject who acts when it is entered
 * @param inCommitBlocks its sender speaks release 2 of MLLP
 */
record BatchEntry(
        TenantId tenant,
        @Nullable String device,
        String subject,
        boolean inCommitBlocks,
        BatchFile file,
        ReceivedBytes received) {
    byte[] sha256() {
        try {
            return MessageDigest.getInstance("SHA-256").digest(received.content());
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("Every Java platform has SHA-256", impossible);
        }
    }

    /** By which the sender knows it: FHS-11, else BHS-11 of the first batch. */
    String controlId() {
        return file.header()
                .or(() -> file.batches().stream().findFirst().flatMap(batch -> batch.header()))
                .map(Envelope::controlId)
                .orElse("");
    }

    int messages() {
        return file.batches().stream()
                .mapToInt(batch -> batch.messages().size())
                .sum();
    }

    String address() {
        return received.connection().remote().getAddress().getHostAddress();
    }

    Caller caller(String requestId) {
        return new Caller(tenant, Caller.Kind.DEVICE, subject, requestId, address());
    }
}
