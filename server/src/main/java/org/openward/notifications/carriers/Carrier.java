package org.openward.notifications.carriers;

import java.time.Duration;
import org.openward.notifications.terms.Terms;

/** Brings letters to receivers by one kind of channel. */
public interface Carrier {
    Terms.Kind kind();

    /** Whose receivers share a way, such as the host: a slow one must not take all places. */
    String way(Terms terms);

    /**
     * Returns when the receiver has acknowledged.
     *
     * @param patience how long it may take
     * @throws NotDelivered when he has not
     */
    void carry(Terms terms, Letter letter, Duration patience) throws NotDelivered;
}
