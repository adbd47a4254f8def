package org.openward.hl7v2.results;

import java.util.List;
import org.openward.hl7v2.Place;

/**
 * What became of every OBX of a message; it cannot be made if one is missing.
 *
 * @param received how many OBX segments came
 * @param observations how many became observations
 */
public record Accounting(int received, int observations, List<LeftOut> leftOut) {

    /** Why an OBX is no observation. */
    public enum Reason {
        /** It answers a question asked with the order (OBX-29 QST or SCI). */
        ORDER_QUESTION,
        /** The analyzer, or the description of it, says that it is not a reportable result. */
        SUPPLEMENTAL,
        /** It is a document and became the report's presented form. */
        DOCUMENT,
        /** It only lists what was ordered (OBX-11 O). */
        ORDER_DETAIL_ONLY,
        /** It speaks of the patient, before the orders that have the results. */
        OF_PATIENT,
        /** It names no test and holds no value. */
        EMPTY,
        /** It has a value and names no test. */
        NO_TEST_CODE,
        /** It stands under no OBR. */
        NO_ORDER
    }

    /** One OBX that is no observation. */
    public record LeftOut(Place place, Reason reason) {}

    public Accounting {
        leftOut = List.copyOf(leftOut);
        if (received != observations + leftOut.size()) {
            throw new IllegalStateException("%d OBX came, %d became observations and %d were left out"
                    .formatted(received, observations, leftOut.size()));
        }
    }
}
