package org.openward.fhir.protocol;

import ca.uhn.fhir.model.api.ResourceMetadataKeyEnum;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.jspecify.annotations.Nullable;

/**
 * What {@code If-Match} asks for: that the record is there ({@code *}), or that it is there in one of these versions (RFC 9110, 13.1.1).
 * FHIR's tags are weak and are compared all the same.
 *
 * @param versions none if any will do
 */
record VersionCondition(Set<String> versions) {
    private static final String ANY = "*";

    /** A number without quotation marks is no entity tag, but clients send it and it can mean one thing only. */
    private static final String TAG = "(?:W/)?\"[^\"\\s,]{1,64}\"|[A-Za-z0-9.-]{1,64}";

    private static final Pattern TAGS = Pattern.compile("(?:" + TAG + ")(?:\\s*,\\s*(?:" + TAG + "))*");

    private static final Pattern OPAQUE = Pattern.compile("(?:W/)?\"([^\"]+)\"|([A-Za-z0-9.-]+)");

    /**
     * What the text asks for.
     *
     * @throws ProtocolRefusal if it is neither a star nor entity tags
     */
    static VersionCondition of(String ifMatch) {
        var asked = ifMatch.strip();
        if (asked.equals(ANY)) {
            return new VersionCondition(Set.of());
        }
        if (!TAGS.matcher(asked).matches()) {
            throw ProtocolRefusal.noEntityTag();
        }
        return new VersionCondition(OPAQUE.matcher(asked)
                .results()
                .map(tag -> tag.group(1) == null ? tag.group(2) : tag.group(1))
                .collect(Collectors.toSet()));
    }

    /**
     * Whether a record may be changed.
     *
     * @param current as it is stored; nothing if it is not there
     */
    boolean isMetBy(@Nullable IBaseResource current) {
        return current != null
                && ResourceMetadataKeyEnum.DELETED_AT.get(current) == null
                && (versions.isEmpty()
                        || versions.contains(current.getIdElement().getVersionIdPart()));
    }
}
