package org.openward.interfaceengine.changes;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.openward.interfaceengine.Outcome.Held;
import org.openward.laboratory.Preview;

/**
 * What would become of a message if it were carried out now.
 *
 * @param obstacle what keeps it from being carried out
 * @param patients ids of the patients who were found; of a merge first the survivor, then the one who ends
 * @param writes what would be written; nothing when there is an obstacle, and of a merge nothing either
 */
public record ChangePreview(@Nullable Held obstacle, List<String> patients, List<Preview.Write> writes) {
    public ChangePreview {
        patients = List.copyOf(patients);
        writes = List.copyOf(writes);
    }
}
