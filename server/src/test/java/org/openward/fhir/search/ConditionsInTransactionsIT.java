package org.openward.fhir.search;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.UUID;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Bundle.BundleType;
import org.hl7.fhir.r4.model.Bundle.HTTPVerb;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Observation.ObservationStatus;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openward.testing.Answer;
import org.openward.testing.FhirClient;
import org.openward.testing.Hospital;
import org.openward.testing.HospitalTest;

/** What an entry of a transaction asks for before it is stored means the same as in a search. */
@HospitalTest
class ConditionsInTransactionsIT {
    private static final String NUMBERS = "https://example.org/conditions";

    private final FhirClient demo;
    private final String known = UUID.randomUUID().toString();
    private final String other = UUID.randomUUID().toString();

    ConditionsInTransactionsIT(Hospital hospital) {
        this.demo = hospital.asDemo();
    }

    private static Observation observation() {
        return new Observation()
                .setStatus(ObservationStatus.FINAL)
                .setCode(new CodeableConcept().setText("on a condition"));
    }

    private static Observation numbered(String... numbers) {
        var observation = observation();
        for (var number : numbers) {
            observation.addIdentifier().setSystem(NUMBERS).setValue(number);
        }
        return observation;
    }

    private static String token(String number) {
        return NUMBERS + "%7C" + number;
    }

    private Answer unless(String condition, Observation observation) {
        var bundle = new Bundle().setType(BundleType.TRANSACTION);
        bundle.addEntry()
                .setResource(observation)
                .getRequest()
                .setMethod(HTTPVerb.POST)
                .setUrl("Observation")
                .setIfNoneExist(condition);
        return demo.transact(bundle);
    }

    private static String outcome(Answer answer) {
        return answer.resource(Bundle.class).getEntryFirstRep().getResponse().getStatus();
    }

    private int stored(String number) {
        return demo.search("Observation?identifier=" + token(number)).getEntry().size();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "?", "Observation?"})
    void a_record_that_is_there_is_not_stored_again(String before) {
        var condition = before + "identifier=" + token(known);

        assertThat(outcome(unless(condition, numbered(known)))).startsWith("201");
        assertThat(outcome(unless(condition, numbered(known)))).startsWith("200");

        assertThat(stored(known)).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Observation?"})
    void one_of_several_numbers_is_enough(String before) {
        demo.create(numbered(known));

        var answer = unless(before + "identifier=" + token(other) + "," + token(known), numbered(known));

        assertThat(outcome(answer)).startsWith("200");
        assertThat(stored(known)).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Observation?"})
    void of_two_numbers_both_are_asked_for(String before) {
        demo.create(numbered(known));

        var answer =
                unless(before + "identifier=" + token(known) + "&identifier=" + token(other), numbered(known, other));

        assertThat(outcome(answer)).startsWith("201");
        assertThat(stored(known)).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Observation?"})
    void a_number_without_a_system_is_another_than_one_with(String before) {
        demo.create(numbered(known));
        var without = observation();
        without.addIdentifier().setValue(known);

        assertThat(outcome(unless(before + "identifier=%7C" + known, without))).startsWith("201");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Observation?"})
    void a_number_that_two_have_is_refused(String before) {
        demo.create(numbered(known));
        demo.create(numbered(known));

        var answer = unless(before + "identifier=" + token(known), numbered(known));

        assertThat(answer.status()).as(answer.body()).isEqualTo(412);
    }

    @Test
    void a_change_is_of_the_record_that_has_both_numbers() {
        demo.create(numbered(known));
        var both = demo.create(numbered(known, other));
        var bundle = new Bundle().setType(BundleType.TRANSACTION);
        bundle.addEntry()
                .setResource(numbered(known, other).setStatus(ObservationStatus.AMENDED))
                .getRequest()
                .setMethod(HTTPVerb.PUT)
                .setUrl("Observation?identifier=" + token(known) + "&identifier=" + token(other));

        var answer = demo.transact(bundle);

        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        assertThat(demo.read(Observation.class, both.getIdElement().getIdPart()).getStatus())
                .isEqualTo(ObservationStatus.AMENDED);
    }
}
