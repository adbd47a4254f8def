package org.openward.fhir.search;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.net.URLEncoder;
import java.util.UUID;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.DateTimeType;
import org.hl7.fhir.r4.model.Enumerations.PublicationStatus;
import org.hl7.fhir.r4.model.InstantType;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Observation.ObservationStatus;
import org.hl7.fhir.r4.model.Quantity;
import org.hl7.fhir.r4.model.Range;
import org.hl7.fhir.r4.model.SimpleQuantity;
import org.hl7.fhir.r4.model.Type;
import org.hl7.fhir.r4.model.ValueSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.openward.testing.FhirClient;
import org.openward.testing.Hospital;
import org.openward.testing.HospitalTest;

/** The two parts of a composite are those of one element: a blood pressure of 150 over 90 has no systolic pressure below 100. */
@HospitalTest
class PairedPartsIT {
    private static final String UCUM = "http://unitsofmeasure.org";

    private final String mark = UUID.randomUUID().toString();
    private final FhirClient client;

    PairedPartsIT(Hospital hospital) {
        client = hospital.asDemo();
    }

    @ParameterizedTest
    @CsvSource({
        "8480-6$gt140, 1",
        "8480-6$lt100, 0",
        "8462-4$gt140, 0",
        "8462-4$lt100, 1",
        "8480-6$150, 1",
        "8480-6$90, 0",
        "8480-6$ne150, 0",
        "8480-6$ap160, 1",
        "8462-4$ap160, 0",
        "http://loinc.org|8480-6$150|http://unitsofmeasure.org|mm[Hg], 1",
        "http://loinc.org|8480-6$20.00|http://unitsofmeasure.org|kPa, 1",
        "http://loinc.org|8462-4$20.00|http://unitsofmeasure.org|kPa, 0",
        "http://loinc.org|$gt140, 1",
        "|8480-6$gt140, 0",
        "8480-6$150||mm[Hg], 1",
        "8480-6$150||mmHg, 1",
        "8480-6$90||mmHg, 0",
        "'8480-6$lt100,8462-4$lt100', 1",
        "'8480-6$lt100,8462-4$gt100', 0"
    })
    void a_pressure_is_found_by_its_own_value(String asked, int found) {
        pressure();

        for (var parameter : new String[] {"component-code-value-quantity", "combo-code-value-quantity"}) {
            assertThat(total(parameter, asked)).as(parameter).isEqualTo(found);
        }
    }

    @ParameterizedTest
    @CsvSource({"[mark]$7, 1", "[mark]$gt7, 0", "[mark]$150, 0", "8480-6$7, 0", "[mark]$7||points, 1"})
    void a_result_beside_its_components_is_found_by_its_own_value(String asked, int found) {
        client.create(pressureWith(new Quantity(7).setUnit("points")));

        assertThat(total("combo-code-value-quantity", asked.replace("[mark]", mark)))
                .isEqualTo(found);
        assertThat(total("component-code-value-quantity", asked.replace("[mark]", mark)))
                .isZero();
    }

    @Test
    void a_result_without_components_is_found() {
        client.create(result().setValue(new Quantity(7)));

        assertThat(total("combo-code-value-quantity", mark + "$7")).isEqualTo(1);
        assertThat(total("combo-code-value-quantity", mark + "$8")).isZero();
    }

    @ParameterizedTest
    @CsvSource({
        "shape$round, 1",
        "shape$red, 0",
        "colour$red, 1",
        "http://example.org/is|colour$http://example.org/is|red, 1",
        "colour$http://example.org/other|red, 0",
        "'shape$red,colour$round', 0",
        "'shape$red,colour$red', 1"
    })
    void a_finding_is_found_by_its_own_code(String asked, int found) {
        var result = result();
        result.addComponent().setCode(is("shape")).setValue(is("round"));
        result.addComponent().setCode(is("colour")).setValue(is("red"));
        client.create(result);

        for (var parameter : new String[] {"component-code-value-concept", "combo-code-value-concept"}) {
            assertThat(total(parameter, asked)).as(parameter).isEqualTo(found);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "'[mark]$2020,[mark]$2021', 1",
        "'[mark]$2020,[mark]$2022', 0",
        "[mark]$ge2021, 1",
        "[mark]$le2021, 1",
        "'[mark]$lt2020,[mark]$gt2025', 0"
    })
    void one_of_several_values_that_are_dates_will_do(String asked, int found) {
        client.create(result().setIssuedElement(new InstantType("2022-05-05T00:00:00Z"))
                .setEffective(new DateTimeType("2022-05-05"))
                .setValue(new DateTimeType("2021-05-05")));

        assertThat(total("code-value-date", asked.replace("[mark]", mark))).isEqualTo(found);
    }

    @ParameterizedTest
    @CsvSource({
        "age$12, 0",
        "age$ge12, 1",
        "age$gt25, 0",
        "focus$5, 1",
        "focus$ge12, 0",
        "age$sa9, 1",
        "age$eb21, 1",
        "age$ap15, 1"
    })
    void a_context_is_found_by_its_own_quantity(String asked, int found) {
        var valueSet = new ValueSet().setStatus(PublicationStatus.DRAFT).setUrl("http://example.org/" + mark);
        valueSet.addUseContext()
                .setCode(new Coding("http://example.org/contexts", "age", null))
                .setValue(new Range()
                        .setLow(new SimpleQuantity().setValue(10))
                        .setHigh(new SimpleQuantity().setValue(20)));
        valueSet.addUseContext()
                .setCode(new Coding("http://example.org/contexts", "focus", null))
                .setValue(new Quantity(5));
        client.create(valueSet);

        assertThat(client.search("ValueSet?url=http://example.org/" + mark + "&context-type-quantity="
                                + URLEncoder.encode(asked, UTF_8))
                        .getTotal())
                .isEqualTo(found);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a\") || (1 == 1$5",
                "a\\\\\" || true || \"$5",
                "8480-6$5||\") || (@.value > 0 && \"\" == \"",
                "$"
            })
    void what_looks_like_a_condition_of_the_database_is_none(String asked) {
        pressure();

        var answer = client.get(
                "/Observation?code=" + mark + "&component-code-value-quantity=" + URLEncoder.encode(asked, UTF_8));

        assertThat(answer.status()).isIn(200, 400);
        assertThat(answer.body()).doesNotContain("\"Observation\"");
    }

    @Test
    void another_tenants_components_are_not_found(Hospital hospital) {
        pressure();

        assertThat(hospital.asClinicB()
                        .search("Observation?code=" + mark + "&combo-code-value-quantity=8480-6$gt140")
                        .getEntry())
                .isEmpty();
    }

    private int total(String parameter, String asked) {
        return client.search("Observation?code=" + mark + "&" + parameter + "=" + URLEncoder.encode(asked, UTF_8))
                .getTotal();
    }

    private void pressure() {
        client.create(pressureWith(null));
    }

    private Observation pressureWith(@Nullable Type value) {
        var pressure = result().setValue(value);
        pressure.addComponent().setCode(loinc("8480-6")).setValue(millimetres("150"));
        pressure.addComponent().setCode(loinc("8462-4")).setValue(millimetres("90"));
        return pressure;
    }

    private Observation result() {
        return new Observation()
                .setStatus(ObservationStatus.FINAL)
                .setCode(new CodeableConcept().addCoding(new Coding("http://example.org/mark", mark, null)));
    }

    private static CodeableConcept loinc(String code) {
        return new CodeableConcept().addCoding(new Coding("http://loinc.org", code, null));
    }

    private static CodeableConcept is(String code) {
        return new CodeableConcept().addCoding(new Coding("http://example.org/is", code, null));
    }

    private static Quantity millimetres(String value) {
        return new Quantity()
                .setValue(new BigDecimal(value))
                .setSystem(UCUM)
                .setCode("mm[Hg]")
                .setUnit("mmHg");
    }
}
