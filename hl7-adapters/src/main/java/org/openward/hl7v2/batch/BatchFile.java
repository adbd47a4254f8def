package org.openward.hl7v2.batch;

import java.util.List;
import java.util.Optional;
import org.openward.hl7v2.Problem;

/**
 * What one transfer of several messages holds.
 *
 * @param header FHS, when the batches came in a file
 * @param problems what speaks against the file as a whole; what speaks against one batch stands there
 */
public record BatchFile(Optional<Envelope> header, List<Batch> batches, List<Problem> problems) {
    public BatchFile {
        batches = List.copyOf(batches);
        problems = List.copyOf(problems);
    }

    /** Takes a file or batch apart, or answers nothing when the bytes are a single message or something else. */
    public static Optional<BatchFile> read(byte[] raw) {
        return new BatchReader(raw).read();
    }

    /** Whether every message that was sent is here: all trailers came and their counts are right. */
    public boolean isWhole() {
        return problems.isEmpty()
                && batches.stream().allMatch(each -> each.problems().isEmpty());
    }
}
