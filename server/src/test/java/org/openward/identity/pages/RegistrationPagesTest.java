package org.openward.identity.pages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.openward.fhir.Refusal;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;

class RegistrationPagesTest {
    private final MockHttpServletRequest request = new MockHttpServletRequest("POST", RegistrationPages.PATH);
    private final MockHttpServletResponse response = new MockHttpServletResponse();

    private void asked(Refusal.Kind kind) throws Exception {
        RegistrationPages.orLater((sent, answer) -> {
                    throw new Refused(kind);
                })
                .handleRequest(request, response);
    }

    @Test
    void while_numbers_cannot_be_looked_for_the_patient_is_asked_to_come_later() throws Exception {
        asked(Refusal.Kind.UNAVAILABLE);

        assertThat(response.getStatus()).isEqualTo(503);
        assertThat(response.getContentType()).startsWith("text/html");
        assertThat(response.getContentAsString())
                .contains("Try again in a few minutes")
                .doesNotContain("a secret");
    }

    @Test
    void no_other_refusal_is_taken_for_that() {
        assertThatThrownBy(() -> asked(Refusal.Kind.RULE)).isInstanceOf(Refused.class);
    }

    private static final class Refused extends Refusal {
        private static final long serialVersionUID = 1L;

        Refused(Kind kind) {
            super(kind, "a secret");
        }
    }
}
