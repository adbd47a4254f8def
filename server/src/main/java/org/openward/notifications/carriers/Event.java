package org.openward.notifications.carriers;

import java.time.Instant;

/**
 * Something that one subscription is told of.
 *
 * @param number without gaps, from the first event of the subscription on
 */
public record Event(long number, String type, String id, long version, String interaction, Instant at) {
    public String reference() {
        return type + "/" + id;
    }
}
