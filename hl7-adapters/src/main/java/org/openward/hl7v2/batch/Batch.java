package org.openward.hl7v2.batch;

import java.util.List;
import java.util.Optional;
import org.openward.hl7v2.Problem;

/**
 * One batch.
 *
 * @param header BHS, unless the messages stand in their file without one
 * @param messages the bytes of each message exactly as they came
 * @param problems such as a count that is not right; then the last message may be cut off, and none must be used
 */
public record Batch(Optional<Envelope> header, List<byte[]> messages, List<Problem> problems) {
    public Batch {
        messages = List.copyOf(messages);
        problems = List.copyOf(problems);
    }
}
