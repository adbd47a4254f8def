package org.openward.notifications;

import static java.util.function.Function.identity;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.openward.fhir.standing.Viewed;
import org.openward.notifications.Audience.Listener;

/**
 * The active subscriptions to records of one type. Most name a record, such as the patient whose results they want; these are asked about
 * changes of what has to do with that record only, so that thousands of them cost a change no more than a few.
 *
 * @param byId those that name records, under an id of theirs
 * @param others those that name none
 */
record Earshot(Map<String, List<Listener>> byId, List<Listener> others) {
    static final Earshot EMPTY = new Earshot(Map.of(), List.of());

    static Earshot of(List<Listener> listeners) {
        var byId = new HashMap<String, List<Listener>>();
        var others = new ArrayList<Listener>();
        for (var listener : listeners) {
            rarest(listener, byId)
                    .ifPresentOrElse(
                            ids -> ids.forEach(id -> byId.computeIfAbsent(id, first -> new ArrayList<>())
                                    .add(listener)),
                            () -> others.add(listener));
        }
        return new Earshot(byId, others);
    }

    /** Of all that a subscription names: everybody may ask for one practitioner, but few for one patient. */
    private static Optional<Set<String>> rarest(Listener listener, Map<String, List<Listener>> byId) {
        return listener.searches().stream()
                .flatMap(search -> search.named().stream())
                .min(Comparator.comparing(ids -> ids.stream()
                        .mapToInt(id -> byId.getOrDefault(id, List.of()).size())
                        .sum()));
    }

    boolean isEmpty() {
        return byId.isEmpty() && others.isEmpty();
    }

    /** Those that may want to hear of a change of the record, each once. */
    Collection<Listener> near(Viewed record) {
        return Stream.concat(
                        others.stream(), record.ids().stream().flatMap(id -> byId.getOrDefault(id, List.of()).stream()))
                .collect(Collectors.toMap(Listener::id, identity(), (one, same) -> one, LinkedHashMap::new))
                .values();
    }
}
