package org.openward.hl7v2.datatypes;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.openward.hl7v2.Decoding;
import org.openward.hl7v2.Hl7Message;
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

    /** Of a message whose bytes could not all be understood. */
    public void remarkLosses(Hl7Message message) {
        if (message.decoding().fidelity() == Decoding.Fidelity.LOSSY) {
            remark(
                    Remark.Kind.LOSSY_CHARACTER_SET,
                    message.header().segment().place(18),
                    "Some bytes do not fit the device's character set");
        }
    }

    public List<Unmapped> unmapped() {
        return List.copyOf(unmapped);
    }

    public List<Remark> remarks() {
        return List.copyOf(remarks);
    }
}
