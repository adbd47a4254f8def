package org.openward.hl7v2;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;

/** One segment of a message, such as PID or the third OBX; fields count from 1 as in the standard. */
public final class Segment {
    private final String name;
    private final int occurrence;
    private final Notation notation;
    private final List<String> fields;
    private final IntFunction<Place> places;

    private Segment(String name, int occurrence, Notation notation, List<String> fields, IntFunction<Place> places) {
        this.name = name;
        this.occurrence = occurrence;
        this.notation = notation;
        this.fields = fields;
        this.places = places;
    }

    static Segment of(String line, int occurrence, Notation notation) {
        List<String> parts = Field.split(line, notation.field());
        List<String> fields = new ArrayList<>(parts.subList(1, parts.size()));
        if (parts.get(0).equals(Hl7Message.HEADER)) {
            // MSH-1 is the separator itself, so every later field is one further on than it looks.
            fields.add(0, String.valueOf(notation.field()));
        }
        String name = parts.get(0);
        return new Segment(
                name, occurrence, notation, List.copyOf(fields), field -> new Place(name, occurrence, field));
    }

    /**
     * A segment that says what a record of another standard said.
     *
     * @param fields from field 1 on, in the notation of the record
     * @param places where in the record each field came from
     */
    public static Segment translated(
            String name, int occurrence, Notation notation, List<String> fields, IntFunction<Place> places) {
        return new Segment(name, occurrence, notation, List.copyOf(fields), places);
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

    /** How many fields were sent. */
    int size() {
        return fields.size();
    }

    public String text(int field) {
        return field(field).text();
    }

    /** The place of a field of this segment, to be named in an acknowledgement. */
    public Place place(int field) {
        return places.apply(field);
    }

    @Override
    public String toString() {
        return name + "[" + occurrence + "]";
    }
}
