package org.openward.hl7v2.results;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import org.hl7.fhir.r4.model.DiagnosticReport;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Specimen;

/**
 * What makes a report, a result or a specimen the same one when it is sent again or corrected.
 *
 * <p>It is always the first identifier of its resource, unique within its system, and needs no escaping in a URL.
 */
public record BusinessIdentity(String system, String value) {
    // HAPI indexes the first 200 characters of an identifier.
    private static final int LONGEST = 150;
    private static final int KEPT = 80;

    /** The identity that these parts make within a system, in their order. */
    public static BusinessIdentity of(String system, List<String> parts) {
        String whole = parts.stream().map(BusinessIdentity::plain).collect(Collectors.joining(":"));
        return new BusinessIdentity(system, bounded(whole));
    }

    private static String bounded(String whole) {
        return whole.length() > LONGEST ? whole.substring(0, KEPT) + "~~" + digest(whole) : whole;
    }

    /** The identity of a part of this: the same parts of the same whole are the same again. */
    public BusinessIdentity part(String partSystem, List<String> parts) {
        return new BusinessIdentity(
                partSystem, bounded(value + "/" + of(partSystem, parts).value()));
    }

    public static BusinessIdentity of(DiagnosticReport report) {
        return of(report.getIdentifierFirstRep());
    }

    public static BusinessIdentity of(Observation result) {
        return of(result.getIdentifierFirstRep());
    }

    public static BusinessIdentity of(Specimen specimen) {
        return of(specimen.getIdentifierFirstRep());
    }

    private static BusinessIdentity of(Identifier identifier) {
        return new BusinessIdentity(identifier.getSystem(), identifier.getValue());
    }

    /** The same, told apart from an earlier one of the same message. */
    BusinessIdentity numbered(int occurrence) {
        return new BusinessIdentity(system, value + ":~" + occurrence);
    }

    public Identifier identifier() {
        return new Identifier().setSystem(system).setValue(value);
    }

    /** The link under which resources of one message refer to each other; equal identities have equal links. */
    public String link() {
        byte[] name = (system + "|" + value).getBytes(StandardCharsets.UTF_8);
        return "urn:uuid:" + UUID.nameUUIDFromBytes(name);
    }

    private static String plain(String part) {
        StringBuilder plain = new StringBuilder(part.length());
        for (byte each : part.getBytes(StandardCharsets.UTF_8)) {
            boolean safe = each == '-' || each == '.' || each == '_' || isLetterOrDigit(each);
            plain.append(
                    safe ? String.valueOf((char) each) : "~" + HexFormat.of().toHexDigits(each));
        }
        return plain.toString();
    }

    private static boolean isLetterOrDigit(byte each) {
        return (each >= '0' && each <= '9') || (each >= 'A' && each <= 'Z') || (each >= 'a' && each <= 'z');
    }

    private static String digest(String whole) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(digest.digest(whole.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("Every Java has SHA-256", impossible);
        }
    }
}
