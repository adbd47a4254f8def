package org.openward.fhir.bulk.load;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/** Takes a text apart into its lines without ever holding more of it than the longest line that is allowed. */
final class LineSplitting {
    /** Stand for lines that cannot be kept; they are no JSON, so that no line that could be stored is taken for one. */
    static final String TOO_LONG = "\u0001too long";

    static final String NO_TEXT = "\u0001no text";

    private final int longest;
    private final Consumer<String> lines;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private boolean isTooLong;

    LineSplitting(int longest, Consumer<String> lines) {
        this.longest = longest;
        this.lines = lines;
    }

    /** @param meanwhile is called now and then, since the text may come slowly */
    void read(InputStream text, Runnable meanwhile) throws IOException {
        var buffer = new byte[1 << 16];
        int count = text.read(buffer);
        while (count >= 0) {
            take(buffer, count);
            meanwhile.run();
            count = text.read(buffer);
        }
        if (line.size() > 0 || isTooLong) {
            end();
        }
    }

    private void take(byte[] buffer, int count) {
        int begin = 0;
        for (int place = 0; place < count; place++) {
            if (buffer[place] == '\n') {
                append(buffer, begin, place);
                end();
                begin = place + 1;
            }
        }
        append(buffer, begin, count);
    }

    private void append(byte[] buffer, int begin, int end) {
        if (isTooLong || line.size() + end - begin > longest) {
            isTooLong = true;
            line.reset();
        } else {
            line.write(buffer, begin, end - begin);
        }
    }

    private void end() {
        lines.accept(isTooLong ? TOO_LONG : text(line.toByteArray()));
        line.reset();
        isTooLong = false;
    }

    private static String text(byte[] bytes) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException noText) {
            return NO_TEXT;
        }
    }
}
