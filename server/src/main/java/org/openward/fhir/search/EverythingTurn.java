package org.openward.fhir.search;

import ca.uhn.fhir.jpa.interceptor.JpaPreResourceAccessDetails;
import ca.uhn.fhir.jpa.model.dao.JpaPid;
import ca.uhn.fhir.jpa.search.builder.sql.GeneratedSql;
import ca.uhn.fhir.jpa.search.builder.sql.SearchQueryExecutor;
import ca.uhn.fhir.rest.api.server.IPreResourceAccessDetails;
import ca.uhn.fhir.rest.api.server.RequestDetails;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.commons.lang3.StringUtils;
import org.jspecify.annotations.Nullable;

/**
 * One page of {@code $everything}. HAPI finds the record itself, then those that lead to it in the order in which they were stored, then those
 * that all of these name in no order, and leaves out as many as were shown before. Here a page begins after the last one shown of each kind, so
 * that what others write and delete meanwhile neither repeats nor hides anything.
 */
final class EverythingTurn {
    private static final Pattern LINK = Pattern.compile("(\\d{1,18})-(\\d{1,9})(?:-([A-Za-z]+/[A-Za-z0-9.-]{1,64}))?");
    private static final Pattern LIMIT = Pattern.compile("( offset \\? rows)? fetch (?:first|next) \\? rows only$");

    /** So many records stored long ago may be moved to the patient between two pages, and what each names is shown all the same. */
    private static final int ROOM_FOR_MOVED = 100;

    /** If more are gone since the last page, the pages begin anew: a number in a link must not make the server count to it. */
    private static final int MOST_GONE = 1_000;

    /** No record has this number or a lower one; -1 says to HAPI that there are no more. */
    private static final long NOBODY = -2;

    /** HAPI does not say for which request it asks the database. */
    private static final ThreadLocal<@Nullable EverythingTurn> IN_TURN = new ThreadLocal<>();

    /**
     * What a page comes after.
     *
     * @param number of the last record shown that leads to the one asked about
     * @param before how many lead to it up to that number
     * @param named the last one shown of those that these name, as type and id, or an empty text
     */
    private record Place(long number, int before, String named) {}

    private final Place after;
    private final boolean first;
    private final int offset;
    private int count;
    private @Nullable Rows rows;
    private List<String> others = List.of();
    private boolean moreOthers;

    private EverythingTurn(int offset) {
        this.after = new Place(0, 0, "");
        this.first = true;
        this.offset = offset;
    }

    private EverythingTurn(Place after) {
        this.after = after;
        this.first = false;
        this.offset = 1 + after.before() + ROOM_FOR_MOVED;
    }

    /** A page that no link was followed to. */
    static EverythingTurn first(int offset) {
        return new EverythingTurn(offset);
    }

    /**
     * The page that a next link asks for.
     *
     * @throws UnusableNextLink if the text is none of ours
     */
    static EverythingTurn after(String link) {
        var parts = LINK.matcher(link);
        if (!parts.matches()) {
            throw new UnusableNextLink(PageTurn.AFTER);
        }
        return new EverythingTurn(new Place(
                Long.parseLong(parts.group(1)),
                Integer.parseInt(parts.group(2)),
                StringUtils.defaultString(parts.group(3))));
    }

    void isFor(RequestDetails request) {
        request.getUserData().put(EverythingTurn.class, this);
    }

    static Optional<EverythingTurn> of(RequestDetails request) {
        return Optional.ofNullable((EverythingTurn) request.getUserData().get(EverythingTurn.class));
    }

    boolean isFirst() {
        return first;
    }

    /** The next statement of this thread is the one for those that lead to the record. */
    void begin(int pageSize) {
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

    /** How many records HAPI leaves out: after a link the record itself, and as many as it is given of those before the page. */
    int offset() {
        return offset;
    }

    /** What the page is made from. */
    SearchQueryExecutor asked(GeneratedSql search, Function<GeneratedSql, SearchQueryExecutor> database) {
        var leading = numbers(search, database.apply(first ? search : unlimited(search)));
        var before =
                leading.stream().filter(each -> each.getId() <= after.number()).toList();
        var later = leading.stream()
                .filter(each -> each.getId() > after.number())
                .limit(count + 1L)
                .toList();
        if (after.before() - before.size() > MOST_GONE) {
            throw new UnusableNextLink(PageTurn.AFTER);
        }
        var found = new Rows(search, before, later, Math.max(0, offset - 1));
        rows = found;
        return found;
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

    /** In their order, without the record itself, which may name itself. */
    private static List<JpaPid> numbers(GeneratedSql search, SearchQueryExecutor found) {
        var numbers = new ArrayList<JpaPid>();
        try (found) {
            while (found.hasNext()) {
                numbers.add(found.next());
            }
        }
        numbers.removeIf(each -> search.getBindVariables().contains(each.getId()));
        numbers.sort(Comparator.comparing(JpaPid::getId));
        return numbers;
    }

    /**
     * Keeps of those that the others name the ones for which there is room on the page, by their names. Whoever hides records from the reader
     * has done so, so that no link names one of them.
     */
    void keep(IPreResourceAccessDetails named) {
        var leading = rows;
        if (leading == null || leading.ended) {
            return; // The page itself, on its way out.
        }
        var room = room() - leading.later.size();
        if (room <= 0) {
            moreOthers = true;
            IntStream.range(0, named.size()).forEach(named::setDontReturnResourceAtIndex);
            return;
        }
        var places = new TreeMap<String, Integer>();
        for (var place = 0; place < named.size(); place++) {
            var name = isHidden(named, place) ? "" : name(named, place);
            if (name.compareTo(after.named()) > 0) {
                places.put(name, place);
            }
        }
        others = places.keySet().stream().limit(room).toList();
        moreOthers = places.size() > others.size();
        places.keySet().removeIf(name -> !others.contains(name));
        IntStream.range(0, named.size())
                .filter(place -> !places.containsValue(place))
                .forEach(named::setDontReturnResourceAtIndex);
    }

    private static boolean isHidden(IPreResourceAccessDetails named, int place) {
        return named instanceof JpaPreResourceAccessDetails known && known.isDontReturnResourceAtIndex(place);
    }

    /** An empty text if somebody has deleted it just now. */
    private static String name(IPreResourceAccessDetails named, int place) {
        try {
            var record = named.getResource(place);
            return record == null
                    ? ""
                    : record.fhirType() + "/" + record.getIdElement().getIdPart();
        } catch (IndexOutOfBoundsException gone) {
            return "";
        }
    }

    /** For how many records there is room on the page beside the one asked about, which stands on the first. */
    private int room() {
        return first ? count - 1 : count;
    }

    boolean isAsked() {
        return rows != null;
    }

    int size() {
        return count;
    }

    /** What the next page comes after, if there is one. */
    Optional<String> next() {
        var leading = rows;
        if (leading == null || (leading.later.size() <= room() && !moreOthers)) {
            return Optional.empty();
        }
        var shown = leading.later.subList(0, Math.min(room(), leading.later.size()));
        var last =
                shown.isEmpty() ? after.number() : shown.get(shown.size() - 1).getId();
        var named = others.isEmpty() ? after.named() : others.get(others.size() - 1);
        return Optional.of(last + "-" + (leading.before.size() + shown.size()) + (named.isEmpty() ? "" : "-" + named));
    }

    /** As many before the page as HAPI leaves out, with nobody in the place of each that is gone, and then the page. */
    private static class Rows extends SearchQueryExecutor {
        private final List<JpaPid> before;
        private final List<JpaPid> later;
        private final Iterator<JpaPid> all;
        private boolean ended;

        Rows(GeneratedSql search, List<JpaPid> before, List<JpaPid> later, int fill) {
            super(search, null);
            this.before = before;
            this.later = later;
            var known = before.subList(0, Math.min(fill, before.size()));
            @Nullable Integer partition = Stream.concat(before.stream(), later.stream())
                    .findFirst()
                    .map(JpaPid::getPartitionId)
                    .orElse(null);
            var nobody =
                    IntStream.range(known.size(), fill).mapToObj(place -> JpaPid.fromId(NOBODY - place, partition));
            this.all = Stream.of(known.stream(), nobody, later.stream())
                    .flatMap(each -> each)
                    .iterator();
        }

        @Override
        public boolean hasNext() {
            return all.hasNext();
        }

        @Override
        public JpaPid next() {
            return all.next();
        }

        @Override
        public void close() {
            ended = true;
        }
    }
}
