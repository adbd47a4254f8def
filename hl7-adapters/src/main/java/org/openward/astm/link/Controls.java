package org.openward.astm.link;

import java.nio.charset.StandardCharsets;

/** The control characters of the line. Bytes are handled as text of one character each, so that none is ever lost. */
final class Controls {
    static final char STX = 0x02;
    static final char ETX = 0x03;
    static final char EOT = 0x04;
    static final char ENQ = 0x05;
    static final char ACK = 0x06;
    static final char NAK = 0x15;
    static final char ETB = 0x17;
    static final char CR = 0x0D;
    static final char LF = 0x0A;

    private Controls() {}

    static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    /** The sum of all characters modulo 256 as two hexadecimal digits. */
    static String checksum(String summed) {
        int sum = summed.chars().sum() & 0xFF;
        return "%02X".formatted(sum);
    }
}
