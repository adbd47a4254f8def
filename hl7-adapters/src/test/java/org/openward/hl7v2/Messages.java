package org.openward.hl7v2;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.Collectors;

/** Messages for tests: invented senders, invented patients. */
public final class Messages {
    public static final String HEADER =
            "MSH|^~\\&|XN1000|LAB|OPENWARD|HOSPITAL|20260301101500+0530||ORU^R01^ORU_R01|M-1|P|2.5.1";

    private Messages() {}

    /** A message of these segments after an ordinary header. */
    public static byte[] withHeader(String... segments) {
        String rest = Arrays.stream(segments).map(each -> each + "\r").collect(Collectors.joining());
        return bytes(HEADER + "\r" + rest);
    }

    public static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    public static Hl7Message parsed(String... segments) {
        return parsed(withHeader(segments));
    }

    public static Hl7Message parsed(byte[] raw) {
        try {
            return Hl7Message.parse(raw);
        } catch (MalformedMessage unexpected) {
            throw new AssertionError(unexpected);
        }
    }
}
