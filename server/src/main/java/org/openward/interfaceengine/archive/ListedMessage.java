package org.openward.interfaceengine.archive;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.openward.interfaceengine.Outcome.Remark;

/**
 * One message as the archive has it; but for its bytes it holds no patient data.
 *
 * @param repeats how often the very same message came again
 */
record ListedMessage(
        long number,
        Instant receivedAt,
        String lane,
        @Nullable String device,
        Header header,
        Fate fate,
        long repeats,
        Raw raw) {
    /** What it says about itself. */
    record Header(String type, String controlId, String sentAt) {}

    /**
     * What became of it.
     *
     * @param reports ids of the DiagnosticReports that it brought
     * @param records other records that it made or changed, such as Patient/12
     * @param remarks what is to be known about one that was filed
     */
    record Fate(
            String status,
            @Nullable String reason,
            @Nullable String detail,
            @Nullable String task,
            List<String> reports,
            List<String> records,
            List<Remark> remarks) {
        Fate {
            reports = List.copyOf(reports);
            records = List.copyOf(records);
            remarks = List.copyOf(remarks);
        }
    }

    /** Its bytes, if they were asked for and are still kept. */
    static final class Raw {
        static final Raw NOT_ASKED = new Raw(new byte[0]);

        private final byte[] content;

        Raw(byte[] content) {
            this.content = content;
        }

        /** Not a copy, not to be changed. */
        byte[] content() {
            return content;
        }
    }
}
