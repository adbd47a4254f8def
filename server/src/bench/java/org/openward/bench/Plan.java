package org.openward.bench;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What a run is asked to do. */
record Plan(List<Target> targets, List<String> workloads, Pace pace, DataSet data, Arguments more) {

    /** How long and how hard. */
    record Pace(int rounds, int seconds, int warmupSeconds, int connections) {}

    /** Which bundles are loaded, and the seed of every choice. */
    record DataSet(Optional<Path> folder, int bundles, long seed) {}

    static Plan parse(String... arguments) {
        Arguments given = Arguments.options(arguments);
        given.refuseOthers(
                "target",
                "workloads",
                "rounds",
                "seconds",
                "warmup-seconds",
                "connections",
                "bundles",
                "bundle-count",
                "seed",
                "start",
                "starts",
                "limit",
                "lines",
                "messages",
                "json");
        if (given.all("target").isEmpty()) {
            throw new IllegalArgumentException("--target is missing: name=URL");
        }
        if (given.number("seconds", 15) > 240) {
            throw new IllegalArgumentException("--seconds is at most 240: a token must outlive what is measured");
        }
        return new Plan(
                given.all("target").stream().map(Target::parse).toList(),
                given.optional("workloads").map(Plan::named).orElse(Workload.EVERYDAY),
                new Pace(
                        given.number("rounds", 3),
                        given.number("seconds", 15),
                        given.number("warmup-seconds", 60),
                        given.number("connections", 4)),
                new DataSet(
                        given.optional("bundles").map(Path::of),
                        given.number("bundle-count", Integer.MAX_VALUE),
                        given.number("seed", 1)),
                given);
    }

    private static List<String> named(String list) {
        List<String> names = Stream.of(list.split(",", -1)).map(String::strip).toList();
        names.stream()
                .filter(name -> !name.equals(Workload.IMPORT) && !name.equals(Workload.ORU))
                .forEach(Workload::named);
        return names;
    }

    /** How many analyzers send at once, one after the other. */
    List<Integer> lines() {
        return Stream.of(more.optional("lines").orElse("1,8,64").split(",", -1))
                .map(String::strip)
                .map(Integer::valueOf)
                .toList();
    }

    /** The command that starts this target, if the run is to start it. */
    Optional<String> start(Target target) {
        String prefix = target.name() + "=";
        return more.all("start").stream()
                .filter(start -> start.startsWith(prefix))
                .map(start -> start.substring(prefix.length()))
                .findFirst();
    }
}
