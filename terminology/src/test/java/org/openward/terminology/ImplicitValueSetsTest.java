package org.openward.terminology;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ImplicitValueSetsTest {
    @ParameterizedTest
    @CsvSource({
        "http://snomed.info/sct?fhir_vs=isa/73211009, concept, is-a, 73211009",
        "http://snomed.info/sct?fhir_vs=refset/700043003, memberOf, =, 700043003",
        "http://snomed.info/sct?fhir_vs=refset, concept, descendent-of, 900000000000455006",
        "http://loinc.org/vs/LL715-4, LIST, =, LL715-4",
        "http://loinc.org/vs/LP7795-0, concept, is-a, LP7795-0",
    })
    void its_address_says_what_it_is_made_of(String url, String property, String operation, String value) {
        var include = ImplicitValueSets.of(url).orElseThrow().getCompose().getIncludeFirstRep();

        assertThat(include.getFilter()).singleElement().satisfies(filter -> {
            assertThat(filter.getProperty()).isEqualTo(property);
            assertThat(filter.getOp().toCode()).isEqualTo(operation);
            assertThat(filter.getValue()).isEqualTo(value);
        });
    }

    @Test
    void one_of_an_edition_names_its_version() {
        var set = ImplicitValueSets.of("http://snomed.info/sct/900000000000207008/version/20260101?fhir_vs")
                .orElseThrow();

        assertThat(set.getCompose().getIncludeFirstRep().getVersion())
                .isEqualTo("http://snomed.info/sct/900000000000207008/version/20260101");
        assertThat(set.getCompose().getIncludeFirstRep().getFilter()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://snomed.info/sct",
                "http://snomed.info/sct?fhir_vs=ecl/<73211009",
                "http://snomed.info/sct?fhir_vs=isa/x",
                "http://snomed.info/sct?fhir_vs=isa",
                "http://loinc.org/vs/2345-7",
                "https://site.example/vs"
            })
    void other_addresses_are_none_of_these(String url) {
        assertThat(ImplicitValueSets.of(url)).isEmpty();
    }
}
