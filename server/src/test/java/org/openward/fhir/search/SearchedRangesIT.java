package org.openward.fhir.search;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.net.URLEncoder;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.UUID;
import org.hl7.fhir.r4.model.Age;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Condition;
import org.hl7.fhir.r4.model.DateTimeType;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Observation.ObservationStatus;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Period;
import org.hl7.fhir.r4.model.Quantity;
import org.hl7.fhir.r4.model.Range;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.SimpleQuantity;
import org.hl7.fhir.r4.model.Type;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openward.testing.FhirClient;
import org.openward.testing.Hospital;
import org.openward.testing.HospitalTest;

/** What lasts for a while or lies between two numbers is found as a whole; and what is nearly as asked for. */
@HospitalTest
class SearchedRangesIT {
    private final String mark = UUID.randomUUID().toString();
    private final FhirClient client;

    SearchedRangesIT(Hospital hospital) {
        client = hospital.asDemo();
    }

    @ParameterizedTest
    @CsvSource({
        "15, 10, 20, 0",
        "10, 10, 20, 0",
        "10, 9.6, 10.4, 1",
        "ne10, 9.6, 10.4, 0",
        "ne10, 10, 20, 1",
        "gt15, 10, 20, 1",
        "gt20, 10, 20, 0",
        "ge20, 10, 20, 1",
        "lt15, 10, 20, 1",
        "lt10, 10, 20, 0",
        "sa9, 10, 20, 1",
        "sa15, 10, 20, 0",
        "eb21, 10, 20, 1",
        "eb15, 10, 20, 0",
        "ap15, 10, 20, 1",
        "ap25, 10, 20, 0",
        "gt500, 10, '', 1",
        "lt500, 10, '', 1",
        "lt5, 10, '', 0",
        "sa9, 10, '', 1",
        "eb500, 10, '', 0",
        "lt5, '', 20, 1",
        "gt25, '', 20, 0",
        "15|http://unitsofmeasure.org|a, 14.6, 15.4, 1",
        "gt100|http://unitsofmeasure.org|mo, 8, 10, 1",
        "gt100|http://unitsofmeasure.org|kg, 8, 10, 0"
    })
    void an_age_between_two_is_found_as_a_range(String asked, String low, String high, int found) {
        var range = new Range();
        if (!low.isEmpty()) {
            range.setLow(years(low));
        }
        if (!high.isEmpty()) {
            range.setHigh(years(high));
        }
        client.create(problem(range));

        assertThat(problems(asked)).isEqualTo(found);
    }

    @ParameterizedTest
    @CsvSource({"15, 15, 1", "sa14, 15, 1", "eb14, 15, 0", "ap14, 15, 1", "ap12, 15, 0"})
    void an_age_is_found_as_a_number(String asked, String age, int found) {
        client.create(problem(new Age()
                .setValue(new BigDecimal(age))
                .setSystem("http://unitsofmeasure.org")
                .setCode("a")));

        assertThat(problems(asked)).isEqualTo(found);
    }

    private static SimpleQuantity years(String number) {
        return (SimpleQuantity) new SimpleQuantity()
                .setValue(new BigDecimal(number))
                .setSystem("http://unitsofmeasure.org")
                .setCode("a");
    }

    private Condition problem(Type onset) {
        return new Condition()
                .setCode(code())
                .setSubject(new Reference(
                        client.create(new Patient()).getIdElement().toUnqualifiedVersionless()))
                .setOnset(onset);
    }

    private int problems(String onset) {
        return client.search("Condition?code=" + mark + "&onset-age=" + URLEncoder.encode(onset, UTF_8))
                .getTotal();
    }

    @ParameterizedTest
    @CsvSource({
        "ge2020-05-05T10:00:00.500Z, 1",
        "ge2020-05-05T10:00:01.000Z, 0",
        "lt2020-05-05T10:00:00.500Z, 1",
        "gt2020-05-05T10:00:00.500Z, 1",
        "2020-05-05T10:00:00.000Z, 0",
        "2020-05-05T10:00:00Z, 1",
        "gt2020-05-05T10:00:00Z, 0",
        "sa2020-05-05T09:59:59.999Z, 1",
        "eb2020-05-05T10:00:00.999Z, 0",
        "ne2020-05-05T10:00:00.500Z, 1",
        "ne2020-05-05T10:00:00Z, 0",
        "2020-05-05T10:00Z, 1",
        "2020-05-05, 1"
    })
    void a_time_without_decimals_is_a_second(String asked, int found) {
        client.create(result().setEffective(new DateTimeType("2020-05-05T10:00:00Z")));

        assertThat(dated(asked)).isEqualTo(found);
    }

    @Test
    void a_period_goes_on_to_the_end_of_its_last_second() {
        client.create(result().setEffective(new Period()
                .setStartElement(new DateTimeType("2020-05-05T10:00:00Z"))
                .setEndElement(new DateTimeType("2020-05-05T11:00:00Z"))));

        assertThat(dated("ge2020-05-05T11:00:00.500Z")).isEqualTo(1);
        assertThat(dated("ge2020-05-05T11:00:01Z")).isZero();
    }

    @Test
    void a_date_is_near_by_a_tenth_of_the_time_since() {
        var now = OffsetDateTime.now(ZoneOffset.UTC);
        client.create(result().setEffective(new DateTimeType(day(now.minusDays(1_000)))));

        assertThat(dated("ap" + day(now.minusDays(950)))).isEqualTo(1);
        assertThat(dated("ap" + day(now.minusDays(1_090)))).isEqualTo(1);
        assertThat(dated("ap" + day(now.minusDays(1_200)))).isZero();
        assertThat(dated("ap" + day(now.minusDays(1_200)) + ",ap" + day(now.minusDays(990))))
                .isEqualTo(1);
        assertThat(dated("ap" + day(now.minusDays(950)) + "&date=lt2000")).isZero();
    }

    @Test
    void a_date_that_is_near_nothing_is_refused() {
        assertThat(client.get("/Observation?date=ap").status()).isEqualTo(400);
        assertThat(client.get("/Observation?date=apricot").status()).isEqualTo(400);
    }

    private static String day(OffsetDateTime time) {
        return time.toLocalDate().toString();
    }

    private int dated(String asked) {
        return client.search("Observation?code=" + mark + "&date=" + asked).getTotal();
    }

    @ParameterizedTest
    @CsvSource({
        "ap100, 109, 1",
        "ap100, 111, 0",
        "ap-50, -54, 1",
        "ap-50, -56, 0",
        "ap0, 0.4, 1",
        "'5,ge100', 200, 1",
        "'ge100,5', 5.2, 1",
        "'ge100,5', 7, 0",
        "'-50,ge-50', -20, 1",
        "'lt-50,-50', -50.4, 1"
    })
    void a_quantity_is_compared_as_each_alternative_says(String asked, String value, int found) {
        client.create(result().setValue(new Quantity().setValue(new BigDecimal(value))));

        assertThat(client.search("Observation?code=" + mark + "&value-quantity=" + URLEncoder.encode(asked, UTF_8))
                        .getTotal())
                .isEqualTo(found);
    }

    private Observation result() {
        return new Observation().setStatus(ObservationStatus.FINAL).setCode(code());
    }

    private CodeableConcept code() {
        return new CodeableConcept().addCoding(new Coding("http://example.org/mark", mark, null));
    }
}
