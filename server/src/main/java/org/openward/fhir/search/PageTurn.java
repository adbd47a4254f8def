package org.openward.fhir.search;

import ca.uhn.fhir.rest.api.server.RequestDetails;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Which record a page of a search comes after, and which one is its last: each by the values that the search sorts by, so that
 * what others write before the page neither repeats nor hides anything on it.
 */
class PageTurn {
    /** The parameter of a next link that says what its page comes after. */
    static final String AFTER = "_after";

    private static final ObjectMapper JSON = new ObjectMapper();

    /** HAPI does not say for which request it builds a statement. */
    private static final ThreadLocal<@Nullable PageTurn> IN_TURN = new ThreadLocal<>();

    private final @Nullable List<@Nullable String> after;
    private @Nullable List<@Nullable String> last;
    private int size;
    private boolean turned;

    /** A page that comes after a record or, without one, begins where its offset says. */
    PageTurn(@Nullable List<@Nullable String> after) {
        this.after = after;
    }

    /**
     * The page that a next link asks for.
     *
     * @throws UnusableNextLink if the text is none of ours
     */
    static PageTurn after(String link) {
        try {
            List<@Nullable String> values =
                    JSON.readValue(Base64.getUrlDecoder().decode(link), new TypeReference<>() {});
            return new PageTurn(Optional.ofNullable(values).orElseThrow(() -> new UnusableNextLink(AFTER)));
        } catch (IOException | IllegalArgumentException notOurs) {
            throw new UnusableNextLink(AFTER);
        }
    }

    static Optional<PageTurn> of(RequestDetails request) {
        return Optional.ofNullable((PageTurn) request.getUserData().get(PageTurn.class));
    }

    void isFor(RequestDetails request) {
        request.getUserData().put(PageTurn.class, this);
    }

    /**
     * The statements of this thread are those of this page, until it ends.
     *
     * @param room for how many records
     */
    void begin(int room) {
        size = room;
        IN_TURN.set(this);
    }

    static void end() {
        IN_TURN.remove();
    }

    static @Nullable PageTurn inTurn() {
        return IN_TURN.get();
    }

    @Nullable List<@Nullable String> after() {
        return after;
    }

    /**
     * Says what the database found.
     *
     * @param values what the last record of the page is sorted by; nothing, if no other record follows
     */
    void endsWith(@Nullable List<@Nullable String> values) {
        turned = true;
        last = values;
    }

    /** Whether the page was found by what it comes after, and not by counting. */
    boolean isTurned() {
        return turned;
    }

    int size() {
        return size;
    }

    /** What the next page comes after, if there is one. */
    Optional<String> next() {
        return Optional.ofNullable(last).map(PageTurn::written);
    }

    private static String written(List<@Nullable String> values) {
        try {
            return Base64.getUrlEncoder().withoutPadding().encodeToString(JSON.writeValueAsBytes(values));
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
