package org.openward.fhir.validation;

import static org.assertj.core.api.Assertions.assertThat;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.util.ClasspathUtil;
import ca.uhn.fhir.validation.FhirValidator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.hl7.fhir.common.hapi.validation.validator.FhirDefaultPolicyAdvisor;
import org.hl7.fhir.common.hapi.validation.validator.WorkerContextValidationSupportAdapter;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * HL7's own cases for validators (org.hl7.fhir.testcases, validator): those of R4 in JSON that need nothing but themselves, without
 * those about signatures, about texts that are no FHIR JSON, and about requests. A case says whether a record is valid.
 */
class ValidatorSuiteTest {
    private static final Logger LOG = LoggerFactory.getLogger(ValidatorSuiteTest.class);
    private static final String FOLDER = "/org/hl7/fhir/testcases/validator/";
    private static final ObjectMapper JSON = new ObjectMapper();

    /** What a case may say besides its record and its outcome, without needing anything more. */
    private static final Set<String> SAYS = Set.of(
            "name",
            "file",
            "java",
            "module",
            "version",
            "description",
            "explanation",
            "documentation",
            "comment",
            "tags",
            "use-test",
            "firely-sdk-wip",
            "firely-sdk-current",
            "brianpos",
            "dotnet-brianpos");

    private static final Set<String> OTHER_MODULES = Set.of("dsig", "json5", "fmt", "api");

    /** Each remaining difference, and why it remains. Only fewer may stand here. */
    private static final Map<String, String> DIFFERENT = Map.of(
            "cvx", "the name of a vaccine: CVX is not shipped, store it",
            "bundle-id-5", "the name of a vaccine: CVX is not shipped, store it",
            "params-edqm-en", "the name of a dose form: EDQM's terms are licensed",
            "q-ca-implicit", "two codes that only the Canadian edition of SNOMED CT has: licensed",
            "q-ca-explicit", "two names of the Canadian edition of SNOMED CT: licensed",
            "vs-bad-ecl", "an expression constraint of SNOMED CT, which HL7 leaves to a terminology server, too");

    private record Case(String name, String record, boolean valid) {}

    @Test
    void the_suite_has_not_lost_cases() throws IOException {
        assertThat(cases()).hasSize(111);
        assertThat(cases()).filteredOn(each -> !each.valid()).hasSize(72);
    }

    @Test
    void a_record_is_valid_when_hl7_says_so() throws IOException {
        var validator = validator();

        var different = cases().stream()
                .filter(each -> validator.validateWithResult(each.record()).isSuccessful() != each.valid())
                .map(Case::name)
                .collect(Collectors.toCollection(TreeSet::new));

        LOG.info("HL7's validator cases: {} of {} as HL7 says", cases().size() - different.size(), cases().size());
        assertThat(different).containsExactlyInAnyOrderElementsOf(DIFFERENT.keySet());
    }

    /** As {@code $validate} is set, without what somebody stored. */
    private static FhirValidator validator() {
        var fhir = FhirContext.forR4Cached();
        var definitions = new PublishedDefinitions(fhir).besideTheStandard();
        return fhir.newValidator()
                .registerValidatorModule(ValidationConfiguration.thorough(
                        definitions,
                        WorkerContextValidationSupportAdapter.newVersionSpecificWorkerContextWrapper(definitions),
                        new FhirDefaultPolicyAdvisor()));
    }

    private static List<Case> cases() throws IOException {
        return JSON.readTree(ClasspathUtil.loadResource(FOLDER + "manifest.json"))
                .path("test-cases")
                .valueStream()
                .filter(ValidatorSuiteTest::isSelfContained)
                .map(each -> new Case(
                        each.path("name").asText(),
                        ClasspathUtil.loadResource(FOLDER + each.path("file").asText()),
                        isValid(each.path("java"))))
                .toList();
    }

    private static boolean isSelfContained(JsonNode each) {
        return Set.of("4.0", "4.0.1").contains(each.path("version").asText())
                && each.path("file").asText().endsWith(".json")
                && each.path("use-test").asBoolean(true)
                && !OTHER_MODULES.contains(each.path("module").asText())
                && each.properties().stream().allMatch(said -> SAYS.contains(said.getKey()));
    }

    private static boolean isValid(JsonNode outcome) {
        var file = FOLDER + "outcomes/" + outcome.asText();
        return read(file)
                .path("issue")
                .valueStream()
                .map(issue -> issue.path("severity").asText())
                .noneMatch(Set.of("error", "fatal")::contains);
    }

    private static JsonNode read(String file) {
        try {
            return JSON.readTree(ClasspathUtil.loadResource(file));
        } catch (IOException unreadable) {
            throw new AssertionError(unreadable);
        }
    }
}
