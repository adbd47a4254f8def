package org.openward.fhir.graphql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.fhirpath.IFhirPath;
import ca.uhn.fhir.util.ClasspathUtil;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.Resource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.w3c.dom.Element;

/** HL7's own GraphQL cases about a single record (org.hl7.fhir.testcases, r4/graphql): all of them. */
class GraphqlSuiteTest {
    private static final Logger LOG = LoggerFactory.getLogger(GraphqlSuiteTest.class);
    private static final AtomicInteger PASSED = new AtomicInteger();

    private static final String FOLDER = "/org/hl7/fhir/testcases/r4/";
    private static final FhirContext FHIR = FhirContext.forR4Cached();
    private static final IFhirPath PATHS = FHIR.newFhirPath();
    private static final ObjectMapper JSON = new ObjectMapper();

    private record Case(String name, String source, String output, String context, String operation) {
        @Override
        public String toString() {
            return name;
        }
    }

    @Test
    void the_suite_has_not_lost_cases() throws Exception {
        assertThat(cases()).hasSize(26);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void it_is_answered(Case asked) throws Exception {
        var text = ClasspathUtil.loadResource(FOLDER + "graphql/" + asked.source());
        var id = asked.context().split("/");
        var records = new Examples();

        if (asked.output().equals("$error")) {
            assertThatThrownBy(() -> answer(asked, text, id, records)).isInstanceOf(GraphqlRefusal.class);
        } else {
            var expected = JSON.readTree(ClasspathUtil.loadResource(FOLDER + "graphql/" + asked.output()));
            assertThat(JSON.readTree(JSON.writeValueAsString(answer(asked, text, id, records))))
                    .isEqualTo(expected);
        }
        PASSED.incrementAndGet();
    }

    @AfterAll
    static void say_how_many() throws Exception {
        LOG.info("HL7's GraphQL cases: {} of {} as HL7 says", PASSED.get(), cases().count());
    }

    private static Map<String, Object> answer(Case asked, String text, String[] id, Examples records) {
        var query = GraphqlQuery.of(text, asked.operation(), "{\"var\": true}");
        return new GraphqlAnswer(query, records, PATHS)
                .about(records.find(new IdType(id[0], id[1])).orElseThrow());
    }

    static Stream<Case> cases() throws Exception {
        var manifest = ClasspathUtil.loadResource(FOLDER + "graphql/manifest.xml");
        var tests = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new ByteArrayInputStream(manifest.getBytes(StandardCharsets.UTF_8)))
                .getElementsByTagName("test");
        return IntStream.range(0, tests.getLength())
                .mapToObj(tests::item)
                .map(Element.class::cast)
                .filter(each -> !each.getAttribute("context").isEmpty())
                .map(each -> new Case(
                        each.getAttribute("name"),
                        each.getAttribute("source"),
                        each.getAttribute("output"),
                        each.getAttribute("context"),
                        each.getAttribute("operation")));
    }

    /** The examples of the suite. */
    private static class Examples implements GraphqlRecords {
        private static final Map<String, String> FILES = Map.of(
                "Patient/example", "patient-example.xml",
                "Patient/glossy", "patient-glossy-example.xml",
                "Patient/newborn", "patient-example-newborn.xml",
                "Observation/example", "observation-example.xml",
                "Observation/20minute-apgar-score", "observation-example-20minute-apgar-score.xml",
                "MedicationDispense/meddisp008", "medicationdispenseexample8.xml",
                "List/example-long", "list-example-long.xml",
                "Condition/example", "condition-example.xml");

        @Override
        public boolean isType(String name) {
            return FHIR.getResourceTypes().contains(name);
        }

        @Override
        public Optional<Resource> find(IdType id) {
            return Optional.ofNullable(FILES.get(id.toUnqualifiedVersionless().getValue()))
                    .map(file -> ClasspathUtil.loadResource(FOLDER + "examples/" + file))
                    .map(xml -> (Resource) FHIR.newXmlParser().parseResource(xml));
        }

        @Override
        public Page search(String type, Map<String, List<String>> query, int offset, int size) {
            assertThat(query).containsExactly(Map.entry("patient", List.of("Patient/example")));
            return new Page(find(new IdType(type, "example")).stream().toList(), offset, size, true);
        }
    }
}
