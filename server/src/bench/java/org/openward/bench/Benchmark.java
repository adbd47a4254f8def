package org.openward.bench;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Measures FHIR servers side by side in alternating rounds; {@code docs/performance.md} explains the options. */
final class Benchmark {
    private static final long BEGUN = System.nanoTime();
    private static final Path HOME = Path.of(System.getProperty("bench.home", "server/src/bench"));
    private static final int SHORTEST_WARM_UP_SECONDS = 3;

    private final Plan plan;
    private final List<FhirServer> servers = new ArrayList<>();
    private final List<StartUp.Started> started = new ArrayList<>();
    private final Map<FhirServer, Sample> samples = new LinkedHashMap<>();
    private final List<Workload> workloads;
    private final Report report;

    private Benchmark(Plan plan) {
        this.plan = plan;
        this.workloads = plan.workloads().stream()
                .filter(name -> !name.equals(Workload.IMPORT) && !name.equals(Workload.ORU))
                .map(Workload::named)
                .collect(Collectors.toCollection(ArrayList::new));
        this.report = new Report(plan.targets().stream().map(Target::name).toList());
    }

    public static void main(String[] arguments) throws IOException {
        Plan plan;
        try {
            plan = Plan.parse(arguments);
        } catch (IllegalArgumentException wrong) {
            System.err.println(wrong.getMessage() + "; docs/performance.md explains the options");
            System.exit(64);
            return;
        }
        // Whatever ends the run, Ctrl+C too, ends the servers that it started.
        Runtime.getRuntime()
                .addShutdownHook(
                        new Thread(() -> ProcessHandle.current().children().forEach(ProcessHandle::destroy)));
        new Benchmark(plan).run();
    }

    private void run() throws IOException {
        try {
            plan.targets().forEach(this::bringUp);
            memory("memory after start MiB");
            load();
            takeSamples();
            compareAnswers();
            warmUp();
            for (int round = 0; round < plan.pace().rounds(); round++) {
                measure(round);
            }
            for (int round = 0; round < plan.pace().rounds(); round++) {
                hearAnalyzers();
            }
            limit();
            memory("memory after load MiB");
        } finally {
            started.forEach(StartUp.Started::stop);
        }
        System.out.println(report.table());
        if (plan.more().optional("json").isPresent()) {
            Files.writeString(Path.of(plan.more().required("json")), json().toPrettyString());
        }
    }

    /** Starts a target as often as asked, when it is for us to start; the last start stays up for the load. */
    private void bringUp(Target target) {
        FhirServer stopped = new FhirServer(target);
        if (plan.start(target).isEmpty()) {
            servers.add(stopped);
            return;
        }
        int starts = plan.more().number("starts", 3);
        for (int start = 1; start <= starts; start++) {
            tell("start " + start + " of " + target.name());
            StartUp.Started running = new StartUp(stopped, plan.start(target).orElseThrow()).start();
            String which = start == 1 ? "first start" : "later start";
            report.add(which + " to metadata s", target.name(), running.metadata());
            report.add(which + " to first search s", target.name(), running.search());
            if (start < starts) {
                running.stop();
            } else {
                started.add(running);
                servers.add(new FhirServer(target.runningAs(running.process().pid())));
            }
        }
    }

    private void memory(String when) {
        for (FhirServer server : servers) {
            server.target()
                    .process()
                    .flatMap(ServerProcess::resident)
                    .ifPresent(resident -> report.add(when, server.target().name(), resident));
        }
    }

    /** Loads the data set: the first share of the bundles warms up, each of the others is a round. */
    private void load() {
        if (plan.data().folder().isEmpty()) {
            return;
        }
        Bundles bundles = Bundles.of(
                plan.data().folder().get(), plan.data().bundles(), plan.data().seed());
        String salt = UUID.randomUUID().toString();
        for (FhirServer server : servers) {
            tell("hospitals and practitioners to " + server.target().name());
            new Import(1).load(server, bundles.batches());
        }
        int share = 0;
        for (List<Bundles.Loadable> each : bundles.shares(plan.pace().rounds() + 1)) {
            List<Bundles.Loadable> fresh =
                    each.stream().map(bundle -> bundle.again(salt)).toList();
            for (FhirServer server : inTurn(share)) {
                tell("import " + share + " to " + server.target().name());
                Slice slice = watched(server, () -> new Import(plan.pace().connections()).load(server, fresh));
                if (share > 0 && plan.workloads().contains(Workload.IMPORT)) {
                    report.add(Workload.IMPORT, server.target().name(), slice);
                }
            }
            share++;
        }
    }

    /** A workload that the data of some target cannot fill is left out. */
    private void takeSamples() {
        if (workloads.isEmpty()) {
            return;
        }
        for (FhirServer server : servers) {
            tell("sample of " + server.target().name());
            Sample sample = Sample.from(server, plan.data().seed());
            samples.put(server, sample);
            workloads.removeIf(workload -> {
                boolean impossible = workload.lines().apply(sample).findAny().isEmpty();
                if (impossible) {
                    tell("left out, too little data: " + workload.name());
                }
                return impossible;
            });
        }
    }

    /** Every target is asked the same, once, before it is measured. */
    private void compareAnswers() {
        for (Workload workload : workloads) {
            Agreement expected = Agreement.of(servers.get(0), workload, sampleOf(servers.get(0)));
            for (FhirServer other : servers.subList(1, servers.size())) {
                String target = other.target().name();
                Agreement found = Agreement.of(other, workload, sampleOf(other));
                Optional<String> disagreement = found.differenceFrom(expected);
                disagreement.ifPresent(
                        difference -> tell(workload.name() + " differs on " + target + ": " + difference));
                if (!found.answers().isEmpty()) {
                    report.compared(workload.name(), target, disagreement.isEmpty());
                }
            }
        }
    }

    private void warmUp() {
        for (Workload workload : workloads) {
            int seconds = Math.max(plan.pace().warmupSeconds() / workloads.size(), SHORTEST_WARM_UP_SECONDS);
            for (FhirServer server : servers) {
                tell("warm-up " + workload.name() + " of " + server.target().name());
                drive(workload, server, seconds);
            }
        }
    }

    private void measure(int round) {
        for (Workload workload : workloads) {
            for (FhirServer server : inTurn(round)) {
                Slice slice = drive(workload, server, plan.pace().seconds());
                tell("round " + (round + 1) + " " + workload.name() + " "
                        + server.target().name() + " " + Math.round(slice.perSecond()) + "/s, " + slice.errors()
                        + " errors");
                report.add(workload.name(), server.target().name(), slice);
            }
        }
    }

    /** After everything else, because its reports stay and only some targets have them. */
    private void hearAnalyzers() {
        if (plan.workloads().contains(Workload.ORU)) {
            servers.stream()
                    .filter(server -> server.target().mllp().isPresent())
                    .forEach(this::hear);
        }
    }

    /** Acknowledging and filing go on side by side, as they do in a hospital; then what still waits is filed. */
    private void hear(FhirServer server) {
        String target = server.target().name();
        Analyzers analyzers = new Analyzers(server, Collections.max(plan.lines()));
        for (int lines : plan.lines()) {
            tell(lines + " analyzers to " + target);
            report.add(
                    "oru ack " + lines,
                    target,
                    watched(
                            server,
                            () -> analyzers.send(
                                    lines, plan.pace().seconds(), plan.more().number("messages", 3000))));
        }
        tell("until all is filed by " + target);
        report.add("oru visible", target, watched(server, analyzers::becomeVisible));
    }

    private void limit() {
        if (plan.more().optional("limit").isEmpty()) {
            return;
        }
        PostgresLimit limit = new PostgresLimit(
                HOME, plan.more().required("limit"), plan.pace().connections());
        limit.prepare();
        for (String workload : plan.workloads()) {
            if (limit.knows(workload)) {
                tell("limit of " + workload);
                report.add(
                        workload,
                        Report.LIMIT,
                        limit.measure(workload, plan.pace().seconds()));
            }
        }
        if (plan.workloads().contains(Report.READ)) {
            commits(limit);
        }
    }

    /** With as many connections as the reads had, so that what was added to a read can be counted in commits. */
    private void commits(PostgresLimit limit) {
        tell("limit of " + Report.COMMIT);
        Slice commits = limit.measure(Report.COMMIT, plan.pace().seconds());
        report.add(Report.COMMIT, Report.LIMIT, commits);
        report.add(
                Report.ONE_COMMIT,
                Report.LIMIT,
                commits.meanMilliseconds(plan.pace().connections()));
    }

    private Slice drive(Workload workload, FhirServer server, int seconds) {
        Sample sample = sampleOf(server);
        return watched(server, () -> new Wrk(HOME, plan.pace().connections()).drive(server, workload, sample, seconds));
    }

    private Sample sampleOf(FhirServer server) {
        return Optional.ofNullable(samples.get(server))
                .orElseThrow(() -> new IllegalStateException(
                        "No sample of " + server.target().name()));
    }

    private static Slice watched(FhirServer server, Supplier<Slice> measuring) {
        return server.target()
                .process()
                .map(process -> process.watch(measuring))
                .orElseGet(measuring);
    }

    /** Who goes first changes from round to round. */
    private List<FhirServer> inTurn(int round) {
        List<FhirServer> order = new ArrayList<>(servers);
        Collections.rotate(order, round);
        return order;
    }

    private ObjectNode json() {
        ObjectNode json = report.json();
        json.putObject("machine")
                .put("processors", Runtime.getRuntime().availableProcessors())
                .put("system", System.getProperty("os.name") + " " + System.getProperty("os.version"))
                .put("java", System.getProperty("java.version"));
        json.put("seed", plan.data().seed()).set("pace", FhirServer.JSON.valueToTree(plan.pace()));
        return json;
    }

    private static void tell(String step) {
        System.err.printf("%6.1f s  %s%n", TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - BEGUN) / 1000.0, step);
    }
}
