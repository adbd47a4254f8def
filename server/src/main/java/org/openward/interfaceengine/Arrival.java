package org.openward.interfaceengine;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.openward.audit.AuditEntry;
import org.openward.audit.AuditEntry.About;
import org.openward.audit.AuditEntry.Action;
import org.openward.audit.AuditEntry.Activity;
import org.openward.audit.AuditEntry.Deed;
import org.openward.interfaceengine.FeedMessage.Bytes;
import org.openward.interfaceengine.uniqueids.UsedControlIds.Use;
import org.openward.tenancy.Caller;
import org.openward.tenancy.TenantId;

/**
 * A message as it arrived, judged but not yet stored.
 *
 * @param device id of the Device that sent it, if it is known
 * @param decoding how its bytes become text
 * @param verdict what becomes of it, and the acknowledgement that says so
 */
public record Arrival(
        TenantId tenant,
        String lane,
        @Nullable String device,
        Bytes raw,
        Instant receivedAt,
        Sender sender,
        Envelope envelope,
        String decoding,
        Verdict verdict) {
    /** The lane of messages of which nobody knows who sent them. */
    public static final String NOBODYS = "unknown";

    /**
     * Whether a message is taken in.
     *
     * @param otherwise what becomes of it when its control id means another message already; nothing else when absent
     */
    public record Verdict(Decision decision, String reason, Bytes acknowledgement, @Nullable Verdict otherwise) {
        public Verdict(Decision decision, String reason, Bytes acknowledgement) {
            this(decision, reason, acknowledgement, null);
        }

        public static Verdict accepted(byte[] acknowledgement) {
            return new Verdict(Decision.RECEIVED, "", new Bytes(acknowledgement));
        }

        public static Verdict refused(String reason, byte[] acknowledgement) {
            return new Verdict(Decision.REFUSED, reason, new Bytes(acknowledgement));
        }

        /** The same verdict, unless the control id of the message means another one already. */
        Verdict unlessIdIsTaken(Verdict refusal) {
            return new Verdict(decision, reason, acknowledgement, refusal);
        }

        /** The same verdict, with its answer as it is put on the line. */
        Verdict answered(UnaryOperator<byte[]> framing) {
            return new Verdict(
                    decision,
                    reason,
                    new Bytes(framing.apply(acknowledgement.content())),
                    otherwise == null ? null : otherwise.answered(framing));
        }
    }

    /** What becomes of a message: it waits for its turn, or was answered negatively and is kept only as evidence. */
    public enum Decision {
        RECEIVED,
        REFUSED
    }

    /** The same message, judged otherwise. */
    Arrival judged(Verdict other) {
        return new Arrival(tenant, lane, device, raw, receivedAt, sender, envelope, decoding, other);
    }

    /** The use that it makes of its control id, if its sender uses each of them once. */
    Optional<Use> onlyUse() {
        return verdict.otherwise() == null || device == null
                ? Optional.empty()
                : Optional.of(
                        new Use(device, envelope.controlId(), HexFormat.of().formatHex(sha256())));
    }

    byte[] sha256() {
        try {
            return MessageDigest.getInstance("SHA-256").digest(raw.content());
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("Every Java platform has SHA-256", impossible);
        }
    }

    /** What the audit is to say about its coming. */
    AuditEntry audit(String requestId) {
        var deed = verdict.decision() == Decision.RECEIVED
                ? Deed.done(Activity.MESSAGE, Action.CREATE, "receive")
                : Deed.refused(Activity.MESSAGE, Action.CREATE, "receive", verdict.reason());
        return new AuditEntry(caller(requestId), deed, new About("Device", device, null, null), null);
    }

    /** Who brings it. */
    public Caller caller(String requestId) {
        var subject = device == null ? "Device?" + sender.application() : "Device/" + device;
        return new Caller(tenant, Caller.Kind.DEVICE, subject, requestId, sender.address());
    }
}
