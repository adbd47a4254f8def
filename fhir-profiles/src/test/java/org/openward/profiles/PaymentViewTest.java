package org.openward.profiles;

import static org.assertj.core.api.Assertions.assertThat;

import ca.uhn.fhir.context.FhirContext;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.hl7.fhir.instance.model.api.IPrimitiveType;
import org.hl7.fhir.r4.model.BooleanType;
import org.hl7.fhir.r4.model.Measure;
import org.hl7.fhir.r4.model.PaymentReconciliation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PaymentViewTest {
    private static final FhirContext FHIR = FhirContext.forR4Cached();
    private static final Definitions DEFINITIONS = new Definitions(FHIR);

    private final PaymentReconciliation payment =
            FHIR.newJsonParser().parseResource(PaymentReconciliation.class, DEFINITIONS.example("billing/payment"));

    @ParameterizedTest
    @CsvSource({
        "amount, 350.00",
        "currency, INR",
        "method, cash",
        "payment_date, 2026-11-21",
        "created, 2026-11-21T09:05:00+05:30"
    })
    void a_column_is_what_the_cashier_recorded(String column, String value) throws JsonProcessingException {
        String path = column(column).path("path").asText();

        assertThat(FHIR.newFhirPath().evaluateFirst(payment, path, IPrimitiveType.class))
                .hasValueSatisfying(
                        found -> assertThat(found.getValueAsString()).isEqualTo(value));
    }

    @Test
    void a_cancelled_payment_is_no_row() throws JsonProcessingException {
        String where = view().at("/where/0/path").asText();
        payment.setStatus(PaymentReconciliation.PaymentReconciliationStatus.CANCELLED);

        assertThat(FHIR.newFhirPath().evaluateFirst(payment, where, BooleanType.class))
                .hasValueSatisfying(row -> assertThat(row.booleanValue()).isFalse());
    }

    @Test
    void the_daily_collection_is_calculated_from_this_view() {
        Measure dailyCollection = DEFINITIONS.named(Measure.class, "daily-collection");

        assertThat(dailyCollection.getGroupFirstRep().getPopulation())
                .isNotEmpty()
                .allSatisfy(population -> assertThat(population.getCriteria().getReference())
                        .isEqualTo(Systems.ROOT + "ViewDefinition/payment"));
        assertThat(DEFINITIONS.viewDefinitions()).containsExactly(DEFINITIONS.viewDefinition("payment"));
    }

    private static JsonNode view() throws JsonProcessingException {
        return new ObjectMapper().readTree(DEFINITIONS.viewDefinition("payment"));
    }

    private static JsonNode column(String name) throws JsonProcessingException {
        for (JsonNode column : view().at("/select/0/column")) {
            if (column.path("name").asText().equals(name)) {
                return column;
            }
        }
        throw new AssertionError("The view has no column " + name);
    }
}
