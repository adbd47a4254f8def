package org.openward.hl7v2;

/** A place in a message: a segment, which one of its name, and a field of it or 0 for the whole segment. */
public record Place(String segment, int occurrence, int field) {
    public static Place of(String segment) {
        return new Place(segment, 1, 0);
    }

    @Override
    public String toString() {
        String which = occurrence > 1 ? segment + "[" + occurrence + "]" : segment;
        return field == 0 ? which : which + "-" + field;
    }
}
