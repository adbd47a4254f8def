package org.openward.fhir.paths;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.hl7.fhir.r4.model.Identifier;
import org.junit.jupiter.api.Test;

class IdentifierAddressTest {
    private static final int COLUMN = 200;

    @Test
    void no_two_questions_have_the_same_address() {
        var addresses = List.of(
                IdentifierAddress.of("a", "b|c"),
                IdentifierAddress.of("a|b", "c"),
                IdentifierAddress.of("", "c"),
                IdentifierAddress.of(null, "c"),
                IdentifierAddress.of("*", "c"),
                IdentifierAddress.of("c", null),
                IdentifierAddress.of("c", ""),
                IdentifierAddress.of(null, "*"));

        assertThat(addresses).doesNotHaveDuplicates();
    }

    @Test
    void an_identifier_is_found_by_all_that_it_says() {
        assertThat(IdentifierAddress.all(new Identifier().setSystem("s").setValue("v")))
                .containsExactlyInAnyOrder(
                        IdentifierAddress.of("s", "v"),
                        IdentifierAddress.of(null, "v"),
                        IdentifierAddress.of("s", null));
        assertThat(IdentifierAddress.all(new Identifier().setValue("v")))
                .containsExactlyInAnyOrder(IdentifierAddress.of("", "v"), IdentifierAddress.of(null, "v"));
        assertThat(IdentifierAddress.all(new Identifier())).isEmpty();
    }

    @Test
    void an_address_fits_however_long_the_identifier_is() {
        assertThat(IdentifierAddress.of("s".repeat(1_000), "v".repeat(1_000))).hasSizeLessThan(COLUMN);
    }
}
