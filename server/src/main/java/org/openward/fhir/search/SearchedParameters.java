package org.openward.fhir.search;

import ca.uhn.fhir.rest.api.Constants;
import ca.uhn.fhir.rest.server.exceptions.InvalidRequestException;
import ca.uhn.fhir.util.UrlUtil;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.commons.lang3.StringUtils;
import org.apache.commons.lang3.Strings;

/**
 * What a search asks for, by name. Each condition and each word of an order is one more table that the database joins, so a search has only so
 * many of them.
 */
public record SearchedParameters(Map<String, String[]> all) {
    private static final int MOST_OF_ONE = 10;
    private static final int MOST_TABLES = 30;
    private static final int MOST_IN_ORDER = 5;
    private static final Set<String> CONDITIONS_OF_ALL =
            Set.of("_has", "_id", "_language", "_lastUpdated", "_profile", "_security", "_source", "_tag");

    /** What every search takes, and HAPI itself refuses where it cannot do it. */
    private static final Set<String> OF_EVERY_SEARCH = Set.of(
            "_after",
            "_contained",
            "_content",
            "_count",
            "_elements",
            "_filter",
            "_format",
            "_has",
            "_id",
            "_include",
            "_language",
            "_lastUpdated",
            "_offset",
            "_pretty",
            "_profile",
            "_revinclude",
            "_security",
            "_sort",
            "_source",
            "_summary",
            "_tag",
            "_text",
            "_total");

    /** Whether a search for records of any type takes a parameter of that name, which stands here without modifier and chain. */
    public static boolean isOfEverySearch(String name) {
        return OF_EVERY_SEARCH.contains(name);
    }

    /** What stands behind the question mark. */
    static SearchedParameters of(String search) {
        try {
            return new SearchedParameters(UrlUtil.parseQueryString(search));
        } catch (IllegalArgumentException malformed) {
            throw new InvalidRequestException("The search " + search + " has a percent sign that begins no code.");
        }
    }

    /** Refuses a search that keeps the database busy for minutes, whatever is in it. */
    public void requireBounded() {
        requireShortOrder();
        var ofOne = new HashMap<String, Integer>();
        var tables = 0;
        for (var each : all.entrySet()) {
            var plain = plain(each.getKey());
            if (plain.startsWith("_") && !CONDITIONS_OF_ALL.contains(plain)) {
                continue;
            }
            var conditions = each.getValue().length;
            if (ofOne.merge(plain, conditions, Integer::sum) > MOST_OF_ONE) {
                throw new InvalidRequestException("A search has at most %d conditions on the parameter %s."
                        .formatted(MOST_OF_ONE, StringUtils.abbreviate(plain, 64)));
            }
            tables += conditions * (1 + links(each.getKey()));
        }
        if (tables > MOST_TABLES) {
            throw new InvalidRequestException(
                    "A search has at most %d conditions in all, and each link of a chain counts as one."
                            .formatted(MOST_TABLES));
        }
    }

    private static String plain(String name) {
        return name.split("[:.]", 2)[0];
    }

    private static int links(String name) {
        return StringUtils.countMatches(name, '.') + StringUtils.countMatches(name, "_has:");
    }

    private void requireShortOrder() {
        var order = all.entrySet().stream()
                .filter(each -> plain(each.getKey()).equals(Constants.PARAM_SORT))
                .flatMap(each -> Stream.of(each.getValue()))
                .flatMap(keys -> Stream.of(keys.split(",", -1)))
                .map(key -> Strings.CS.removeStart(key.trim(), "-"))
                .filter(key -> !key.isEmpty())
                .toList();
        if (order.size() > MOST_IN_ORDER || new HashSet<>(order).size() < order.size()) {
            throw new InvalidRequestException(
                    "_sort takes at most %d parameters, and each of them once.".formatted(MOST_IN_ORDER));
        }
    }
}
