package org.openward.fhir.search.oracle;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Bundle.BundleEntryComponent;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Resource;
import org.junit.jupiter.api.Test;
import org.openward.testing.FhirClient;
import org.openward.testing.FullRun;
import org.openward.testing.Hospital;
import org.openward.testing.HospitalTest;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Every kind of search that FHIR R4 has, asked of the server and, independently, of the records themselves. */
@HospitalTest
class SearchOracleIT {
    private static final Logger LOG = LoggerFactory.getLogger(SearchOracleIT.class);
    private static final boolean EVERY_CASE = Boolean.getBoolean("tests.full");
    private static final int QUESTIONS = EVERY_CASE ? 6_000 : 250;
    private static final int CHARTS = EVERY_CASE ? 4 : 1;
    private static final int QUESTIONS_ABOUT_CHARTS = EVERY_CASE ? 1_000 : 60;
    private static final Definitions DEFINITIONS = new Definitions();

    private final Coding mark =
            new Coding("http://example.org/oracle", UUID.randomUUID().toString(), null);
    private final FhirClient client;
    private final String base;

    SearchOracleIT(Hospital hospital) {
        client = hospital.asDemo();
        base = hospital.root() + "/fhir";
    }

    @Test
    void the_server_finds_what_the_specification_says() {
        var records = stored(List.of(new AwkwardRecords(mark).bundle()));

        assertAgreement(records, QUESTIONS);
    }

    @Test
    @FullRun
    void it_finds_so_in_loaded_charts_of_patients() {
        var charts = SyntheaCharts.nearby();
        assumeTrue(charts.isPresent(), "Neither here nor above is a folder shared with charts of Synthea.");
        var records = stored(charts.orElseThrow().shortest(CHARTS, mark));

        assertAgreement(records, QUESTIONS_ABOUT_CHARTS);
    }

    private void assertAgreement(List<Resource> records, int number) {
        var oracle = new Oracle(DEFINITIONS, records, base);
        var questions = new Questions(DEFINITIONS, new AskedValues(base)).about(records, number);

        var found = questions.stream().map(oracle::find).toList();
        var disagreements = new ArrayList<String>();
        for (var each = 0; each < questions.size(); each++) {
            disagreement(questions.get(each), found.get(each)).ifPresent(disagreements::add);
        }

        LOG.info(
                "Asked about {} records: {}",
                records.size(),
                counted(questions.stream().map(Question::form)));
        assertThat(questions).hasSizeGreaterThanOrEqualTo(Math.min(number, 200));
        assertThat(found).filteredOn(ids -> !ids.isEmpty()).hasSizeGreaterThan(questions.size() / 2);
        assertThat(String.join("\n", disagreements)).isEmpty();
    }

    /** The records of these transactions as the server has them. */
    private List<Resource> stored(List<Bundle> bundles) {
        bundles.forEach(bundle -> client.transact(bundle).resource(Bundle.class));
        var sent =
                bundles.stream().flatMap(bundle -> bundle.getEntry().stream()).toList();
        var records = sent.stream()
                .map(entry -> entry.getResource().fhirType())
                .distinct()
                .flatMap(type -> client.search(marked(type)).getEntry().stream())
                .map(BundleEntryComponent::getResource)
                .toList();
        assertThat(records).hasSameSizeAs(sent);
        return records;
    }

    private String marked(String type) {
        return type + "?_count=200&_tag=" + mark.getSystem() + "%7C" + mark.getCode();
    }

    /** The question, what only the server finds, and what only the oracle finds; nothing if they agree. */
    private Optional<String> disagreement(Question question, Set<String> expected) {
        var answer = client.get("/" + marked(question.type()) + "&" + question.query());
        if (answer.status() != 200) {
            return Optional.of(question + ": refused with " + answer.status() + ", "
                    + answer.outcome().getIssueFirstRep().getDiagnostics());
        }
        var found = answer.resource(Bundle.class).getEntry().stream()
                .map(entry -> entry.getResource().getIdElement().getIdPart())
                .collect(Collectors.toCollection(TreeSet::new));
        return found.equals(expected)
                ? Optional.empty()
                : Optional.of(question + ": only the server " + without(found, expected) + ", only the oracle "
                        + without(expected, found));
    }

    private static Set<String> without(Set<String> ids, Set<String> others) {
        var left = new TreeSet<>(ids);
        left.removeAll(others);
        return left;
    }

    private static String counted(Stream<String> names) {
        return new TreeMap<>(names.collect(groupingBy(name -> name, counting()))).toString();
    }
}
