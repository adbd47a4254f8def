package org.openward.bench;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The searches that clients send all day, each by its name. */
final class Searches {
    static final int PAGE = 10;
    static final int TENTH_PAGE_ENDS = 10 * PAGE;
    private static final int VARIATIONS = 200;

    /** A query below the base, for somebody and something drawn at random. */
    @FunctionalInterface
    interface Shape {
        String query(Sample sample, Random random);
    }

    /** Every shape in the order in which the mix sends them. */
    static final Map<String, Shape> SHAPES = shapes();

    private Searches() {}

    private static Map<String, Shape> shapes() {
        Map<String, Shape> shapes = new LinkedHashMap<>();
        shapes.put(
                "latest",
                (all, any) -> "Observation?patient=" + who(all, any).id() + "&code=" + finding(all, any)
                        + "&_sort=-date&_count=20");
        shapes.put(
                "include",
                (all, any) -> "DiagnosticReport?patient=" + who(all, any).id()
                        + "&_include=DiagnosticReport:result&_count=10");
        shapes.put("name", (all, any) -> "Patient?name=" + encoded(who(all, any).family()));
        shapes.put(
                "dates",
                (all, any) -> "Observation?patient=" + who(all, any).id() + "&category=laboratory&"
                        + fifteenYears(year(any)) + "&_count=20");
        shapes.put(
                "identifier",
                (all, any) -> "Patient?identifier=" + encoded(who(all, any).identifier()));
        shapes.put("has", (all, any) -> "Patient?_has:Condition:patient:code=" + problem(all, any) + "&_count=20");
        shapes.put(
                "chained",
                (all, any) -> "Condition?patient.family="
                        + encoded(who(all, any).family()) + "&code=" + problem(all, any) + "&_count=20");
        shapes.put(
                "count",
                (all, any) ->
                        "Observation?code=" + finding(all, any) + "&date=ge" + year(any) + "-01-01&_summary=count");
        shapes.put(
                "born",
                (all, any) -> "Patient?birthdate=ge" + who(all, any).birthDate() + "&_sort=birthdate&_count=20");
        shapes.put(
                "revinclude",
                (all, any) -> "Encounter?patient=" + who(all, any).id()
                        + "&_sort=-date&_count=5&_revinclude=Condition:encounter");
        shapes.put(
                "code",
                (all, any) -> "Observation?code=" + finding(all, any) + "&date=ge" + year(any)
                        + "-01-01&_sort=-date&_count=20");
        return shapes;
    }

    /** The shapes in turn, each time for somebody else. */
    static Stream<String> mixOf(Sample sample, List<Shape> shapes) {
        Random random = new Random(sample.seed());
        return IntStream.range(0, VARIATIONS).boxed().flatMap(turn -> shapes.stream()
                .map(shape -> line(sample, shape.query(sample, random))));
    }

    /** Searches with more than ten pages; none when the data set is too small for them. */
    static Stream<String> ofManyPages(Sample sample) {
        return sample.manyPages().stream().map(code -> line(sample, byCode(code) + "&_sort=-date&_count=" + PAGE));
    }

    static String byCode(String code) {
        return "Observation?code=" + encoded(code);
    }

    private static String line(Sample sample, String query) {
        return "GET\t" + sample.root() + "/" + query;
    }

    private static Sample.Person who(Sample all, Random any) {
        return all.people().get(any.nextInt(all.people().size()));
    }

    private static String finding(Sample all, Random any) {
        return encoded(all.findings().get(any.nextInt(all.findings().size())));
    }

    private static String problem(Sample all, Random any) {
        return encoded(all.problems().get(any.nextInt(all.problems().size())));
    }

    private static int year(Random any) {
        return 2005 + any.nextInt(15);
    }

    private static String fifteenYears(int first) {
        return "date=ge" + first + "-01-01&date=lt" + (first + 15) + "-01-01";
    }

    private static String encoded(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8);
    }
}
