package org.openward.interfaceengine.archive;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A page of the archive.
 *
 * @param counts how many messages of the whole period have each status
 * @param messages newest first
 * @param next older messages than this number are on the next page; null on the last one
 */
record MessageList(Map<String, Long> counts, List<ListedMessage> messages, @Nullable Long next) {
    MessageList {
        counts = new TreeMap<>(counts);
        messages = List.copyOf(messages);
    }
}
