package org.openward.fhir.paths;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.LinkedHashSet;
import java.util.Set;
import org.apache.commons.lang3.StringUtils;
import org.hl7.fhir.r4.model.Identifier;
import org.jspecify.annotations.Nullable;

/**
 * Under which address the index keeps a reference that says by an identifier whom it means. The index of references has a column for
 * addresses out of the hospital; an identifier may be longer than the column, so the address is a digest of it.
 */
public final class IdentifierAddress {
    private static final String SCHEME = "urn:openward:identifier:";

    private IdentifierAddress() {}

    /**
     * The address of what is asked for.
     *
     * @param system empty for an identifier without one; nothing if any will do
     * @param value nothing if any of the system will do
     */
    public static String of(@Nullable String system, @Nullable String value) {
        return SCHEME + digest(part(system) + "|" + part(value));
    }

    /** All addresses under which that identifier is looked for. */
    static Set<String> all(Identifier identifier) {
        var system = StringUtils.defaultString(identifier.getSystem());
        var addresses = new LinkedHashSet<String>();
        if (identifier.hasValue()) {
            addresses.add(of(system, identifier.getValue()));
            addresses.add(of(null, identifier.getValue()));
        }
        if (!system.isEmpty()) {
            addresses.add(of(system, null));
        }
        return addresses;
    }

    /** With its length, so that no two parts make the same text as two others. */
    private static String part(@Nullable String text) {
        return text == null ? "*" : text.length() + ":" + text;
    }

    private static String digest(String text) {
        try {
            return Base64.getUrlEncoder()
                    .withoutPadding()
                    .encodeToString(MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8)));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
