package org.openward.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/** A kind of HTTP load: the script that drives it and the lines that the script reads. */
record Workload(String name, String script, Function<Sample, Stream<String>> lines) {
    static final String IMPORT = "import";
    static final String ORU = "oru";

    /** The family name of the patients that the benchmark itself creates. */
    static final String MADE_HERE = "Benchmark";

    /** What a run measures unless it is told otherwise. */
    static final List<String> EVERYDAY =
            List.of(IMPORT, "cycle", "read", "search", "pages", "everything", "validate", "history", ORU);

    // On one line each, because wrk's scripts read lines.
    static final String PATIENT =
            """
            {"resourceType":"Patient","active":true,"name":[{"family":"Benchmark","given":["Asha"]}],\
            "gender":"female","birthDate":"1980-04-12","telecom":[{"system":"phone","value":"+91 22 5550 0100"}],\
            "address":[{"line":["cycle-1"],"city":"Pune","country":"IN"}]}""";
    private static final String OBSERVATION =
            """
            {"resourceType":"Observation","status":"final","category":[{"coding":[\
            {"system":"http://terminology.hl7.org/CodeSystem/observation-category","code":"vital-signs"}]}],\
            "code":{"coding":[{"system":"http://loinc.org","code":"8867-4","display":"Heart rate"}]},\
            "subject":{"reference":"Patient/%s"},"effectiveDateTime":"2026-03-01T10:00:00Z",\
            "valueQuantity":{"value":72,"unit":"/min","system":"http://unitsofmeasure.org","code":"/min"},\
            "note":[{"text":"cycle-1"}]}""";

    /** Every HTTP workload; one for each search shape too, named {@code search.SHAPE}. */
    static List<Workload> all() {
        List<Workload> all = new ArrayList<>(List.of(
                new Workload("cycle", "cycle.lua", Workload::bodies),
                new Workload("read", "requests.lua", sample -> sample.records().stream()
                        .map(id -> asking(sample, id))),
                new Workload(
                        "search",
                        "requests.lua",
                        sample -> Searches.mixOf(sample, List.copyOf(Searches.SHAPES.values()))),
                new Workload("pages", "pages.lua", Searches::ofManyPages),
                new Workload("everything", "requests.lua", sample -> sample.people().stream()
                        .map(person -> asking(sample, "Patient/" + person.id() + "/$everything?_count=100"))),
                new Workload("validate", "requests.lua", Workload::validations),
                new Workload("history", "requests.lua", sample -> sample.records().stream()
                        .map(id -> asking(sample, id + "/_history")))));
        Searches.SHAPES.forEach((name, shape) -> all.add(
                new Workload("search." + name, "requests.lua", sample -> Searches.mixOf(sample, List.of(shape)))));
        return all;
    }

    static Workload named(String name) {
        return all().stream()
                .filter(workload -> workload.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("There is no workload " + name));
    }

    private static String asking(Sample sample, String path) {
        return "GET\t" + sample.root() + "/" + path;
    }

    private static Stream<String> bodies(Sample sample) {
        return sample.people().stream()
                .flatMap(person -> Stream.of(
                        sample.root() + "/Patient\t" + PATIENT,
                        sample.root() + "/Observation\t" + OBSERVATION.formatted(person.id())));
    }

    private static Stream<String> validations(Sample sample) {
        return sample.people().stream()
                .flatMap(person -> Stream.of(
                        "POST\t" + sample.root() + "/Patient/$validate\t" + PATIENT,
                        "POST\t" + sample.root() + "/Observation/$validate\t" + OBSERVATION.formatted(person.id())));
    }
}
