package org.openward.security.assignment;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.openward.security.assignment.Assigned.Kind;
import org.springframework.stereotype.Component;

/** Lets somebody see a patient who is not in his care, for a short time and within the transaction of whoever decided so. */
@Component
public class EmergencyAccess {
    private final AssignmentBook book;

    EmergencyAccess(AssignmentBook book) {
        this.book = book;
    }

    /**
     * From then on until the end he sees what his roles show of a patient in his care; he writes nothing.
     *
     * @param user who, such as {@code Practitioner/12}
     * @param patient the patient's id
     * @param reason the record that tells why, such as {@code Task/7}
     */
    public void open(String user, String patient, String reason, Instant start, Instant end) {
        book.replace(
                reason,
                List.of(new Assigned(
                        Kind.GLASS, user, patient, Optional.of(start), Optional.of(end), Optional.empty())));
    }
}
