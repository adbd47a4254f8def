package org.openward.terminology.release;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * The bytes of an XML text in which no tag, comment, document type or the like is longer than anybody writes them: whoever reads XML holds
 * each of them whole in the memory.
 */
final class ShortMarkup extends FilterInputStream {
    static final int LONGEST = 2_000_000;

    private static final String COMMENT = "!--";
    private static final String SECTION = "![CDATA[";
    private static final String DOCUMENT_TYPE = "!DOCTYPE";

    private final StringBuilder beginning = new StringBuilder(SECTION.length());
    private boolean isOpen;
    private boolean isInsideDocumentType;
    private int quotation;
    private int length;
    private int before;
    private int last;

    ShortMarkup(InputStream xml) {
        super(xml);
    }

    @Override
    public int read() throws IOException {
        var octet = super.read();
        if (octet > 0) {
            next(octet);
        }
        return octet;
    }

    @Override
    public int read(byte[] buffer, int offset, int size) throws IOException {
        var count = super.read(buffer, offset, size);
        for (int place = offset; place < offset + count; place++) {
            // Where characters have two octets, one of them is 0 in all that matters here.
            if (buffer[place] != 0) {
                next(buffer[place] & 0xff);
            }
        }
        return count;
    }

    private void next(int octet) {
        if (!isOpen) {
            isOpen = octet == '<';
            begin();
        } else if (octet == '<' && !isSpecial()) {
            begin();
        } else {
            goOn(octet);
        }
        before = last;
        last = octet;
    }

    private void begin() {
        beginning.setLength(0);
        isInsideDocumentType = false;
        quotation = 0;
        length = 0;
    }

    private void goOn(int octet) {
        if (++length > LONGEST) {
            throw new BadRelease("The XML has a tag or a comment with more than %,d characters.".formatted(LONGEST));
        }
        isOpen = !isEnd(octet);
        if (beginning.length() < SECTION.length()) {
            beginning.append((char) octet);
        }
        if (octet == '"' || octet == '\'') {
            quotation = quotation == 0 ? octet : quotation == octet ? 0 : quotation;
        }
        if (octet == '[' && quotation == 0 && begins(DOCUMENT_TYPE)) {
            isInsideDocumentType = true;
        }
    }

    /** Where anything may stand but the end. */
    private boolean isSpecial() {
        return begins(COMMENT) || begins(SECTION) || begins("?") || isInsideDocumentType;
    }

    private boolean begins(String markup) {
        return beginning.indexOf(markup) == 0;
    }

    private boolean isEnd(int octet) {
        if (isInsideDocumentType) {
            return octet == ']';
        }
        if (octet != '>') {
            return false;
        }
        if (begins(COMMENT)) {
            return last == '-' && before == '-' && length > COMMENT.length() + 2;
        }
        if (begins(SECTION)) {
            return last == ']' && before == ']';
        }
        return begins("?") ? last == '?' : quotation == 0;
    }
}
