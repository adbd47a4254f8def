package org.openward.fhir.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.openward.testing.Hospital;
import org.openward.testing.HospitalTest;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One published example of each type, in JSON or in XML by turns; {@link EveryExampleIT} takes all in both. */
@HospitalTest
class ExamplesIT {
    private static final Logger LOG = LoggerFactory.getLogger(ExamplesIT.class);

    /** Definitions, which all tenants share and which change what is valid and how is searched. */
    private static final Set<String> DEFINITIONS = Set.of(
            "CapabilityStatement",
            "CodeSystem",
            "CompartmentDefinition",
            "ConceptMap",
            "GraphDefinition",
            "ImplementationGuide",
            "Library",
            "MessageDefinition",
            "NamingSystem",
            "OperationDefinition",
            "Questionnaire",
            "SearchParameter",
            "StructureDefinition",
            "StructureMap",
            "TerminologyCapabilities",
            "ValueSet");

    /** They name records of other servers by addresses that have no FHIR type in them. */
    private static final Set<String> OF_MERE_ADDRESSES = Set.of(
            "claimresponse-example",
            "coverageeligibilityresponse-example",
            "claim-example-oral-contained-identifier",
            "claim-example-vision-glasses",
            "claim-example-vision-glasses-3tier",
            "coverageeligibilityresponse-example-benefits",
            "coverageeligibilityresponse-example-benefits-2",
            "coverageeligibilityresponse-example-error",
            "enrollmentresponse-example",
            "orgrole-example-services");

    @Test
    void a_published_example_comes_back_as_it_was_sent_and_is_found_by_all_that_it_says(Hospital hospital)
            throws IOException {
        var examples = sample();
        var roundTrip = new RoundTrip(hospital.asDemo(), new Searches());
        roundTrip.prepare(examples);

        var faults = new ArrayList<String>();
        examples.forEach(example -> faults.addAll(roundTrip.faults(example)));

        LOG.info("{} examples, {} searches", examples.size(), roundTrip.searched());
        assertThat(examples).hasSizeGreaterThan(100);
        assertThat(roundTrip.searched()).isGreaterThan(500);
        assertThat(String.join("\n", faults)).isEmpty();
    }

    private static List<Example> sample() throws IOException {
        var sample = new ArrayList<Example>();
        for (var format : Format.values()) {
            var all = PublishedExamples.in(format);
            PublishedExamples.oneOfEachType(all).stream()
                    .filter(example -> formatOf(example.type()) == format)
                    .forEach(sample::add);
            all.stream()
                    .filter(example -> OF_MERE_ADDRESSES.contains(example.name()) && !sample.contains(example))
                    .forEach(sample::add);
        }
        sample.removeIf(example -> DEFINITIONS.contains(example.type()));
        return sample;
    }

    private static Format formatOf(String type) {
        return type.hashCode() % 2 == 0 ? Format.JSON : Format.XML;
    }
}
