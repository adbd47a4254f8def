package org.openward.astm;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.openward.hl7v2.Field;

/**
 * An analyzer's question what it shall do (record Q).
 *
 * @param samples the numbers on the tubes that it has read; empty when it asks for everything that waits
 * @param tests the tests it asks about; empty for all
 * @param unclear how many of the samples it named could not be told from the other components of the field
 */
public record HostQuery(Request request, List<String> samples, List<String> tests, int unclear) {
    private static final String ALL = "ALL";

    public HostQuery {
        samples = List.copyOf(samples);
        tests = List.copyOf(tests);
    }

    /** What is asked for. */
    public enum Request {
        ORDERS,
        /** The results of a sample, not its orders. */
        RESULTS,
        /** The analyzer takes its last question back. */
        CANCEL
    }

    /** The question that a message asks, if it asks one. */
    public static Optional<HostQuery> of(AstmMessage message, AstmConventions conventions) {
        List<AstmRecord> asked = message.records("Q");
        if (asked.isEmpty()) {
            return Optional.empty();
        }
        List<String> samples = new ArrayList<>();
        List<String> tests = new ArrayList<>();
        int unclear = 0;
        for (AstmRecord each : asked) {
            for (Field range : each.field(3).repetitions()) {
                Optional<String> sample = sample(range, conventions);
                sample.filter(number -> !number.equalsIgnoreCase(ALL)).ifPresent(samples::add);
                unclear += sample.isEmpty() && range.isPresent() ? 1 : 0;
            }
            each.field(5).repetitions().forEach(test -> test(test, conventions).ifPresent(tests::add));
        }
        return Optional.of(new HostQuery(request(asked.get(0), samples), samples, tests, unclear));
    }

    /** Whether everything that waits is asked for, and not a sample whose number could not be read. */
    public boolean isForAll() {
        return samples.isEmpty() && unclear == 0;
    }

    private static Request request(AstmRecord asked, List<String> samples) {
        String code = asked.text(13).toUpperCase(Locale.ROOT);
        return switch (code) {
            case "F", "P", "C" -> Request.RESULTS;
                // Some analyzers put A on every question for orders; one that takes a question back names no sample.
            case "A", "X" -> samples.isEmpty() ? Request.CANCEL : Request.ORDERS;
            default -> Request.ORDERS;
        };
    }

    /** The component that holds the number; when it is empty, the only other one that holds anything. */
    private static Optional<String> sample(Field range, AstmConventions conventions) {
        for (int component : conventions.queriedSample()) {
            if (!range.component(component).isEmpty()) {
                return Optional.of(range.component(component));
            }
        }
        List<String> others = new ArrayList<>();
        for (int component = 1; component <= range.components(); component++) {
            if (!range.component(component).isEmpty()) {
                others.add(range.component(component));
            }
        }
        return others.size() == 1 ? Optional.of(others.get(0)) : Optional.empty();
    }

    private static Optional<String> test(Field test, AstmConventions conventions) {
        return conventions.naming().code(test).map(test::component).filter(code -> !code.equalsIgnoreCase(ALL));
    }
}
