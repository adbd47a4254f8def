package org.openward.hl7v2.datatypes;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.openward.hl7v2.Place;

/** Collects, while one message is read, what is not mapped and what is doubtful. */
public final class Findings {
    private final Set<Unmapped> unmapped = new LinkedHashSet<>();
    private final Set<Remark> remarks = new LinkedHashSet<>();

    public void unmapped(Unmapped code) {
        unmapped.add(code);
    }

    public void remark(Remark.Kind kind, Place place, String text) {
        remarks.add(new Remark(kind, place, text));
    }

    public List<Unmapped> unmapped() {
        return List.copyOf(unmapped);
    }

    public List<Remark> remarks() {
        return List.copyOf(remarks);
    }
}
