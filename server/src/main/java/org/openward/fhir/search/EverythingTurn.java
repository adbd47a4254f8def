package org.openward.fhir.search;

import ca.uhn.fhir.jpa.model.dao.JpaPid;
import ca.uhn.fhir.jpa.search.builder.sql.GeneratedSql;
import ca.uhn.fhir.jpa.search.builder.sql.SearchQueryExecutor;
import ca.uhn.fhir.rest.api.server.RequestDetails;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One page of {@code $everything}. HAPI shows the record itself, then those that lead to it in the order in which they were stored, then
 * those that all of these lead to, and counts how many were shown before. So that a page begins where the last one ended whatever others
 * write, it is given as many of the second kind as were shown: without those that came between, and with nobody in the place of each that
 * is gone.
 */
final class EverythingTurn {
    private static final Pattern LINK = Pattern.compile("(\\d{1,18})-(\\d{1,9})");

    private static final Pattern LIMIT = Pattern.compile("( offset \\? rows)? fetch (?:first|next) \\? rows only$");

    /** No record has this number or a lower one; -1 says to HAPI that there are no more. */
    private static final long NOBODY = -2;

    /** HAPI does not say for which request it asks the database. */
    private static final ThreadLocal<@Nullable EverythingTurn> IN_TURN = new ThreadLocal<>();

    private final long after;
    private final int others;
    private final boolean follows;
    private int offset;
    private int count;
    private @Nullable List<JpaPid> rows;

    private EverythingTurn(long after, int others, boolean follows) {
        this.after = after;
        this.others = others;
        this.follows = follows;
    }

    /** A page that no link was followed to. */
    static EverythingTurn byOffset() {
        return new EverythingTurn(0, 0, false);
    }

    /**
     * The page that a next link asks for.
     *
     * @param link the greatest number of a record that leads to the one asked about, among those shown, and how many were shown of those
     *     that come after all of them
     * @throws UnusableNextLink if the text is none of ours
     */
    static EverythingTurn after(String link) {
        var parts = LINK.matcher(link);
        if (!parts.matches()) {
            throw new UnusableNextLink(PageTurn.AFTER);
        }
        return new EverythingTurn(Long.parseLong(parts.group(1)), Integer.parseInt(parts.group(2)), true);
    }

    void isFor(RequestDetails request) {
        request.getUserData().put(EverythingTurn.class, this);
    }

    static Optional<EverythingTurn> of(RequestDetails request) {
        return Optional.ofNullable((EverythingTurn) request.getUserData().get(EverythingTurn.class));
    }

    /** The next statement of this thread is the one for those that lead to the record. */
    void begin(int shownBefore, int pageSize) {
        offset = shownBefore;
        count = pageSize;
        IN_TURN.set(this);
    }

    static void end() {
        IN_TURN.remove();
    }

    static Optional<EverythingTurn> take() {
        var turn = Optional.ofNullable(IN_TURN.get());
        end();
        return turn;
    }

    /** What the page is made from. */
    SearchQueryExecutor asked(GeneratedSql search, Function<GeneratedSql, SearchQueryExecutor> database) {
        var found = follows ? steady(all(database.apply(unlimited(search)))) : all(database.apply(search));
        rows = found;
        return new Rows(search, found.iterator());
    }

    private static GeneratedSql unlimited(GeneratedSql search) {
        var limit = LIMIT.matcher(search.getSql());
        if (!limit.find()) {
            return search;
        }
        var values = search.getBindVariables();
        var places = limit.group(1) == null ? 1 : 2;
        return new GeneratedSql(
                search.isMatchNothing(),
                search.getSql().substring(0, limit.start()),
                values.subList(0, values.size() - places));
    }

    private static List<JpaPid> all(SearchQueryExecutor found) {
        var all = new ArrayList<JpaPid>();
        try (found) {
            while (found.hasNext()) {
                all.add(found.next());
            }
        }
        return all;
    }

    private List<JpaPid> steady(List<JpaPid> all) {
        all.sort(Comparator.comparing(JpaPid::getId));
        var before = all.stream().filter(each -> each.getId() <= after).toList();
        var shown = Math.max(0, offset - 1 - others);
        var steady = new ArrayList<>(before.subList(0, Math.min(shown, before.size())));
        for (var gone = steady.size(); gone < shown; gone++) {
            steady.add(JpaPid.fromId(NOBODY - gone));
        }
        if (others == 0) {
            all.stream().filter(each -> each.getId() > after).limit(count + 1L).forEach(steady::add);
        }
        return steady;
    }

    /** What the next page comes after; nothing if nobody asked for those that lead to the record. */
    Optional<String> next() {
        return Optional.ofNullable(rows).map(known -> {
            var shown = offset + count - 1;
            var leading = Math.min(shown, known.size());
            var last =
                    known.subList(0, leading).stream().mapToLong(JpaPid::getId).reduce(after, Math::max);
            return last + "-" + (shown - leading);
        });
    }

    /** Those that were read already. */
    private static class Rows extends SearchQueryExecutor {
        private final Iterator<JpaPid> rows;

        Rows(GeneratedSql search, Iterator<JpaPid> rows) {
            super(search, null);
            this.rows = rows;
        }

        @Override
        public boolean hasNext() {
            return rows.hasNext();
        }

        @Override
        public JpaPid next() {
            return rows.next();
        }
    }
}
