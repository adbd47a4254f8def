package org.openward.fhir.terminology.loaded;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class WordsTest {
    @Test
    void words_are_small_plain_and_each_there_once() {
        assertThat(Words.of(Stream.of("Säugetier [Moles/volume]", "säugetier, 2345-7", "µg")))
                .isEqualTo("saugetier moles volume 2345 7 \u03bcg");
    }

    @Test
    void a_question_asks_for_all_of_the_words_as_beginnings() {
        assertThat(Words.question(List.of("Säug", "10*3/uL"))).isEqualTo("saug:* & 10:* & 3:* & ul:*");
        assertThat(Words.question(List.of("%", "'; drop"))).isEqualTo("drop:*");
        assertThat(Words.question(List.of("%%"))).isEmpty();
    }
}
