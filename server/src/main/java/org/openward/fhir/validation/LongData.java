package org.openward.fhir.validation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * Stands short texts in for long ones in base64, such as a scan or a film in a record: HL7's engine looks at each character for as long as
 * at a whole element otherwise. Only what is plainly base64, and as long as it says, is shortened; the engine judges all else itself.
 */
final class LongData {
    private static final int LONG = 4_000;
    private static final String SHORT = "AAAA";
    private static final int BYTES_OF_SHORT = 3;

    private LongData() {}

    /** Whether something of the record was shortened. The data of a signed record are what is signed. */
    static boolean shorten(JsonNode record) {
        return record.path("signature").isMissingNode() && shortenIn(record);
    }

    private static boolean shortenIn(JsonNode part) {
        var shortened = part instanceof ObjectNode object && shortenData(object);
        for (var inner : part) {
            shortened |= inner.isContainerNode() && shortenIn(inner);
        }
        return shortened;
    }

    private static boolean shortenData(ObjectNode part) {
        var data = part.path("data").isTextual() ? part.path("data").textValue() : "";
        if (data.length() < LONG || !isBase64(data)) {
            return false;
        }
        var size = part.path("size");
        if (size.isIntegralNumber() && size.longValue() == bytes(data)) {
            part.put("size", BYTES_OF_SHORT);
        } else if (!size.isMissingNode()) {
            return false;
        }
        part.put("data", SHORT);
        return true;
    }

    private static long bytes(String data) {
        return data.length() / 4 * 3L - (data.length() - end(data));
    }

    /** Where the characters that fill it up begin. */
    private static int end(String data) {
        var end = data.length();
        while (end > data.length() - 2 && data.charAt(end - 1) == '=') {
            end--;
        }
        return end;
    }

    private static boolean isBase64(String data) {
        if (data.length() % 4 != 0) {
            return false;
        }
        for (int place = end(data) - 1; place >= 0; place--) {
            var letter = data.charAt(place);
            if (!(letter >= 'a' && letter <= 'z')
                    && !(letter >= 'A' && letter <= 'Z')
                    && !(letter >= '0' && letter <= '9')
                    && letter != '+'
                    && letter != '/') {
                return false;
            }
        }
        return true;
    }
}
