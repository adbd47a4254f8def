package org.openward.notifications.terms;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Something that happens in the hospital and that others want to hear of.
 *
 * @param type of the records whose changes it looks at
 * @param interactions create, update, delete: those that count
 * @param previous a search that the record matched before an update, nothing when that does not matter
 * @param current a search that the record matches now, nothing when that does not matter
 * @param onCreate whether a new record counts as one that matched before
 * @param filters search parameters that a subscriber may filter by
 */
public record Topic(
        String url,
        String title,
        String type,
        List<String> interactions,
        @Nullable String previous,
        @Nullable String current,
        OnCreate onCreate,
        List<String> filters) {
    /** What the search for the time before says of a record that was not there. */
    public enum OnCreate {
        PASSES,
        FAILS
    }

    public Topic {
        interactions = List.copyOf(interactions);
        filters = List.copyOf(filters);
    }

    public boolean canFilterBy(String parameter) {
        return filters.contains(parameter);
    }
}
