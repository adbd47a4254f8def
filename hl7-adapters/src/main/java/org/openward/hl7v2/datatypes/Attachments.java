package org.openward.hl7v2.datatypes;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.hl7.fhir.r4.model.Attachment;
import org.openward.hl7v2.Field;
import org.openward.hl7v2.Place;

/** Encapsulated data (ED) and reference pointers (RP) as attachments. */
public record Attachments(Findings findings) {
    private static final String PDF = "application/pdf";
    private static final Map<String, String> TYPES = Map.of(
            "PDF", PDF,
            "PNG", "image/png",
            "JPEG", "image/jpeg",
            "JPG", "image/jpeg",
            "BMP", "image/bmp",
            "GIF", "image/gif",
            "TIFF", "image/tiff",
            "HTML", "text/html",
            "RTF", "application/rtf",
            "XML", "application/xml");

    public static boolean isDocument(Attachment attachment) {
        return PDF.equals(attachment.getContentType());
    }

    public Optional<Attachment> encapsulated(Field field, Place place) {
        Optional<byte[]> data = decoded(field.component(4), field.component(5));
        if (data.isEmpty()) {
            findings.remark(Remark.Kind.UNREADABLE_ATTACHMENT, place, "Encapsulated data cannot be decoded");
            return Optional.empty();
        }
        String type = sniffed(data.get()).orElseGet(() -> contentType(field.component(2), field.component(3)));
        return Optional.of(new Attachment().setContentType(type).setData(data.get()));
    }

    public Optional<Attachment> pointer(Field field, Place place) {
        String pointer = field.component(1);
        Attachment attachment = new Attachment();
        if (!field.component(3).isEmpty() || !field.component(4).isEmpty()) {
            attachment.setContentType(contentType(field.component(3), field.component(4)));
        }
        if (isUri(pointer)) {
            return Optional.of(attachment.setUrl(pointer));
        }
        findings.remark(Remark.Kind.UNREADABLE_ATTACHMENT, place, "A reference pointer is not an address");
        return pointer.isEmpty() ? Optional.empty() : Optional.of(attachment.setTitle(pointer));
    }

    /** A sender that does not name the encoding of a picture or PDF has nevertheless encoded it. */
    private static Optional<byte[]> decoded(String encoding, String data) {
        Optional<byte[]> named = decode(encoding, data);
        return encoding.isEmpty()
                ? decode("BASE64", data)
                        .filter(bytes -> sniffed(bytes).isPresent())
                        .or(() -> named)
                : named;
    }

    private static Optional<byte[]> decode(String encoding, String data) {
        try {
            byte[] decoded =
                    switch (encoding.toUpperCase(Locale.ROOT)) {
                        case "BASE64" -> Base64.getMimeDecoder().decode(data);
                        case "HEX" -> HexFormat.of().parseHex(data.replaceAll("\\s", ""));
                        default -> data.getBytes(StandardCharsets.UTF_8);
                    };
            return decoded.length == 0 ? Optional.empty() : Optional.of(decoded);
        } catch (IllegalArgumentException broken) {
            return Optional.empty();
        }
    }

    private static Optional<String> sniffed(byte[] data) {
        String start = new String(data, 0, Math.min(8, data.length), StandardCharsets.ISO_8859_1);
        if (start.startsWith("%PDF")) {
            return Optional.of(PDF);
        } else if (start.startsWith("\u0089PNG")) {
            return Optional.of("image/png");
        } else if (start.startsWith("\u00FF\u00D8\u00FF")) {
            return Optional.of("image/jpeg");
        }
        return Optional.empty();
    }

    private static String contentType(String type, String subtype) {
        String known = TYPES.get(subtype.toUpperCase(Locale.ROOT));
        if (known != null) {
            return known;
        }
        boolean text = type.toUpperCase(Locale.ROOT).matches("TEXT|TX|FT");
        return text ? "text/plain" : "application/octet-stream";
    }

    private static boolean isUri(String pointer) {
        try {
            return new URI(pointer).isAbsolute();
        } catch (URISyntaxException local) {
            return false;
        }
    }
}
