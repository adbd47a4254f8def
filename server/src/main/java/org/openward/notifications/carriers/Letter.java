package org.openward.notifications.carriers;

import org.jspecify.annotations.Nullable;

/**
 * One notification, ready to be sent.
 *
 * @param path what follows the endpoint, nothing or {@code /Patient/1}
 * @param mediaType nothing when there is no body
 */
public record Letter(String method, String path, @Nullable String mediaType, String body) {
    /** A notification that says nothing but that there is something to see. */
    static Letter empty() {
        return new Letter("POST", "", null, "");
    }

    @Override
    public String toString() {
        return method + " " + path;
    }
}
