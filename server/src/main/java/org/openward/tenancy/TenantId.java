package org.openward.tenancy;

import java.util.regex.Pattern;

/** The short name of one clinic or hospital group, as it stands in the URL and in the token. */
public record TenantId(String value) {
    private static final Pattern SHAPE = Pattern.compile("[a-z][a-z0-9-]{1,31}");

    /** The tenant behind {@code /fhir} without a tenant segment. */
    public static final TenantId DEFAULT = new TenantId("default");

    public TenantId {
        if (!isWellFormed(value)) {
            throw new IllegalArgumentException(
                    "A tenant id is 2 to 32 lower-case letters, digits and hyphens, starting with a letter.");
        }
    }

    public static boolean isWellFormed(String value) {
        return SHAPE.matcher(value).matches();
    }

    @Override
    public String toString() {
        return value;
    }
}
