package org.openward.astm;

import java.util.List;
import org.openward.hl7v2.Field;
import org.openward.hl7v2.Notation;
import org.openward.hl7v2.Place;

/**
 * One record, such as P or the third R of its message.
 *
 * @param fields everything between the field delimiters; the first is the type itself, so fields count from 1 as in the
 *     standard
 */
public record AstmRecord(String type, int occurrence, Notation notation, List<String> fields) {
    public AstmRecord {
        fields = List.copyOf(fields);
    }

    public Field field(int number) {
        return new Field(number <= fields.size() ? fields.get(number - 1) : "", notation);
    }

    public String text(int field) {
        return field(field).text();
    }

    public Place place(int field) {
        return new Place(type, occurrence, field);
    }

    @Override
    public String toString() {
        return type + "[" + occurrence + "]";
    }
}
