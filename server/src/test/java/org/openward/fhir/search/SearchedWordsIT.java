package org.openward.fhir.search;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.net.URLEncoder;
import java.util.UUID;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Enumerations.PublicationStatus;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Observation.ObservationStatus;
import org.hl7.fhir.r4.model.Organization;
import org.hl7.fhir.r4.model.Quantity;
import org.hl7.fhir.r4.model.ValueSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openward.testing.FhirClient;
import org.openward.testing.Hospital;
import org.openward.testing.HospitalTest;

/** Words are found as they are written, whatever a database takes their signs for. */
@HospitalTest
class SearchedWordsIT {
    private static final String TYPES = "http://terminology.hl7.org/CodeSystem/v2-0203";

    private final String mark = UUID.randomUUID().toString().replace("-", "");
    private final FhirClient client;

    SearchedWordsIT(Hospital hospital) {
        client = hospital.asDemo();
    }

    @ParameterizedTest
    @CsvSource({
        "A_1, name, A_1, 1",
        "AB1, name, A_1, 0",
        "A_1, name:contains, _1, 1",
        "AB1, name:contains, _1, 0",
        "5% off, name, 5%, 1",
        "5x off, name, 5%, 0",
        "5x off, name:contains, % off, 0",
        "%wild, name, %w, 1",
        "%wild, name, %d, 0",
        "Back\\slash, name, Back\\\\s, 1",
        "Backslash, name, Back\\\\s, 0",
        "Back\\slash, name:contains, k\\\\sl, 1",
        "Backslash, name:contains, k\\\\sl, 0"
    })
    void a_sign_of_a_name_stands_for_itself(String name, String parameter, String asked, int found) {
        var all = client.create(new Organization()
                .setName(name)
                .addIdentifier(
                        new Identifier().setSystem("http://example.org/all").setValue(mark)));

        var matches = client.search(
                "Organization?identifier=" + mark + "&" + parameter + "=" + URLEncoder.encode(asked, UTF_8));

        assertThat(all.getName()).isEqualTo(name);
        assertThat(matches.getTotal()).isEqualTo(found);
    }

    @ParameterizedTest
    @CsvSource({
        "a_b/c, url:below, a_b, 1",
        "aXb/c, url:below, a_b, 0",
        "a_b/c, url:contains, _b/, 1",
        "aXb/c, url:contains, _b/, 0",
        "a%20b/c, url:below, a%20, 1",
        "aXX20b/c, url:below, a%20, 0"
    })
    void a_sign_of_an_address_stands_for_itself(String path, String parameter, String asked, int found) {
        client.create(
                new ValueSet().setStatus(PublicationStatus.DRAFT).setUrl("http://example.org/" + mark + "/" + path));

        var value = parameter.endsWith("below") ? "http://example.org/" + mark + "/" + asked : asked;
        var matches = client.search("ValueSet?url:below=http://example.org/" + mark + "&" + parameter + "="
                + URLEncoder.encode(value, UTF_8));

        assertThat(matches.getTotal()).isEqualTo(found);
    }

    @ParameterizedTest
    @CsvSource({
        "of-type, [types]|PPN|[mark]1, 1",
        "of-type, '[types]|PPN|[mark]1,[types]|DL|[mark]2', 2",
        "of-type, '[types]|DL|[mark]1,[types]|PPN|[mark]2', 0",
        "of-type, '[types]|DL|[mark]1,[types]|PPN|[mark]1', 1",
        "text, Pass, 1",
        "text, führer, 1",
        "text, Port, 0",
        "text, 'Pass,Führ', 2"
    })
    void an_identifier_is_found_by_its_type(String modifier, String asked, int found) {
        client.create(known("Passport", "PPN", mark + "1"));
        client.create(known("Führerschein", "DL", mark + "2"));

        var matches = client.search("Organization?name=Known" + mark + "&identifier:" + modifier + "="
                + URLEncoder.encode(asked.replace("[types]", TYPES).replace("[mark]", mark), UTF_8));

        assertThat(matches.getTotal()).isEqualTo(found);
    }

    private Organization known(String words, String type, String value) {
        var organization = new Organization().setName("Known" + mark);
        organization
                .addIdentifier()
                .setValue(value)
                .setType(new CodeableConcept().setText(words).addCoding(new Coding(TYPES, type, null)));
        return organization;
    }

    @ParameterizedTest
    @CsvSource({
        "5||drops, 5, '', drops, 1",
        "5||drops, 6, '', drops, 0",
        "5||drop, 5, '', drops, 0",
        "5||inch, 5, [in_i], inch, 1",
        "5||[in_i], 5, [in_i], inch, 1",
        "5|http://unitsofmeasure.org|inch, 5, [in_i], inch, 0",
        "gt4||inch, 5, [in_i], inch, 1",
        "5, 5, [in_i], inch, 1",
        "ne5, 5, [in_i], inch, 0"
    })
    void a_unit_is_found_by_its_code_or_its_words(String asked, String value, String code, String words, int found) {
        var quantity = new Quantity().setValue(new BigDecimal(value)).setUnit(words);
        if (!code.isEmpty()) {
            quantity.setSystem("http://unitsofmeasure.org").setCode(code);
        }
        client.create(result().setValue(quantity));

        var matches = client.search("Observation?code=" + mark + "&value-quantity=" + URLEncoder.encode(asked, UTF_8));

        assertThat(matches.getTotal()).isEqualTo(found);
        assertThat(matches.getEntry()).hasSize(found);
    }

    @Test
    void a_quantity_with_words_is_counted_once() {
        client.create(result().setValue(new Quantity(5).setUnit("drops")));
        client.create(result().setValue(new Quantity(6).setUnit("drops")));

        var first = client.search("Observation?code=" + mark + "&value-quantity=gt1&_sort=value-quantity&_count=1");

        assertThat(client.search("Observation?code=" + mark + "&value-quantity=gt1&_summary=count")
                        .getTotal())
                .isEqualTo(2);
        assertThat(client.page(first.getLink("next").getUrl()).getEntry()).hasSize(1);
    }

    private Observation result() {
        return new Observation()
                .setStatus(ObservationStatus.FINAL)
                .setCode(new CodeableConcept().addCoding(new Coding("http://example.org/mark", mark, null)));
    }
}
