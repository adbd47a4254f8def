package org.openward.hl7v2;

import java.util.ArrayList;
import java.util.List;

/** One segment of a message, such as PID or the third OBX; fields count from 1 as in the standard. */
public final class Segment {
    private final String name;
    private final int occurrence;
    private final Notation notation;
    private final List<String> fields;

    private Segment(String name, int occurrence, Notation notation, List<String> fields) {
        this.name = name;
        this.occurrence = occurrence;
        this.notation = notation;
        this.fields = fields;
    }

    static Segment of(String line, int occurrence, Notation notation) {
        List<String> parts = Field.split(line, notation.field());
        List<String> fields = new ArrayList<>(parts.subList(1, parts.size()));
        if (parts.get(0).equals(Hl7Message.HEADER)) {
            // MSH-1 is the separator itself, so every later field is one further on than it looks.
            fields.add(0, String.valueOf(notation.field()));
        }
        return new Segment(parts.get(0), occurrence, notation, List.copyOf(fields));
    }

    public String name() {
        return name;
    }

    /** Which segment of this name it is in the message, from 1. */
    public int occurrence() {
        return occurrence;
    }

    public Notation notation() {
        return notation;
    }

    public Field field(int number) {
        return new Field(number <= fields.size() ? fields.get(number - 1) : "", notation);
    }

    public String text(int field) {
        return field(field).text();
    }

    /** The place of a field of this segment, to be named in an acknowledgement. */
    public Place place(int field) {
        return new Place(name, occurrence, field);
    }

    @Override
    public String toString() {
        return name + "[" + occurrence + "]";
    }
}
