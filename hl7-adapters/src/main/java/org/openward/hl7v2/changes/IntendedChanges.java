package org.openward.hl7v2.changes;

import java.util.List;
import org.openward.hl7v2.MessageHeader;
import org.openward.hl7v2.Place;
import org.openward.hl7v2.datatypes.Remark;
import org.openward.hl7v2.results.PatientAsSent;

/**
 * Everything that one message wants changed.
 *
 * @param patient whom it is about, to be found in the registry; all changes but of the patient himself are about him
 * @param holds why nothing of it may be done before a person has looked; empty when it may
 * @param aside the segments that say nothing to these changes; the stored message keeps them
 */
public record IntendedChanges(
        MessageHeader header,
        PatientAsSent patient,
        List<Change> changes,
        List<Hold> holds,
        List<Place> aside,
        List<Remark> remarks) {
    public IntendedChanges {
        changes = List.copyOf(changes);
        holds = List.copyOf(holds);
        aside = List.copyOf(aside);
    }
}
