package org.openward.audit;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;

/** What was done to the records of several patients appears in the trail of each of them. */
final class PerPatient {
    private PerPatient() {}

    /** The deed itself, naming its patient when there is one only; and once for each when there are several. */
    static List<AuditEntry> entries(AuditEntry deed, SortedSet<String> patients) {
        if (patients.size() == 1) {
            return List.of(about(deed, patients.first()));
        }
        var entries = new ArrayList<>(List.of(deed));
        patients.forEach(patient -> entries.add(about(deed, patient)));
        return entries;
    }

    private static AuditEntry about(AuditEntry deed, String patient) {
        return new AuditEntry(deed.caller(), deed.deed(), deed.about().ofPatient(patient), deed.request());
    }
}
