package org.openward.fhir.validation;

import static org.assertj.core.api.Assertions.assertThat;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.validation.FhirValidator;
import ca.uhn.fhir.validation.ValidationOptions;
import ca.uhn.fhir.validation.ValidationResult;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.hl7.fhir.common.hapi.validation.support.ValidationSupportChain;
import org.hl7.fhir.common.hapi.validation.validator.FhirInstanceValidator;
import org.hl7.fhir.common.hapi.validation.validator.WorkerContextValidationSupportAdapter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.openward.profiles.Definitions;
import org.openward.profiles.Profiles;
import org.openward.testing.AtOnce;
import org.openward.testing.FullRun;

/** HAPI's own validator is the measure: the pooled one must say the same, however many records it has seen. */
class PooledValidatorTest {
    private static final FhirContext FHIR = FhirContext.forR4Cached();
    private static final Definitions PUBLISHED = new Definitions(FHIR);
    private static final ValidationSupportChain CHAIN = new PublishedDefinitions(FHIR).besideTheStandard();
    private static final FhirValidator STOCK = FHIR.newValidator().registerValidatorModule(stock());
    private static final FhirValidator POOLED = FHIR.newValidator().registerValidatorModule(pooled());

    @ParameterizedTest
    @MethodSource("records")
    void a_record_gets_the_same_messages_as_from_hapi(String json) {
        assertThat(messages(POOLED.validateWithResult(json))).isEqualTo(messages(STOCK.validateWithResult(json)));
    }

    @Test
    @FullRun
    void the_thousandth_record_gets_what_the_first_got() {
        var wrong = wrong();
        var first = messages(POOLED.validateWithResult(wrong));

        for (int i = 0; i < 1_100; i++) {
            POOLED.validateWithResult(i % 2 == 0 ? wrong : PUBLISHED.example("registration/patient"));
        }

        assertThat(first).isNotEmpty();
        assertThat(messages(POOLED.validateWithResult(wrong))).isEqualTo(first);
    }

    @Test
    void sixteen_at_once_get_what_each_gets_alone() throws InterruptedException {
        var records = records().toList();
        var alone = records.stream()
                .map(record -> messages(POOLED.validateWithResult(record)))
                .toList();

        var together = AtOnce.all(
                16,
                person -> () -> records.stream()
                        .map(record -> messages(POOLED.validateWithResult(record)))
                        .toList());

        assertThat(together).allSatisfy(each -> assertThat(each.result()).containsExactly(alone));
    }

    @Test
    void a_profile_that_is_asked_for_and_not_known_is_an_error() {
        var result = POOLED.validateWithResult(
                PUBLISHED.example("registration/patient"), new ValidationOptions().addProfile("urn:nobody"));

        assertThat(result.isSuccessful()).isFalse();
        assertThat(messages(result)).anyMatch(message -> message.contains("urn:nobody"));
    }

    @Test
    void a_profile_that_is_claimed_and_not_known_is_said_once_where_hapi_says_it_twice() {
        var result =
                POOLED.validateWithResult("{\"resourceType\":\"Patient\",\"meta\":{\"profile\":[\"urn:nobody\"]}}");

        assertThat(result.isSuccessful()).isFalse();
        assertThat(messages(result))
                .filteredOn(message -> message.contains("urn:nobody"))
                .hasSize(1);
    }

    @Test
    void a_profile_that_is_asked_for_is_held_against_a_record_that_does_not_claim_it() {
        var result = POOLED.validateWithResult(
                "{\"resourceType\":\"DiagnosticReport\",\"status\":\"final\",\"code\":{\"text\":\"CBC\"}}",
                new ValidationOptions().addProfile(Profiles.LABORATORY_REPORT));

        assertThat(messages(result)).anyMatch(message -> message.contains("laboratory-report-1"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'resourceType':'Patient','extension':[{'url':'http://hl7.org/fhir/StructureDefinition/','valueCode':'x'}]}",
                "{'resourceType':'Observation','status':'final','code':{'text':'Hb'},'valueQuantity':{'value':1,"
                        + "'system':'http://unitsofmeasure.org','code':'9999999999999999999999'}}",
            })
    void a_record_that_hapi_stumbles_over_is_wrong_and_no_failure(String record) {
        var result = POOLED.validateWithResult(record.replace('\'', '"'));

        assertThat(result.isSuccessful()).isFalse();
        assertThat(messages(result)).anyMatch(message -> message.contains("cannot make sense"));
    }

    private static Stream<String> records() {
        return Stream.of(
                PUBLISHED.example("registration/patient"),
                PUBLISHED.example("laboratory/laboratory-report"),
                PUBLISHED.example("laboratory/analyzer-result"),
                PUBLISHED.example("billing/invoice-issued"),
                PUBLISHED.example("orders/laboratory-order"),
                wrong(),
                "{\"resourceType\":\"Patient\",\"gender\":\"none\",\"birthDate\":\"yesterday\",\"shoe\":1}",
                "{\"resourceType\":\"Patient\",\"meta\":{\"profile\":\"not a list\"}}",
                "{\"resourceType\":\"Observation\",\"status\":\"final\"}",
                "<Patient xmlns=\"http://hl7.org/fhir\"><gender value=\"none\"/></Patient>");
    }

    private static String wrong() {
        return PUBLISHED.example("laboratory/laboratory-report").replaceAll("\"issued\": \"[^\"]+\",", "");
    }

    private static List<String> messages(ValidationResult result) {
        return result.getMessages().stream().map(Objects::toString).toList();
    }

    private static FhirInstanceValidator stock() {
        return new FhirInstanceValidator(CHAIN);
    }

    private static FhirInstanceValidator pooled() {
        return new PooledValidator(
                CHAIN, WorkerContextValidationSupportAdapter.newVersionSpecificWorkerContextWrapper(CHAIN));
    }
}
