package org.openward.fhir.search;

import ca.uhn.fhir.jpa.search.builder.sql.GeneratedSql;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.commons.lang3.StringUtils;
import org.jspecify.annotations.Nullable;

/**
 * The statement of one page of a search. Each row has, after HAPI's two columns, the values that it is sorted by, as texts.
 *
 * @param sql with a question mark for each value
 */
record PageStatement(String sql, List<Object> values) {
    private static final Pattern SHAPE = Pattern.compile(
            "(?<select>SELECT [^ ,]+,[^ ,]+) (?<from>FROM .+ GROUP BY \\S+)"
                    + " ORDER BY (?<order>.+ NULLS LAST)(?<skip> offset \\? rows)?(?<limit> fetch (?:first|next) \\? rows only)");

    /**
     * The statement of a page; nothing where it can only be found by counting, because the search sorts by distance or the like.
     *
     * @throws UnusableNextLink if this search has never ended a page so
     */
    static Optional<PageStatement> of(GeneratedSql search, PageTurn page) {
        var shape = SHAPE.matcher(search.getSql());
        if (!shape.matches()) {
            return Optional.empty();
        }
        return SortKey.of(shape.group("order"), search.getSql()).map(keys -> {
            var sql = new StringBuilder(shape.group("select"));
            keys.forEach(key -> sql.append(",CAST(").append(key.expression()).append(" AS varchar)"));
            sql.append(' ').append(shape.group("from"));
            var all = search.getBindVariables();
            var values = new ArrayList<>(all.subList(0, StringUtils.countMatches(shape.group("from"), '?')));
            if (page.after() != null) {
                sql.append(" HAVING ").append(later(keys, page.after(), values));
            }
            sql.append(" ORDER BY ").append(shape.group("order"));
            if (page.after() == null && shape.group("skip") != null) {
                sql.append(shape.group("skip"));
                values.add(all.get(all.size() - 2));
            }
            values.add(page.size() + 1); // HAPI adds those that it skips.
            return new PageStatement(sql.append(shape.group("limit")).toString(), values);
        });
    }

    /** Later by the first key, or by the second among those that have the same first one, and so on. */
    private static String later(List<SortKey> keys, List<@Nullable String> after, List<Object> values) {
        if (after.size() != keys.size() || after.get(keys.size() - 1) == null) {
            throw new UnusableNextLink(PageTurn.AFTER);
        }
        try {
            var ways = new ArrayList<String>();
            for (var decisive = 0; decisive < keys.size(); decisive++) {
                if (after.get(decisive) == null) {
                    continue;
                }
                var way = new ArrayList<String>();
                for (var equal = 0; equal < decisive; equal++) {
                    way.add(keys.get(equal).same(after.get(equal), values));
                }
                way.add(keys.get(decisive).later(after.get(decisive), values));
                ways.add("(" + String.join(" AND ", way) + ")");
            }
            return String.join(" OR ", ways);
        } catch (IllegalArgumentException notOurs) {
            throw new UnusableNextLink(PageTurn.AFTER);
        }
    }
}
