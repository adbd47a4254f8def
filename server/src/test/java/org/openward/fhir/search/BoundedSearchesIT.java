package org.openward.fhir.search;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Bundle.BundleType;
import org.hl7.fhir.r4.model.Bundle.HTTPVerb;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Subscription;
import org.hl7.fhir.r4.model.Subscription.SubscriptionChannelType;
import org.hl7.fhir.r4.model.Subscription.SubscriptionStatus;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openward.testing.FhirClient;
import org.openward.testing.Hospital;
import org.openward.testing.HospitalTest;

/** No search asks for so much at once that the database is busy for minutes. */
@HospitalTest
class BoundedSearchesIT {
    private final FhirClient client;

    BoundedSearchesIT(Hospital hospital) {
        client = hospital.asDemo();
    }

    /** Each with another value: HAPI's own checks, which are on in tests, take the same condition twice for a mistake of the server. */
    private static String times(int number, String condition) {
        return IntStream.range(0, number).mapToObj(each -> condition + each).collect(Collectors.joining("&"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "_sort=name,name",
                "_sort=name,-name",
                "_sort=name&_sort=name",
                "_sort=name,gender,birthdate,address,_lastUpdated,_id"
            })
    void an_order_has_five_parameters_and_each_once(String order) {
        assertThat(client.get("/Patient?" + order).status()).isEqualTo(400);
        assertThat(client.get("/Patient?_sort=name,-gender,birthdate,address,_lastUpdated&_count=1")
                        .status())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"name=bounded", "general-practitioner.name=bounded", "_has:Observation:patient:code=bounded"})
    void a_search_has_ten_conditions_on_one_parameter(String condition) {
        assertThat(client.get("/Patient?" + times(10, condition)).status()).isEqualTo(200);
        assertThat(client.get("/Patient?" + times(11, condition)).status()).isEqualTo(400);
    }

    @Test
    void a_search_has_thirty_conditions_in_all() {
        var thirty = times(10, "name=x") + "&" + times(10, "gender=male") + "&" + times(10, "address=x");

        assertThat(client.get("/Patient?" + thirty + "&active=true").status()).isEqualTo(400);
    }

    @Test
    void modifiers_and_alternatives_do_not_hide_a_condition_from_the_count() {
        assertThat(client.get("/Patient?" + times(6, "name=x") + "&" + times(6, "name:exact=x"))
                        .status())
                .isEqualTo(400);
        assertThat(client.get("/Patient?_filter="
                                + String.join(
                                        "%20and%20", times(11, "name%20co%20x").split("&")))
                        .status())
                .isEqualTo(400);
        assertThat(client.get("/Patient?name=" + times(40, "x").replace('&', ','))
                        .status())
                .isEqualTo(200);
    }

    @Test
    void nothing_else_that_searches_takes_more() {
        var fifty = times(50, "name=x");
        var batch = new Bundle().setType(BundleType.BATCH);
        batch.addEntry().getRequest().setMethod(HTTPVerb.GET).setUrl("Patient?" + fifty);
        var transaction = batch.copy().setType(BundleType.TRANSACTION);
        var subscription = new Subscription()
                .setStatus(SubscriptionStatus.REQUESTED)
                .setReason("Bounded")
                .setCriteria("Patient?" + fifty);
        subscription.getChannel().setType(SubscriptionChannelType.WEBSOCKET);

        var inBatch = client.transact(batch).resource(Bundle.class).getEntryFirstRep();

        assertThat(inBatch.getResponse().getStatus()).startsWith("400");
        assertThat(client.transact(transaction).status()).isEqualTo(400);
        assertThat(client.post("/Patient", new Patient(), "If-None-Exist", fifty)
                        .status())
                .isEqualTo(400);
        assertThat(client.delete("/Patient?" + fifty).status()).isEqualTo(400);
        assertThat(client.post("/Subscription", subscription).status()).isIn(400, 422);
        assertThat(client.get(
                                "/$export?_type=Patient&_typeFilter=Patient?" + fifty.replace("&", "%26"),
                                "Prefer",
                                "respond-async")
                        .status())
                .isEqualTo(400);
    }
}
