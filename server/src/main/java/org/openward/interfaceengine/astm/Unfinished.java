package org.openward.interfaceengine.astm;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.openward.interfaceengine.Analyzer;
import org.openward.interfaceengine.Sender;

/**
 * A message that is not yet whole.
 *
 * @param device id of the Device that sends it, if it is known
 * @param parts how many parts of it are kept
 */
record Unfinished(UUID id, String lane, @Nullable String device, Sender sender, Instant begun, int parts) {
    static Unfinished by(Analyzer analyzer, Sender sender, Instant begun) {
        return new Unfinished(UUID.randomUUID(), analyzer.lane(), analyzer.device(), sender, begun, 0);
    }

    Unfinished withAnotherPart() {
        return new Unfinished(id, lane, device, sender, begun, parts + 1);
    }
}
