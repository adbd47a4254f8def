package org.openward.bench;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.StreamSupport;

/** What a target holds, drawn from itself with a fixed seed: whom to ask for, and by which codes. */
record Sample(
        String root,
        List<Person> people,
        List<String> records,
        List<String> findings,
        List<String> problems,
        List<String> manyPages,
        long seed) {
    private static final int PEOPLE_SEEN = 500;
    private static final int CHARTS_OPENED = 40;
    private static final List<String> CHART = List.of(
            "Observation",
            "Condition",
            "Encounter",
            "DiagnosticReport",
            "Procedure",
            "MedicationRequest",
            "Immunization");

    /** A patient, by what people search for. */
    record Person(String id, String family, String given, String birthDate, String identifier) {

        static Person of(JsonNode patient) {
            JsonNode name = patient.path("name").path(0);
            JsonNode identifier = patient.path("identifier").path(0);
            return new Person(
                    patient.path("id").asText(),
                    name.path("family").asText(),
                    name.path("given").path(0).asText(),
                    patient.path("birthDate").asText(),
                    identifier.path("system").asText() + "|"
                            + identifier.path("value").asText());
        }
    }

    /** Patients are drawn in an order that does not depend on the ids, so that every target is asked for the same ones. */
    static Sample from(FhirServer server, long seed) {
        List<Person> people = people(server);
        Collections.shuffle(people, new Random(seed));
        Charts charts = Charts.of(server, people.subList(0, Math.min(CHARTS_OPENED, people.size())));
        Collections.shuffle(charts.records(), new Random(seed));
        List<String> findings = charts.mostFrequent("Observation");
        return new Sample(
                server.target().base().getPath(),
                people,
                charts.records(),
                findings,
                charts.mostFrequent("Condition"),
                findings.stream().filter(code -> fillsPages(server, code)).toList(),
                seed);
    }

    /** What lies in the charts of some people: references to it, and how often each code stands there. */
    private record Charts(List<String> records, Map<String, Map<String, Integer>> codes) {

        static Charts of(FhirServer server, List<Person> people) {
            Charts charts = new Charts(new ArrayList<>(), new HashMap<>());
            for (Person person : people) {
                charts.records.add("Patient/" + person.id());
                CHART.forEach(type -> charts.open(server, type, person));
            }
            return charts;
        }

        private void open(FhirServer server, String type, Person person) {
            Map<String, Integer> seen = codes.computeIfAbsent(type, any -> new HashMap<>());
            for (JsonNode found : resources(server.read(type + "?patient=" + person.id() + "&_count=20"))) {
                records.add(type + "/" + found.path("id").asText());
                JsonNode coding = found.path("code").path("coding").path(0);
                if (coding.has("code")) {
                    seen.merge(
                            coding.path("system").asText() + "|"
                                    + coding.path("code").asText(),
                            1,
                            Integer::sum);
                }
            }
        }

        List<String> mostFrequent(String type) {
            return codes.getOrDefault(type, Map.of()).entrySet().stream()
                    .sorted(Map.Entry.<String, Integer>comparingByValue()
                            .reversed()
                            .thenComparing(Map.Entry.comparingByKey()))
                    .limit(12)
                    .map(Map.Entry::getKey)
                    .toList();
        }
    }

    private static boolean fillsPages(FhirServer server, String code) {
        String query = Searches.byCode(code) + "&_summary=count";
        return server.read(query).path("total").asInt() > Searches.TENTH_PAGE_ENDS;
    }

    private static List<Person> people(FhirServer server) {
        List<Person> people = new ArrayList<>();
        String page = "Patient?_sort=_lastUpdated&_count=100";
        while (!page.isEmpty() && people.size() < PEOPLE_SEEN) {
            JsonNode bundle = server.read(page);
            resources(bundle).stream().map(Person::of).forEach(people::add);
            page = next(bundle);
        }
        people.removeIf(
                person -> person.family().isEmpty() || person.birthDate().isEmpty());
        people.removeIf(person -> person.family().equals(Workload.MADE_HERE));
        if (people.isEmpty()) {
            throw new IllegalStateException(server.target().name() + " has no patients: load some with --bundles");
        }
        people.sort(Comparator.comparing(Person::family).thenComparing(Person::given));
        return people;
    }

    static String next(JsonNode bundle) {
        return StreamSupport.stream(bundle.path("link").spliterator(), false)
                .filter(link -> link.path("relation").asText().equals("next"))
                .map(link -> link.path("url").asText().replace("|", "%7C"))
                .findFirst()
                .orElse("");
    }

    private static List<JsonNode> resources(JsonNode bundle) {
        return StreamSupport.stream(bundle.path("entry").spliterator(), false)
                .map(entry -> entry.path("resource"))
                .toList();
    }
}
