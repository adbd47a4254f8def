package org.openward.bench;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;

/** Collects what was measured, and shows it as one table and as JSON. */
final class Report {
    /** Under this name stands what PostgreSQL alone does. */
    static final String LIMIT = "limit";

    static final String READ = "read";

    /** The script of PostgreSQL alone that does nothing but commit. */
    static final String COMMIT = "commit";

    /** Its mean latency, the unit of what is added to a read. */
    static final String ONE_COMMIT = "one commit ms";

    private static final String HEADING = String.format(
            Locale.ROOT,
            "%-18s %-12s %12s %10s %10s %10s %8s %8s %8s %9s %8s%n",
            "workload",
            "target",
            "per second",
            "p50 ms",
            "p95 ms",
            "p99 ms",
            "cpu ms",
            "errors",
            "ratio",
            "of limit",
            "answers");

    private final String baseline;
    private final List<String> order;
    private final Map<String, Map<String, List<Slice>>> slices = new LinkedHashMap<>();
    private final Map<String, Map<String, List<Double>>> measures = new LinkedHashMap<>();
    private final Map<String, Map<String, Boolean>> agreements = new LinkedHashMap<>();

    /** The first target is what the others are compared with; they are shown in this order. */
    Report(List<String> targets) {
        this.baseline = targets.get(0);
        this.order = new ArrayList<>(targets);
        this.order.add(LIMIT);
    }

    void add(String workload, String target, Slice slice) {
        slices.computeIfAbsent(workload, any -> inOrder())
                .computeIfAbsent(target, any -> new ArrayList<>())
                .add(slice);
    }

    /** Something that is not a throughput: seconds, mebibytes. */
    void add(String measure, String target, double value) {
        measures.computeIfAbsent(measure, any -> inOrder())
                .computeIfAbsent(target, any -> new ArrayList<>())
                .add(value);
    }

    /** Whether it answered some requests as the first target did. */
    void compared(String workload, String target, boolean agrees) {
        agreements.computeIfAbsent(workload, any -> inOrder()).put(target, agrees);
    }

    private Optional<String> answers(String workload, String target) {
        return Optional.ofNullable(agreements.getOrDefault(workload, Map.of()).get(target))
                .map(agrees -> agrees ? "agree" : "differs");
    }

    private <T> Map<String, T> inOrder() {
        return new TreeMap<>(Comparator.comparingInt(order::indexOf));
    }

    String table() {
        StringBuilder table = new StringBuilder(HEADING);
        slices.forEach((workload, targets) -> targets.forEach((target, rounds) -> table.append(String.format(
                Locale.ROOT,
                "%-18s %-12s %12.1f %10s %10s %10s %8s %8d %8s %9s %8s%n",
                workload,
                target,
                throughput(rounds),
                milliseconds(rounds, Slice::p50),
                milliseconds(rounds, Slice::p95),
                milliseconds(rounds, Slice::p99),
                milliseconds(rounds, Slice::processorPerOperation),
                rounds.stream().mapToLong(Slice::errors).sum(),
                ratio(workload, target, baseline).map(Report::factor).orElse("-"),
                ratio(workload, target, LIMIT).map(Report::share).orElse("-"),
                answers(workload, target).orElse("-")))));
        if (!measures.isEmpty()) {
            table.append(
                    String.format(Locale.ROOT, "%n%-31s %-12s %12s %8s%n", "measure", "target", "median", "ratio"));
        }
        measures.forEach((measure, targets) -> targets.forEach((target, values) -> table.append(String.format(
                Locale.ROOT,
                "%-31s %-12s %12.1f %8s%n",
                measure,
                target,
                middle(values),
                Optional.ofNullable(targets.get(baseline))
                        .map(first -> factor(middle(values) / middle(first)))
                        .orElse("-")))));
        addedToReads()
                .forEach((target, commits) -> table.append(String.format(
                        Locale.ROOT,
                        "%n%-31s %-12s %12.2f times one commit",
                        "added to the median of a read",
                        target,
                        commits)));
        return table.toString();
    }

    /** By how much the median of a read is longer than the first target's, in multiples of one commit; by target. */
    Map<String, Double> addedToReads() {
        Map<String, List<Slice>> reads = slices.getOrDefault(READ, Map.of());
        List<Double> commits = measures.getOrDefault(ONE_COMMIT, Map.of()).getOrDefault(LIMIT, List.of());
        if (!reads.containsKey(baseline) || commits.isEmpty() || middle(commits) == 0) {
            return Map.of();
        }
        Map<String, Double> added = inOrder();
        reads.forEach((target, rounds) -> {
            if (!target.equals(baseline) && !target.equals(LIMIT)) {
                added.put(
                        target,
                        (median(rounds, Slice::p50) - median(reads.get(baseline), Slice::p50)) / middle(commits));
            }
        });
        return added;
    }

    /** The median throughput of a target over its rounds as a multiple of another's. */
    Optional<Double> ratio(String workload, String target, String other) {
        Map<String, List<Slice>> targets = slices.getOrDefault(workload, Map.of());
        if (target.equals(other) || !targets.containsKey(target) || !targets.containsKey(other)) {
            return Optional.empty();
        }
        double divisor = throughput(targets.get(other));
        return divisor == 0 ? Optional.empty() : Optional.of(throughput(targets.get(target)) / divisor);
    }

    ObjectNode json() {
        ObjectNode json = FhirServer.JSON.createObjectNode();
        json.put("baseline", baseline);
        ArrayNode results = json.putArray("workloads");
        slices.forEach((workload, targets) -> targets.forEach((target, rounds) -> {
            ObjectNode result = results.addObject();
            result.put("workload", workload).put("target", target).put("perSecond", throughput(rounds));
            ratio(workload, target, baseline).ifPresent(ratio -> result.put("ratio", ratio));
            ratio(workload, target, LIMIT).ifPresent(ratio -> result.put("ofLimit", ratio));
            answers(workload, target).ifPresent(answers -> result.put("answers", answers));
            ArrayNode each = result.putArray("rounds");
            rounds.forEach(slice -> each.add(FhirServer.JSON.<ObjectNode>valueToTree(slice)));
        }));
        ArrayNode others = json.putArray("measures");
        measures.forEach((measure, targets) -> targets.forEach((target, values) -> others.addObject()
                .put("measure", measure)
                .put("target", target)
                .put("median", middle(values))
                .set("values", FhirServer.JSON.valueToTree(values))));
        json.set("addedToReadsInCommits", FhirServer.JSON.valueToTree(addedToReads()));
        return json;
    }

    private static double throughput(List<Slice> rounds) {
        return Statistics.median(rounds.stream().mapToDouble(Slice::perSecond).toArray());
    }

    private static String milliseconds(List<Slice> rounds, ToDoubleFunction<Slice> latency) {
        double median = median(rounds, latency);
        return median == 0 ? "-" : String.format(Locale.ROOT, "%.2f", median);
    }

    /** In milliseconds. */
    private static double median(List<Slice> rounds, ToDoubleFunction<Slice> latency) {
        return Statistics.median(
                rounds.stream().mapToDouble(latency).map(each -> each / 1000.0).toArray());
    }

    private static double middle(List<Double> values) {
        return Statistics.median(
                values.stream().mapToDouble(Double::doubleValue).toArray());
    }

    private static String factor(double ratio) {
        return String.format(Locale.ROOT, "%.2fx", ratio);
    }

    private static String share(double ratio) {
        return String.format(Locale.ROOT, "%.1f%%", ratio * 100);
    }
}
