package org.openward.interfaceengine;

import org.openward.fhir.Refusal;

/** The task is about something else than a held message. */
class NoHeldMessage extends Refusal {
    private static final long serialVersionUID = 1L;

    NoHeldMessage() {
        super(
                Kind.RULE,
                "G6",
                "This task asks for no held message, or was cancelled. Replay a task whose code is held-message, as the server wrote it.");
    }
}
