package org.openward.fhir.bulk;

/** Some lines of a file, deflated so that what follows can be appended. */
public final class Chunk {
    private final byte[] content;
    private final int lines;
    private final int size;
    private final long crc;

    /**
     * @param lines how many
     * @param size their bytes before they were deflated
     * @param crc of those bytes
     */
    Chunk(byte[] content, int lines, int size, long crc) {
        this.content = content;
        this.lines = lines;
        this.size = size;
        this.crc = crc;
    }

    /** Not a copy, not to be changed. */
    byte[] content() {
        return content;
    }

    /** How many. */
    public int lines() {
        return lines;
    }

    /** Their bytes before they were deflated. */
    public int size() {
        return size;
    }

    long crc() {
        return crc;
    }
}
