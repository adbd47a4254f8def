package org.openward.astm;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.openward.hl7v2.Field;
import org.openward.hl7v2.devices.Habits;
import org.openward.hl7v2.devices.OrderConventions;
import org.openward.profiles.Extensions;

/**
 * Where one analyzer departs from what its standard leaves open.
 *
 * @param samples where the number on the tube stands; several places when nobody knows
 * @param queriedSample the components of Q-3 that may be the number on the tube
 * @param orders how it wants to be told what to do
 */
public record AstmConventions(
        List<SamplePlace> samples, List<Integer> queriedSample, TestNaming naming, OrderConventions orders) {
    /** An analyzer of which nothing is known: the number on the tube begins O-3 or O-4, the test stands in. */
    public static final AstmConventions STANDARD = new AstmConventions(
            List.of(new SamplePlace("O", 3, 1), new SamplePlace("O", 4, 1)),
            List.of(2),
            TestNaming.STANDARD,
            OrderConventions.STANDARD);

    private static final Pattern PLACE = Pattern.compile("([OP])-([1-9][0-9]?)(?:\\.([1-9]))?");

    public AstmConventions {
        samples = List.copyOf(samples);
        queriedSample = List.copyOf(queriedSample);
    }

    /** What a description of an analyzer tells, and the standard's where it tells nothing. */
    public static AstmConventions of(Habits habits) {
        List<Integer> queried = habits.numbers(Extensions.ANALYZER_QUERY_COMPONENT);
        return new AstmConventions(
                habits.one(Extensions.ANALYZER_SAMPLE_POSITION)
                        .flatMap(SamplePlace::named)
                        .map(List::of)
                        .orElse(STANDARD.samples),
                queried.isEmpty() ? STANDARD.queriedSample : queried,
                TestNaming.of(habits),
                OrderConventions.of(habits));
    }

    /** One component of a field of record P or O. */
    public record SamplePlace(String record, int field, int component) {
        /** The place as a description names it, such as O-3 or O-4.3; a place in an HL7 segment is none. */
        public static Optional<SamplePlace> named(String place) {
            Matcher found = PLACE.matcher(place);
            if (!found.matches()) {
                return Optional.empty();
            }
            int component = found.group(3) == null ? 1 : Integer.parseInt(found.group(3));
            return Optional.of(new SamplePlace(found.group(1), Integer.parseInt(found.group(2)), component));
        }
    }

    /**
     * What the components of a universal test id (R-3, O-5) mean.
     *
     * @param codes the components that may hold the code; the first that was sent is it
     * @param name the component with the name of the test, or 0
     * @param loinc the component with a LOINC code, or 0
     * @param aspects the components that tell several results of one test apart, such as the interpretation from the
     *     value; never one that changes from run to run, such as a lot
     */
    public record TestNaming(List<Integer> codes, int name, int loinc, List<Integer> aspects) {
        public static final TestNaming STANDARD = new TestNaming(List.of(4, 5, 1, 2, 3), 5, 0, List.of(6, 7, 8, 11));

        public TestNaming {
            codes = List.copyOf(codes);
            aspects = List.copyOf(aspects);
        }

        static TestNaming of(Habits habits) {
            List<Integer> codes = habits.numbers(Extensions.ANALYZER_TEST_COMPONENT);
            List<Integer> aspects = habits.numbers(Extensions.ANALYZER_ASPECT_COMPONENT);
            return new TestNaming(
                    codes.isEmpty() ? STANDARD.codes : codes,
                    one(habits, Extensions.ANALYZER_NAME_COMPONENT, STANDARD.name),
                    one(habits, Extensions.ANALYZER_LOINC_COMPONENT, STANDARD.loinc),
                    aspects.isEmpty() ? STANDARD.aspects : aspects);
        }

        private static int one(Habits habits, String part, int standard) {
            return habits.numbers(part).stream().findFirst().orElse(standard);
        }

        /** The component that holds the code, if any was sent. */
        Optional<Integer> code(Field test) {
            return codes.stream()
                    .filter(component -> !test.component(component).isEmpty())
                    .findFirst();
        }
    }

    public AstmConventions withSample(SamplePlace only) {
        return new AstmConventions(List.of(only), queriedSample, naming, orders);
    }

    public AstmConventions withQueriedSample(int component) {
        return new AstmConventions(samples, List.of(component), naming, orders);
    }

    public AstmConventions with(TestNaming other) {
        return new AstmConventions(samples, queriedSample, other, orders);
    }
}
