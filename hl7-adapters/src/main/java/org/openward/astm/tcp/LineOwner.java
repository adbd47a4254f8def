package org.openward.astm.tcp;

import org.openward.hl7v2.mllp.ReceivedBytes.Connection;

/** Who takes what comes over the lines of one port. */
public interface LineOwner {
    /** A line was opened. */
    Conversation open(Connection line);
}
