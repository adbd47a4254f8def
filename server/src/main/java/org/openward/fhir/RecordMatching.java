package org.openward.fhir;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.jpa.searchparam.MatchUrlService;
import ca.uhn.fhir.jpa.searchparam.matcher.SearchParamMatcher;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.springframework.stereotype.Component;

/** Whether a record would be found by a search, without asking the database. */
@Component
public class RecordMatching {
    /** HAPI's matcher fails where a code is missing. */
    private static final Pattern MISSING = Pattern.compile("(?::|%3[Aa])missing=");

    private static final String SETTLED = RecordMatching.class.getName();

    private final SearchParamMatcher matcher;
    private final MatchUrlService searches;
    private final FhirContext context;

    RecordMatching(SearchParamMatcher matcher, MatchUrlService searches, FhirContext context) {
        this.matcher = matcher;
        this.searches = searches;
        this.context = context;
    }

    /** Fails, with what is wrong in its message, when the query is no search of that type. */
    public void requireSearch(String type, String query) {
        searches.translateMatchUrl(type + "?" + query, context.getResourceDefinition(type));
    }

    /**
     * Says of a record on its way to a reader that nobody changes it any more: each question about it is answered once, however many ask. HAPI
     * draws all that a record is found by out of it for every one.
     */
    public static <T extends IBaseResource> T settle(T record) {
        if (record.getUserData(SETTLED) == null) {
            record.setUserData(SETTLED, new Answers(new HashMap<>()));
        }
        return record;
    }

    /** By the query. */
    private record Answers(Map<String, Boolean> known) {}

    /**
     * No for a query that cannot be decided from the record alone.
     *
     * @param query search parameters as in a URL, such as {@code category=laboratory}
     */
    public boolean matches(IBaseResource resource, String query) {
        if (MISSING.matcher(query).find()) {
            return false;
        }
        return resource.getUserData(SETTLED) instanceof Answers answers
                ? answers.known().computeIfAbsent(query, asked -> isMatched(resource, asked))
                : isMatched(resource, query);
    }

    private boolean isMatched(IBaseResource resource, String query) {
        var result = matcher.match(resource.fhirType() + "?" + query, resource, null);
        return result.supported() && result.matched();
    }
}
