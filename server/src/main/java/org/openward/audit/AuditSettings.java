package org.openward.audit;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How the audit trail is kept.
 *
 * @param reads what a reader waits for before the answer leaves
 */
@ConfigurationProperties("openward.audit")
public record AuditSettings(@DefaultValue("durable") Reads reads) {
    /** How safe the audit row of a read is when its answer leaves. */
    public enum Reads {
        /** On disk. */
        DURABLE,
        /** Committed; a crash of the database's machine may lose the last half second. */
        RELAXED
    }
}
