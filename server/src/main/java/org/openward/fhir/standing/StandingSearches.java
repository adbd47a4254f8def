package org.openward.fhir.standing;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.context.RuntimeResourceDefinition;
import ca.uhn.fhir.jpa.partition.IRequestPartitionHelperSvc;
import ca.uhn.fhir.jpa.searchparam.MatchUrlService;
import ca.uhn.fhir.jpa.searchparam.SearchParameterMap;
import ca.uhn.fhir.jpa.searchparam.extractor.ISearchParamExtractor;
import ca.uhn.fhir.jpa.searchparam.matcher.InMemoryResourceMatcher;
import ca.uhn.fhir.jpa.searchparam.matcher.IndexedSearchParamExtractor;
import ca.uhn.fhir.parser.DataFormatException;
import ca.uhn.fhir.rest.server.exceptions.BaseServerResponseException;
import java.util.Set;
import java.util.regex.Pattern;
import org.hl7.fhir.r4.model.Resource;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;

/** Reads standing searches and asks records whether they match. */
@Component
public class StandingSearches {
    private static final Pattern CRITERIA = Pattern.compile("([A-Z][A-Za-z]+)(?:\\?(.*))?");
    private static final Pattern CONDITION = Pattern.compile("[A-Za-z_][A-Za-z0-9_:.-]*=[^=].*");
    private static final Set<String> ABOUT_THE_RECORD = Set.of("_id", "_tag", "_profile", "_security", "_source");

    /** Kept elsewhere, or a wrapping whose inside no search sees. */
    private static final Set<String> UNHEARD = Set.of("AuditEvent", "Binary", "Bundle", "Parameters", "Subscription");

    private final FhirContext context;
    private final MatchUrlService queries;
    private final InMemoryResourceMatcher matcher;
    private final IndexedSearchParamExtractor extractor;
    private final ObjectProvider<IRequestPartitionHelperSvc> partitions;

    StandingSearches(
            FhirContext context,
            MatchUrlService queries,
            InMemoryResourceMatcher matcher,
            IndexedSearchParamExtractor extractor,
            ObjectProvider<IRequestPartitionHelperSvc> partitions) {
        this.context = context;
        this.queries = queries;
        this.matcher = matcher;
        this.extractor = extractor;
        this.partitions = partitions;
    }

    /**
     * Reads a search such as {@code Observation?code=http://loinc.org|718-7}.
     *
     * @throws UnusableSearch when it is none, or the record alone cannot answer it
     */
    public StandingSearch read(String criteria) {
        var parts = CRITERIA.matcher(criteria);
        if (!parts.matches()) {
            throw new UnusableSearch("The criteria begin with a FHIR type, as in Observation?code=718-7.");
        }
        var type = definition(parts.group(1));
        var query = parts.group(2) == null ? "" : parts.group(2);
        for (var condition : query.isEmpty() ? new String[0] : query.split("&", -1)) {
            check(condition);
        }
        return new StandingSearch(type, conditions(type, query));
    }

    private RuntimeResourceDefinition definition(String name) {
        if (!context.getResourceTypes().contains(name)) {
            throw new UnusableSearch("There is no FHIR type " + name + ".");
        }
        if (UNHEARD.contains(name) || !partitions.getObject().isResourcePartitionable(name)) {
            throw new UnusableSearch(
                    "Changes of " + name + " are not told: it is shared by all tenants or no record of " + "its own.");
        }
        return context.getResourceDefinition(name);
    }

    private static void check(String condition) {
        if (!CONDITION.matcher(condition).matches()) {
            throw new UnusableSearch(
                    "Each condition of the criteria is a search parameter with a value, as in code=718-7.");
        }
        var name = condition.split("[=:.]", 2)[0];
        if (name.startsWith("_") && !ABOUT_THE_RECORD.contains(name)) {
            throw new UnusableSearch("The criteria cannot ask for " + name + ".");
        }
    }

    private SearchParameterMap conditions(RuntimeResourceDefinition type, String query) {
        try {
            var conditions = queries.translateMatchUrl(type.getName() + "?" + query, type);
            conditions.clean();
            var answerable = matcher.canBeEvaluatedInMemory(conditions, type);
            if (!answerable.supported()) {
                throw new UnusableSearch("The criteria ask for what a record alone does not tell, such as a chain, a "
                        + "reverse chain or a modifier that looks elsewhere. Ask for less, and filter what comes.");
            }
            return conditions;
        } catch (UnusableSearch refused) {
            throw refused;
        } catch (BaseServerResponseException | DataFormatException | IllegalArgumentException unreadable) {
            throw new UnusableSearch("The criteria are no search of " + type.getName()
                    + ": a parameter is unknown, or its value cannot be read.");
        }
    }

    /** The record with the values that searches look at. */
    public Viewed view(Resource record) {
        return new Viewed(record, extractor.extractIndexedSearchParams(record, null, ISearchParamExtractor.ALL_PARAMS));
    }

    /**
     * Whether the record is one that the search looks for.
     *
     * @throws UnusableSearch when the server no longer knows what the search asks for
     */
    public boolean matches(StandingSearch search, Viewed viewed) {
        var answer = matcher.match(search.conditions(), viewed.record(), search.definition(), viewed.values());
        if (!answer.supported()) {
            throw new UnusableSearch("A parameter of the search is no longer known for "
                    + search.definition().getName() + ".");
        }
        return answer.matched();
    }
}
