package org.openward.interfaceengine.archive;

import org.openward.fhir.Refusal;

/** The bytes of messages hold patient data as it was sent, so not everybody who may list messages may read them. */
class RawMessagesClosed extends Refusal {
    private static final long serialVersionUID = 1L;

    RawMessagesClosed() {
        super(
                Kind.FORBIDDEN,
                "X3",
                "The bytes of messages need the permission " + ArchiveDesk.RAW_MESSAGES
                        + " besides. Ask without raw, or with a token that has it.");
    }
}
