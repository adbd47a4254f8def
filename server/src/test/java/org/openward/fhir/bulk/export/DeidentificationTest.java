package org.openward.fhir.bulk.export;

import static org.assertj.core.api.Assertions.assertThat;

import ca.uhn.fhir.context.BaseRuntimeElementCompositeDefinition;
import ca.uhn.fhir.context.BaseRuntimeElementDefinition;
import ca.uhn.fhir.context.FhirContext;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.hl7.fhir.r4.model.Patient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.openward.fhir.bulk.export.Deidentified.Dates;

class DeidentificationTest {
    private static final FhirContext FHIR = FhirContext.forR4Cached();
    private static final JsonNodeFactory NEW = JsonNodeFactory.instance;
    private static final int THIS_YEAR = 2026;
    private static final int DEEP = 4;

    private final Deidentified years = Deidentified.anew(Dates.YEARS);
    private final Deidentified moved = Deidentified.anew(Dates.MOVED);

    @ParameterizedTest
    @MethodSource("types")
    void of_a_record_with_every_element_nothing_is_told_that_is_not_known_to_be_safe(String type) {
        var record = everythingOf(FHIR.getResourceDefinition(type), 0);
        record.put("resourceType", type).put("id", "SECRET");

        var safe = with(years).of(record.toString()).orElseThrow();
        var shifted = with(moved).of(record.toString()).orElseThrow();

        assertThat(safe).doesNotContain("SECRET", "-03-17", "10:11", "_");
        assertThat(shifted).doesNotContain("SECRET", "1985-03-17");
    }

    static Stream<String> types() {
        return Deidentification.TYPES.stream().sorted();
    }

    @Test
    void what_is_safe_stays() {
        var safe = read(
                """
                {"resourceType":"Observation","id":"12","status":"final","issued":"2020-05-06T10:11:12Z",
                 "code":{"coding":[{"system":"http://loinc.org","code":"718-7","display":"Haemoglobin of Ms X"},{"code":"Ms X"}],"text":"Ms X"},
                 "effectiveDateTime":"2020-05-06","valueQuantity":{"value":13.50,"unit":"g/dL","system":"http://unitsofmeasure.org","code":"g/dL"}}
                """,
                years);

        assertThat(safe.path("status").asText()).isEqualTo("final");
        assertThat(safe.path("code").toString())
                .isEqualTo("{\"coding\":[{\"system\":\"http://loinc.org\",\"code\":\"718-7\"}]}");
        assertThat(safe.path("effectiveDateTime").asText()).isEqualTo("2020");
        assertThat(safe.has("issued")).isFalse();
        assertThat(safe.path("valueQuantity").path("value").asText()).isEqualTo("13.50");
        assertThat(safe.path("valueQuantity").path("code").asText()).isEqualTo("g/dL");
        assertThat(safe.at("/meta/security/0/code").asText()).isEqualTo("ANONYED");
    }

    @Test
    void what_comes_out_is_fhir() {
        var patient = with(years)
                .of(
                        """
                        {"resourceType":"Patient","id":"12","active":true,"name":[{"family":"X"}],"gender":"female","_gender":{"id":"x"},
                         "birthDate":"1980-01-02","deceasedDateTime":"2020-02-03T10:00:00Z","address":[{"use":"home","city":"Y","country":"IN"}],
                         "contact":[{"name":{"family":"Z"},"gender":"male"}],"generalPractitioner":[{"reference":"Practitioner/7"}]}
                        """)
                .orElseThrow();

        var read = FHIR.newJsonParser().parseResource(Patient.class, patient);

        assertThat(read.getBirthDateElement().getValueAsString()).isEqualTo("1980");
        assertThat(read.getDeceasedDateTimeType().getValueAsString()).isEqualTo("2020");
        assertThat(read.getAddressFirstRep().getCountry()).isEqualTo("IN");
        assertThat(read.hasName()).isFalse();
        assertThat(read.hasContact()).isFalse();
        assertThat(read.getGeneralPractitionerFirstRep().getReference()).startsWith("Practitioner/");
    }

    @Test
    void a_record_has_the_same_other_name_wherever_it_is_named_and_another_one_in_the_next_export() {
        var patient = read("{\"resourceType\":\"Patient\",\"id\":\"12\"}", years);
        var named = read(
                "{\"resourceType\":\"Condition\",\"id\":\"12\",\"subject\":{\"reference\":\"Patient/12/_history/3\",\"display\":\"X\"}}",
                years);

        assertThat(named.at("/subject/reference").asText())
                .isEqualTo("Patient/" + patient.path("id").asText());
        assertThat(named.path("id")).isNotEqualTo(patient.path("id"));
        assertThat(read("{\"resourceType\":\"Patient\",\"id\":\"12\"}", Deidentified.anew(Dates.YEARS))
                        .path("id"))
                .isNotEqualTo(patient.path("id"));
    }

    @Test
    void references_that_lead_elsewhere_are_left_out() {
        var safe = read(
                """
                {"resourceType":"Condition","id":"1","subject":{"reference":"https://elsewhere.example/Patient/12"},
                 "encounter":{"identifier":{"value":"V-7"}},"recorder":{"reference":"urn:uuid:1"},
                 "asserter":{"reference":"Robert/12"}}
                """,
                years);

        assertThat(safe.has("subject")).isFalse();
        assertThat(safe.has("encounter")).isFalse();
        assertThat(safe.has("recorder")).isFalse();
        assertThat(safe.has("asserter")).isFalse();
    }

    @Test
    void contained_records_are_cleaned_too_and_people_among_them_left_out() {
        var safe = read(
                """
                {"resourceType":"MedicationRequest","id":"1","contained":[
                   {"resourceType":"Medication","id":"for-ms-x","code":{"coding":[{"system":"s","code":"c"}],"text":"X"}},
                   {"resourceType":"Practitioner","id":"who","name":[{"family":"X"}]}],
                 "medicationReference":{"reference":"#for-ms-x"}}
                """,
                years);

        assertThat(safe.path("contained")).hasSize(1);
        assertThat(safe.at("/medicationReference/reference").asText())
                .isEqualTo("#" + safe.at("/contained/0/id").asText());
        assertThat(safe.toString()).doesNotContain("for-ms-x", "\"X\"");
    }

    @Test
    void nobody_is_older_than_ninety() {
        var old = read("{\"resourceType\":\"Patient\",\"id\":\"1\",\"birthDate\":\"1936-12-31\"}", years);
        var eldest = read("{\"resourceType\":\"Patient\",\"id\":\"1\",\"birthDate\":\"1937-01-01\"}", years);

        assertThat(old.has("birthDate")).isFalse();
        assertThat(eldest.path("birthDate").asText()).isEqualTo("1937");
        assertThat(onset("93", "a").toString())
                .isEqualTo(
                        "{\"value\":90,\"system\":\"http://unitsofmeasure.org\",\"code\":\"a\",\"comparator\":\">=\"}");
        assertThat(onset("1100", "mo").path("value").asInt()).isEqualTo(90);
        assertThat(onset("89", "a").path("value").asInt()).isEqualTo(89);
    }

    @ParameterizedTest
    @CsvSource({"a_j,93", "a_g,93", "a_t,93", "a{years},93", "mo_j,1100", "mo_s,1200", "h,800000", "min,48000000"})
    void an_age_above_89_is_told_in_no_unit_of_time(String unit, String value) {
        assertThat(onset(value, unit).path("value").asInt()).isEqualTo(90);
        assertThat(onset(value, unit).path("code").asText()).isEqualTo("a");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"valueInteger\":95",
                "\"valueQuantity\":{\"value\":95}",
                "\"valueQuantity\":{\"value\":95,\"system\":\"http://unitsofmeasure.org\",\"code\":\"1\"}",
                "\"valueQuantity\":{\"value\":95,\"system\":\"http://unitsofmeasure.org\",\"code\":\"{years}\"}",
                "\"valueQuantity\":{\"value\":95,\"system\":\"https://example.org/units\",\"code\":\"years\"}",
                "\"valueRange\":{\"high\":{\"value\":95}}",
                "\"valueRatio\":{\"numerator\":{\"value\":95},\"denominator\":{\"value\":1}}"
            })
    void a_number_above_89_that_may_be_an_age_is_left_out(String value) {
        var found = read(
                "{\"resourceType\":\"Observation\",\"id\":\"1\"," + value + ",\"component\":[{" + value + "}]}", years);
        var younger = read("{\"resourceType\":\"Observation\",\"id\":\"1\"," + value.replace("95", "89") + "}", years);

        assertThat(found.toString()).doesNotContain(":95");
        assertThat(younger.toString()).contains(":89");
    }

    @Test
    void an_age_in_a_unit_that_nobody_knows_is_left_out_and_other_large_values_stay() {
        var age = read(
                "{\"resourceType\":\"Condition\",\"id\":\"1\",\"onsetAge\":{\"value\":7},\"abatementRange\":{\"low\":{\"value\":95}}}",
                years);
        var weight = read(
                "{\"resourceType\":\"Observation\",\"id\":\"1\",\"valueQuantity\":{\"value\":950,\"system\":\"http://unitsofmeasure.org\",\"code\":\"g\"}}",
                years);

        assertThat(age.has("onsetAge")).isFalse();
        assertThat(age.toString()).doesNotContain(":95");
        assertThat(weight.at("/valueQuantity/value").asInt()).isEqualTo(950);
    }

    @Test
    void dates_of_one_patient_are_moved_alike_and_of_another_one_otherwise() {
        var begin = moved("12", "2020-05-06");
        var end = moved("12", "2020-06-06");

        assertThat(ChronoUnit.DAYS.between(begin, end)).isEqualTo(31);
        assertThat(ChronoUnit.DAYS.between(begin, LocalDate.of(2020, 5, 6))).isBetween(1L, 365L);
        assertThat(Stream.of("13", "14", "15", "16").map(patient -> moved(patient, "2020-05-06")))
                .anyMatch(other -> !other.equals(begin));
        assertThat(read("{\"resourceType\":\"Patient\",\"id\":\"12\",\"birthDate\":\"2020-05-06\"}", moved)
                        .path("birthDate")
                        .asText())
                .isEqualTo(begin.toString());
    }

    @Test
    void a_date_of_nobody_or_of_several_or_without_a_day_keeps_its_year_only() {
        var ofNobody = read("{\"resourceType\":\"Condition\",\"id\":\"1\",\"recordedDate\":\"2020-05-06\"}", moved);
        var ofTwo = read(
                """
                {"resourceType":"Appointment","id":"1","created":"2020-05-06",
                 "participant":[{"actor":{"reference":"Patient/1"}},{"actor":{"reference":"Patient/2"}}]}
                """,
                moved);
        var month = read(
                "{\"resourceType\":\"Condition\",\"id\":\"1\",\"subject\":{\"reference\":\"Patient/1\"},\"recordedDate\":\"2020-05\"}",
                moved);

        assertThat(ofNobody.path("recordedDate").asText()).isEqualTo("2020");
        assertThat(ofTwo.path("created").asText()).isEqualTo("2020");
        assertThat(month.path("recordedDate").asText()).hasSize(4);
    }

    @Test
    void a_postal_code_says_where_many_live_and_otherwise_nothing() {
        assertThat(postalCode("12345")).isEqualTo("123");
        assertThat(postalCode("45678")).isEqualTo("000");
        assertThat(postalCode("123")).isEqualTo("000");
    }

    @Test
    void what_nobody_can_judge_is_not_told() {
        assertThat(
                        with(years)
                                .of(
                                        "{\"resourceType\":\"Patient\",\"id\":\"1\",\"modifierExtension\":[{\"url\":\"x\",\"valueBoolean\":true}]}"))
                .isEmpty();
        assertThat(
                        with(years)
                                .of(
                                        "{\"resourceType\":\"Observation\",\"id\":\"1\",\"component\":[{\"modifierExtension\":[{\"url\":\"x\"}]}]}"))
                .isEmpty();
        assertThat(with(years).of("{\"resourceType\":\"Binary\",\"id\":\"1\",\"data\":\"AAAA\"}"))
                .isEmpty();
        var noUnit = read(
                "{\"resourceType\":\"Observation\",\"id\":\"1\",\"valueQuantity\":{\"value\":5,\"unit\":\"spoons\"}}",
                years);
        assertThat(noUnit.has("valueQuantity")).isFalse();
    }

    private LocalDate moved(String patient, String date) {
        return LocalDate.parse(read(
                        "{\"resourceType\":\"Condition\",\"id\":\"1\",\"subject\":{\"reference\":\"Patient/" + patient
                                + "\"},\"recordedDate\":\"" + date + "\"}",
                        moved)
                .path("recordedDate")
                .asText());
    }

    private JsonNode onset(String value, String unit) {
        return read(
                        "{\"resourceType\":\"Condition\",\"id\":\"1\",\"onsetAge\":{\"value\":" + value
                                + ",\"system\":\"http://unitsofmeasure.org\",\"code\":\"" + unit + "\"}}",
                        years)
                .path("onsetAge");
    }

    private String postalCode(String code) {
        return read(
                        "{\"resourceType\":\"Patient\",\"id\":\"1\",\"address\":[{\"postalCode\":\"" + code + "\"}]}",
                        years)
                .at("/address/0/postalCode")
                .asText();
    }

    private static Deidentification with(Deidentified how) {
        return new Deidentification(FHIR, how, THIS_YEAR, Set.of("123")::contains);
    }

    private static JsonNode read(String record, Deidentified how) {
        try {
            return ChosenElements.JSON.readTree(with(how).of(record).orElseThrow());
        } catch (JsonProcessingException unreadable) {
            throw new AssertionError(unreadable);
        }
    }

    /** Each element in each of its types, with an extension, as deep as it tells anything new. */
    private static ObjectNode everythingOf(BaseRuntimeElementCompositeDefinition<?> definition, int depth) {
        var all = NEW.objectNode();
        for (var child : definition.getChildren()) {
            if (child.getElementName().toLowerCase(Locale.ROOT).endsWith("extension")) {
                continue;
            }
            for (var name : child.getValidChildNames()) {
                Optional.ofNullable(child.getChildByName(name))
                        .flatMap(element -> value(name, element, depth))
                        .ifPresent(value -> {
                            all.set(
                                    name,
                                    child.getMax() == 1
                                            ? value
                                            : NEW.arrayNode().add(value));
                            if (value.isValueNode()) {
                                all.putObject("_" + name).put("id", "SECRET");
                            }
                        });
            }
        }
        all.putArray("extension").addObject().put("url", "SECRET").put("valueString", "SECRET");
        return all;
    }

    private static Optional<JsonNode> value(String name, BaseRuntimeElementDefinition<?> element, int depth) {
        if (Set.of("implicitRules", "contained", "resourceType").contains(name)) {
            return Optional.empty();
        }
        if (element instanceof BaseRuntimeElementCompositeDefinition<?> composite) {
            if (depth > DEEP) {
                return Optional.empty();
            }
            var all = everythingOf(composite, depth + 1);
            if ("Reference".equals(element.getName())) {
                all.put("reference", "Patient/SECRET");
            }
            if (all.has("system") && !"Identifier".equals(element.getName())) {
                all.put("system", "http://loinc.org");
            }
            if ("SampledData".equals(element.getName())) {
                all.put("data", "SECRET 1 2");
            }
            return Optional.of(all);
        }
        return Optional.of(
                switch (element.getName()) {
                    case "boolean" -> NEW.booleanNode(true);
                    case "decimal", "integer", "positiveInt", "unsignedInt" -> NEW.numberNode(7);
                    case "code" -> NEW.textNode("code");
                    case "date" -> NEW.textNode("1985-03-17");
                    case "dateTime", "instant" -> NEW.textNode("1985-03-17T10:11:12+01:00");
                    default -> NEW.textNode("SECRET");
                });
    }
}
