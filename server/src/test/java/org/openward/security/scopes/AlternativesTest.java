package org.openward.security.scopes;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AlternativesTest {
    private static final String HERS = "patient=Patient/7";
    private static final String RESULTS = "category=laboratory";
    private static final String VITALS = "category=vital-signs";
    private static final String FINAL = "status=final";

    private static Optional<List<String>> together(List<List<String>> lists) {
        return Alternatives.of(lists).together();
    }

    @Test
    void one_list_says_what_it_says() {
        assertThat(together(List.of(List.of(RESULTS, HERS)))).contains(List.of(RESULTS, HERS));
        assertThat(together(List.of(List.of(RESULTS, HERS), List.of(RESULTS, HERS))))
                .contains(List.of(RESULTS, HERS));
    }

    @Test
    void what_all_ask_for_is_asked_for_once_and_the_rest_is_one_or_the_other() {
        assertThat(together(List.of(List.of(RESULTS), List.of(VITALS))))
                .contains(List.of("category=laboratory,vital-signs"));
        assertThat(together(List.of(List.of(RESULTS, HERS), List.of(VITALS, HERS))))
                .contains(List.of(HERS, "category=laboratory,vital-signs"));
        assertThat(together(List.of(List.of(RESULTS, FINAL, HERS), List.of(VITALS, FINAL, HERS))))
                .contains(List.of(FINAL, HERS, "category=laboratory,vital-signs"));
    }

    @Test
    void a_list_that_finds_less_than_another_adds_nothing() {
        assertThat(together(List.of(List.of(RESULTS, HERS), List.of(HERS)))).contains(List.of(HERS));
        assertThat(together(List.of(List.of(RESULTS, FINAL, HERS), List.of(RESULTS, HERS), List.of(VITALS, HERS))))
                .contains(List.of(HERS, "category=laboratory,vital-signs"));
    }

    @Test
    void what_no_single_search_can_say_is_not_said() {
        assertThat(together(List.of(List.of(RESULTS), List.of(FINAL)))).isEmpty();
        assertThat(together(List.of(List.of(RESULTS, FINAL), List.of(VITALS, "status=amended"))))
                .isEmpty();
        assertThat(together(List.of(List.of(RESULTS), List.of("category:not=survey"))))
                .isEmpty();
        assertThat(together(List.of())).isEmpty();
    }

    @Test
    void where_a_comma_stands_for_none_of_the_values_nothing_is_said() {
        assertThat(together(List.of(List.of("category:not=survey"), List.of("category:not=imaging"))))
                .isEmpty();
        assertThat(together(List.of(List.of("encounter:missing=true", HERS), List.of("encounter:missing=false", HERS))))
                .isEmpty();
        assertThat(together(List.of(List.of("code:not-in=urn:a"), List.of("code:not-in=urn:b"))))
                .isEmpty();
        assertThat(together(List.of(List.of("category:not=survey"), List.of("category:not=survey"))))
                .contains(List.of("category:not=survey"));
    }

    @Test
    void what_no_single_search_can_say_is_what_all_ask_for_and_the_rest_of_each() {
        var either = Alternatives.of(List.of(
                List.of(RESULTS, HERS), List.of("code=urn:a|x", FINAL, HERS), List.of(RESULTS, "code=urn:a|x", HERS)));

        assertThat(either.common()).containsExactly(HERS);
        assertThat(either.apart()).containsExactly(List.of(RESULTS), List.of("code=urn:a|x", FINAL));
        assertThat(Alternatives.of(List.of()).apart()).isEmpty();
        assertThat(Alternatives.of(List.of()).common()).isEmpty();
    }
}
