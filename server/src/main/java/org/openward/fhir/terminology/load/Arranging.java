package org.openward.fhir.terminology.load;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.openward.fhir.bulk.Job;
import org.openward.fhir.bulk.Jobs;
import org.openward.fhir.bulk.Work.Steps;
import org.openward.fhir.terminology.loaded.Words;
import org.openward.terminology.release.BadRelease;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Gives each code of an edition its display, its lineage and its words, when all is read. The position of the job is the next code's. */
@Component
class Arranging {
    private static final int TOGETHER = 5_000;

    private final JdbcClient jdbc;
    private final Jobs jobs;

    Arranging(JdbcClient jdbc, Jobs jobs) {
        this.jdbc = jdbc;
        this.jobs = jobs;
    }

    void arrange(Job job, int edition, Steps steps) {
        var hierarchy = steps.commit(() -> hierarchy(edition));
        for (int from = Math.toIntExact(job.position()); from < hierarchy.size(); from += TOGETHER) {
            var first = from;
            var last = Math.min(from + TOGETHER, hierarchy.size());
            steps.commit(() -> {
                arrange(hierarchy, first, last);
                jobs.cameFurther(job.id(), job.stage(), last);
                return true;
            });
        }
    }

    private Hierarchy hierarchy(int edition) {
        var codes = numbers("select id from openward.code where edition = :edition order by id", edition);
        var pairs = "select %s from openward.code_parent p join openward.code c on c.id = p.code_id"
                + " where c.edition = :edition order by p.code_id, p.parent_id";
        return new Hierarchy(
                codes,
                numbers(pairs.formatted("p.code_id"), edition),
                numbers(pairs.formatted("p.parent_id"), edition));
    }

    private int[] numbers(String query, int edition) {
        var numbers = jdbc.sql("select array(" + query + ")")
                .param("edition", edition)
                .query((row, number) -> (Integer[]) row.getArray(1).getArray())
                .single();
        return Arrays.stream(numbers).mapToInt(Integer::intValue).toArray();
    }

    private record Arranged(int code, @Nullable String display, String lineage, String words) {}

    private void arrange(Hierarchy hierarchy, int first, int last) {
        var codes = new int[last - first];
        Arrays.setAll(codes, place -> hierarchy.code(first + place));
        var called = called(codes);
        var arranged = Stream.iterate(first, place -> place < last, place -> place + 1)
                .map(place ->
                        arranged(Objects.requireNonNull(called.get(hierarchy.code(place))), lineage(hierarchy, place)))
                .toList();
        jdbc.sql(
                        """
                        update openward.code c
                        set display = g.display, lineage = g.lineage::integer[], words = g.words::tsvector
                        from unnest(:codes::integer[], :displays::text[], :lineages::text[], :words::text[])
                            g(code, display, lineage, words)
                        where c.id = g.code""")
                .param("codes", codes)
                .param("displays", arranged.stream().map(Arranged::display).toArray(String[]::new))
                .param("lineages", arranged.stream().map(Arranged::lineage).toArray(String[]::new))
                .param("words", arranged.stream().map(Arranged::words).toArray(String[]::new))
                .update();
    }

    private int[] lineage(Hierarchy hierarchy, int place) {
        try {
            return hierarchy.lineage(place);
        } catch (Hierarchy.Circle circle) {
            var code = jdbc.sql("select code from openward.code where id = :code")
                    .param("code", circle.code())
                    .query(String.class)
                    .single();
            throw new BadRelease("The code %s stands under itself.".formatted(code));
        }
    }

    private static Arranged arranged(Called called, int[] lineage) {
        var display = called.display() != null
                ? called.display()
                : called.names().stream().findFirst().orElse(null);
        return new Arranged(
                called.id(),
                display,
                Arrays.stream(lineage).mapToObj(String::valueOf).collect(Collectors.joining(",", "{", "}")),
                Words.of(Stream.concat(
                        Stream.of(called.code()), Stream.concat(Stream.ofNullable(display), called.names().stream()))));
    }

    /** A code and what it is called, the name for its display first. */
    private record Called(int id, String code, @Nullable String display, List<String> names) {}

    private Map<Integer, Called> called(int[] codes) {
        var called = new HashMap<Integer, Called>();
        jdbc.sql(
                        """
                        select c.id, c.code, c.display,
                            array(select n.value from openward.code_name n where n.code_id = c.id order by n.rank, n.value) as names
                        from openward.code c where c.id = any(:codes)""")
                .param("codes", codes)
                .query((row, number) ->
                        new Called(row.getInt("id"), row.getString("code"), row.getString("display"), List.of((String[])
                                row.getArray("names").getArray())))
                .list()
                .forEach(each -> called.put(each.id(), each));
        return called;
    }
}
