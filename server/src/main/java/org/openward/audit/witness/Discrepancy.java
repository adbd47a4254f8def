package org.openward.audit.witness;

import java.util.UUID;

/**
 * Where the trail differs from what this server remembers.
 *
 * @param row the id of the row concerned
 * @param isMissing whether the server wrote it and it is gone; otherwise it is there, says that the server wrote it, and it did not
 */
public record Discrepancy(UUID row, boolean isMissing) {
    private static final String MISSING = "audit-row-missing";
    private static final String INSERTED = "audit-row-inserted";

    /** The word by which the trail itself tells of it. */
    public String word() {
        return isMissing ? MISSING : INSERTED;
    }

    /** Whether a row of the trail tells of one that is gone. */
    public static boolean tellsOfMissing(String word) {
        return MISSING.equals(word);
    }

    /** Whether a row of the trail tells of one that its server did not write. */
    public static boolean tellsOfInserted(String word) {
        return INSERTED.equals(word);
    }

    /** For people. */
    public String said() {
        return isMissing
                ? "Row " + row + " was written and is gone, before it was sealed."
                : "Row " + row + " names a server that did not write it.";
    }
}
