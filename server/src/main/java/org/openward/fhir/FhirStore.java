package org.openward.fhir;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Resource;

/**
 * The desks' door to the hospital's FHIR records, always in the tenant of the {@link org.openward.tenancy.Acting} caller.
 * A desk that has a transaction open writes within it; otherwise each call is a transaction of its own. Writes through
 * this door pass the storage guards as a desk's own work.
 */
public interface FhirStore {
    /** As many matches as a search gives at most. */
    int MOST_MATCHES = 1000;

    /** The current version. {@link ResourceNotFound} when it does not exist in this tenant or was deleted. */
    <T extends Resource> T read(Class<T> type, String id);

    <T extends Resource> Optional<T> find(Class<T> type, String id);

    /**
     * The matches, at most {@value #MOST_MATCHES}.
     *
     * @param query FHIR search parameters as in a URL, such as {@code "subject=Patient/12&status=billable"}
     */
    <T extends Resource> List<T> search(Class<T> type, String query);

    /**
     * All matches, however many, those that nobody changed for longest first. They are walked by the time of their last change, so
     * that one that changes meanwhile comes once and none is missed.
     */
    default <T extends Resource> List<T> searchAll(Class<T> type, String query) {
        var sorted = query + "&_sort=_lastUpdated";
        Map<String, T> found = new LinkedHashMap<>();
        var page = search(type, sorted);
        while (page.size() >= MOST_MATCHES) {
            var before = found.size();
            page.forEach(match -> found.put(match.getIdElement().getIdPart(), match));
            if (found.size() == before) {
                throw new IllegalStateException("More than " + MOST_MATCHES
                        + " matches have the same time, by which they cannot be told from each other.");
            }
            var last =
                    page.get(page.size() - 1).getMeta().getLastUpdatedElement().getValueAsString();
            page = search(type, sorted + "&_lastUpdated=ge" + literally(last));
        }
        page.forEach(match -> found.put(match.getIdElement().getIdPart(), match));
        return List.copyOf(found.values());
    }

    /** A value as a query has it, although it may hold what separates values there or means something else in a URL. */
    static String literally(String value) {
        return URLEncoder.encode(value.replaceAll("[\\\\,$|]", "\\\\$0"), StandardCharsets.UTF_8);
    }

    /** Stores a new resource; the answer carries its id and version. */
    <T extends Resource> T create(T resource);

    /** Stores a new version of a resource that has an id; creates it under that id when there is none yet. */
    <T extends Resource> T update(T resource);

    /** Deletes a resource that exists; other resources that refer to it forbid it. */
    <T extends Resource> void delete(Class<T> type, String id);

    /** Carries out a FHIR transaction Bundle, all or nothing, and gives back the transaction-response. */
    Bundle transact(Bundle transaction);
}
