package org.openward.audit;

import org.jspecify.annotations.Nullable;
import org.openward.tenancy.Caller;

/**
 * One thing that somebody did or tried.
 *
 * @param request the request line, when what was asked for matters beyond the record it touched
 */
public record AuditEntry(Caller caller, Deed deed, About about, @Nullable String request) {
    private static final int LONGEST_REQUEST = 8000;

    public AuditEntry {
        request = Text.of(request, LONGEST_REQUEST);
    }

    AuditEntry by(Caller other) {
        return new AuditEntry(other, deed, about, request);
    }

    /** What sort of thing happened. */
    public enum Activity {
        /** A FHIR request. */
        REST,
        /** Somebody proved who he is, or failed to. */
        SIGN_IN,
        /** A message of a device or another system came in. */
        MESSAGE,
        /** The server acted on its own account. */
        SERVER
    }

    /** What was done with the record; the letters of FHIR's {@code AuditEvent.action}. */
    public enum Action {
        CREATE("C"),
        READ("R"),
        UPDATE("U"),
        DELETE("D"),
        EXECUTE("E");

        private final String letter;

        Action(String letter) {
            this.letter = letter;
        }

        String letter() {
            return letter;
        }

        static Action of(String letter) {
            for (var action : values()) {
                if (action.letter.equals(letter)) {
                    return action;
                }
            }
            throw new IllegalArgumentException("No audit action has the letter " + letter + ".");
        }
    }

    /** How it ended; the numbers of FHIR's {@code AuditEvent.outcome}. */
    public enum Outcome {
        SUCCESS("0"),
        /** Refused: the caller could do something about it. */
        REFUSED("4"),
        /** The server failed. */
        FAILED("8");

        private final String number;

        Outcome(String number) {
            this.number = number;
        }

        String number() {
            return number;
        }

        static Outcome of(String number) {
            for (var outcome : values()) {
                if (outcome.number.equals(number)) {
                    return outcome;
                }
            }
            throw new IllegalArgumentException("No audit outcome has the number " + number + ".");
        }
    }

    /**
     * What was done and how it ended.
     *
     * @param interaction FHIR's restful interaction such as {@code search-type}, or the activity's own word for it
     * @param detail why it did not succeed
     */
    public record Deed(Activity activity, Action action, String interaction, Outcome outcome, @Nullable String detail) {
        /** Somebody signed in; the word is DICOM's. */
        public static final String LOGIN = "110122";

        /** Somebody signed out; the word is DICOM's. */
        public static final String LOGOUT = "110123";

        /** A password, second factor, role or account was changed; the word is DICOM's. */
        public static final String ATTRIBUTES = "110137";

        /** A client asked for an access token. */
        public static final String TOKEN = "token";

        private static final String SEARCH = "search-type";
        private static final int LONGEST_DETAIL = 1000;

        public Deed {
            detail = Text.of(detail, LONGEST_DETAIL);
        }

        /** Whether records were seen, read or searched for, and nothing else happened. */
        boolean isReading() {
            return activity == Activity.REST
                    && outcome == Outcome.SUCCESS
                    && (action == Action.READ || SEARCH.equals(interaction));
        }

        /** Done as asked. */
        public static Deed done(Activity activity, Action action, String interaction) {
            return new Deed(activity, action, interaction, Outcome.SUCCESS, null);
        }

        /** Tried, and not done. */
        public static Deed refused(Activity activity, Action action, String interaction, String why) {
            return new Deed(activity, action, interaction, Outcome.REFUSED, why);
        }
    }

    /**
     * The record and the patient concerned, as far as there is one.
     *
     * @param patient the id of the patient whose record it is
     */
    public record About(
            @Nullable String type, @Nullable String id, @Nullable String version, @Nullable String patient) {
        /** No record in particular. */
        public static final About NOTHING = new About(null, null, null, null);

        private static final int LONGEST_ID = 200;

        public About {
            type = Text.of(type, LONGEST_ID);
            id = Text.of(id, LONGEST_ID);
            version = Text.of(version, LONGEST_ID);
            patient = Text.of(patient, LONGEST_ID);
        }

        About ofPatient(@Nullable String other) {
            return new About(type, id, version, other);
        }
    }

    /** Text that PostgreSQL takes whatever a client sent: no NUL, no more than fits. */
    private static final class Text {
        private Text() {}

        static @Nullable String of(@Nullable String value, int longest) {
            if (value == null) {
                return null;
            }
            var clean = value.replace("\u0000", "");
            return clean.length() > longest ? clean.substring(0, longest) + "…" : clean;
        }
    }
}
