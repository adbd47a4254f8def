package org.openward.fhir.intake;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.mock.web.MockFilterChain;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;

class ReadableQueryTest {
    private final MockFilterChain onwards = new MockFilterChain();

    @ParameterizedTest
    @ValueSource(strings = {"name=a%00b", "name=%zz", "name=50%", "name=%4"})
    void a_query_that_nobody_can_read_is_turned_away(String query) throws Exception {
        var answer = answerTo(query);

        assertThat(answer.getStatus()).isEqualTo(400);
        assertThat(onwards.getRequest()).isNull();
    }

    @Test
    void an_escaped_name_is_searched_for() throws Exception {
        answerTo("name=%C3%89mile&identifier=urn:x%7C1");

        assertThat(onwards.getRequest()).isNotNull();
    }

    private MockHttpServletResponse answerTo(String query) throws Exception {
        var request = new MockHttpServletRequest("GET", "/fhir/Patient");
        request.setQueryString(query);
        var response = new MockHttpServletResponse();
        new ReadableQuery().doFilter(request, response, onwards);
        return response;
    }
}
