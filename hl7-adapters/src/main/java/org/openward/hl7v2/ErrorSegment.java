package org.openward.hl7v2;

/** One problem written as an ERR segment, as version 2.5 and later want it and as earlier ones do. */
record ErrorSegment(Problem problem, Notation notation) {
    private static final String TABLE = "HL70357";

    String modern() {
        String separator = String.valueOf(notation.field());
        String severity = "E";
        return String.join(separator, "ERR", "", place(), reason(notation.component()), severity)
                + separator.repeat(4)
                + notation.escape(problem.text())
                + "\r";
    }

    String old() {
        String gap = problem.place().field() > 0 ? "" : String.valueOf(notation.component());
        return "ERR" + notation.field() + place() + gap + notation.component() + reason(notation.subcomponent()) + "\r";
    }

    /** The code, its display and its table, as components or as subcomponents of a larger field. */
    String reason(char separator) {
        ErrorCondition condition = problem.condition();
        return condition.code() + "" + separator + condition.display() + separator + TABLE;
    }

    private String place() {
        Place place = problem.place();
        String segment = notation.escape(place.segment()) + notation.component() + place.occurrence();
        if (place.field() > 0) {
            return segment + notation.component() + place.field();
        }
        return segment;
    }
}
