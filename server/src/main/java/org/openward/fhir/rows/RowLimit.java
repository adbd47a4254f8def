package org.openward.fhir.rows;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A condition that each record of a search must meet. */
public sealed interface RowLimit {
    /** Every record. */
    RowLimit EVERY = new AllOf(List.of());

    /** No record. */
    RowLimit NONE = new AnyOf(List.of());

    /** At least one of them; without any, no record at all. */
    record AnyOf(List<RowLimit> ways) implements RowLimit {
        public AnyOf {
            ways = List.copyOf(ways);
        }
    }

    /** Every one of them. */
    record AllOf(List<RowLimit> conditions) implements RowLimit {
        public AllOf {
            conditions = List.copyOf(conditions);
        }
    }

    /** The opposite. */
    record Not(RowLimit condition) implements RowLimit {}

    /**
     * The search parameter has one of the codes.
     *
     * @param codes such as {@code laboratory}, or {@code http://loinc.org|718-7} with the system
     */
    record HasCode(String parameter, List<String> codes) implements RowLimit {
        public HasCode {
            codes = List.copyOf(codes);
        }
    }

    /**
     * It carries a label.
     *
     * @param system nothing for whichever
     */
    record HasLabel(Label kind, @Nullable String system, String code) implements RowLimit {}

    /** What sort of label. */
    enum Label {
        TAG(0),
        PROFILE(1),
        SECURITY(2);

        private final int number;

        Label(int number) {
            this.number = number;
        }

        /** HAPI's for it. */
        int number() {
            return number;
        }
    }

    /** One of the search parameters leads to one of the records. */
    record RefersTo(List<String> parameters, Records targets) implements RowLimit {
        public RefersTo {
            parameters = List.copyOf(parameters);
        }
    }

    /** It refers to some record of that type, wherever. */
    record RefersToSome(String type) implements RowLimit {}

    /** It is one of the records. */
    record IsAmong(Records records) implements RowLimit {}

    /**
     * Records of one type.
     *
     * @param ids what stands after {@code in}: question marks, or a select of ids, with a question mark for each value
     */
    record Records(String type, String ids, List<String> values) {
        public Records {
            values = List.copyOf(values);
        }

        public static Records one(String type, String id) {
            return new Records(type, "?", List.of(id));
        }
    }
}
