package org.openward.fhir.bulk.export;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.openward.fhir.disclosure.Reader;

/**
 * What an export takes out. It was decided when the export was asked for, by what the token allowed then; the work reads nothing else.
 *
 * @param types the types, each of which the submitter may read whole
 * @param since the records were changed after that moment, or deleted
 * @param until the records were not changed after that moment
 * @param patients the ids of the patients, if it is about some only
 * @param elements those that the records hold; null or none for all
 * @param user the record that stands for the submitter, as far as his token said it
 * @param deidentified whether and how it is left out who they are about
 * @param notes what was left out of the request, for the submitter
 */
record ExportPlan(
        Scope scope,
        List<String> types,
        @Nullable String since,
        @Nullable String until,
        List<Filter> filters,
        @Nullable List<String> patients,
        @Nullable List<String> elements,
        @Nullable String user,
        @Nullable Deidentified deidentified,
        List<String> notes) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Whose records. */
    enum Scope {
        EVERYTHING,
        PATIENTS,
        GROUP
    }

    /** Of a type, only what that search finds. */
    record Filter(String type, String query) {}

    static ExportPlan read(String json) {
        try {
            return JSON.readValue(json, ExportPlan.class);
        } catch (JsonProcessingException unreadable) {
            throw new IllegalStateException("The plan of an export cannot be read.", unreadable);
        }
    }

    String written() {
        try {
            return JSON.writeValueAsString(this);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    List<String> queries(String type) {
        return filters.stream()
                .filter(filter -> filter.type().equals(type))
                .map(Filter::query)
                .toList();
    }

    ChosenElements chosen() {
        return new ChosenElements(elements == null ? List.of() : elements);
    }

    /** For what patients decided about such readers. */
    Reader reader() {
        return Reader.takingOut(user);
    }

    Optional<Instant> changedAfter() {
        return Optional.ofNullable(since).map(Instant::parse);
    }

    Optional<Instant> notChangedAfter() {
        return Optional.ofNullable(until).map(Instant::parse);
    }
}
