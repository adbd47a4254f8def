package org.openward.fhir.examples;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.util.regex.Pattern;
import org.hl7.fhir.r4.formats.JsonParser;
import org.hl7.fhir.r4.formats.XmlParser;

/** How a record is written down; read by HL7's own parsers, which the server does not use. */
enum Format {
    JSON("application/fhir+json", Pattern.compile("\"resourceType\"\\s*:\\s*\"(\\w+)\"")) {
        @Override
        JsonNode tree(String text) throws IOException {
            return TREES.readTree(text);
        }
    },
    XML("application/fhir+xml", Pattern.compile("<(\\w+)\\s[^>]*xmlns=\"http://hl7.org/fhir\"")) {
        @Override
        JsonNode tree(String text) throws IOException {
            return TREES.readTree(new JsonParser().composeString(new XmlParser().parse(text)));
        }
    };

    private static final ObjectMapper TREES = JsonMapper.builder()
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    private final String mediaType;
    private final Pattern type;

    Format(String mediaType, Pattern type) {
        this.mediaType = mediaType;
        this.type = type;
    }

    String mediaType() {
        return mediaType;
    }

    /** The type of the record that begins the text; empty if there is none. */
    String type(String text) {
        var found = type.matcher(text);
        return found.find() ? found.group(1) : "";
    }

    /** What the text says, as the tree that JSON makes of it, decimals digit by digit. */
    abstract JsonNode tree(String text) throws IOException;
}
