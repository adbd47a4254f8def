package org.openward.hl7v2.changes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.openward.hl7v2.changes.ReadingChanges.all;
import static org.openward.hl7v2.changes.ReadingChanges.only;
import static org.openward.hl7v2.changes.ReadingChanges.order;
import static org.openward.hl7v2.changes.ReadingChanges.puts;

import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Condition;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.ServiceRequest;
import org.hl7.fhir.r4.model.ServiceRequest.ServiceRequestIntent;
import org.hl7.fhir.r4.model.ServiceRequest.ServiceRequestPriority;
import org.hl7.fhir.r4.model.ServiceRequest.ServiceRequestStatus;
import org.hl7.fhir.r4.model.Specimen;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openward.hl7v2.Place;
import org.openward.hl7v2.changes.Change.Existence;
import org.openward.hl7v2.changes.Hold.Reason;

class OrderToChangesTest {
    private static final String PATIENT = "PID|1||MRN-1^^^HOSPITAL^MR";

    @Test
    void a_new_order_becomes_a_service_request_with_its_specimen() {
        IntendedChanges changes = order(
                "OML^O21",
                PATIENT,
                "ORC|NW|O-1^HIS|||||||20260301093000|||7^Iyer^Ravi",
                "TQ1|1||||||20260301100000||S",
                "OBR|1|O-1^HIS||CBC^Blood count^L",
                "NTE|1||Fasting",
                "SPM|1|S-1||BLD^Blood^HL70487|||||||||||||20260301092000",
                "SAC|||T-1");

        ServiceRequest made = only(changes, ServiceRequest.class);
        Specimen specimen = only(changes, Specimen.class);
        assertThat(changes.holds()).isEmpty();
        assertThat(changes.aside()).isEmpty();
        assertThat(made.getStatus()).isEqualTo(ServiceRequestStatus.ACTIVE);
        assertThat(made.getIntent()).isEqualTo(ServiceRequestIntent.ORDER);
        assertThat(made.getPriority()).isEqualTo(ServiceRequestPriority.STAT);
        assertThat(made.getCode().getText()).isEqualTo("Blood count");
        assertThat(made.getRequester().getDisplay()).isEqualTo("Ravi Iyer");
        assertThat(made.getAuthoredOnElement().getValueAsString()).isEqualTo("2026-03-01T09:30:00+05:30");
        assertThat(made.getNoteFirstRep().getText()).isEqualTo("Fasting");
        assertThat(made.getSpecimen()).extracting(Reference::getReference).containsExactly(specimen.getId());
        assertThat(specimen.getContainerFirstRep().getIdentifierFirstRep().getValue())
                .isEqualTo("T-1");
    }

    @Test
    void an_order_is_as_confidential_as_its_sender_says() {
        IntendedChanges open = order("OML^O21", PATIENT, "ORC|NW|O-1", "OBR|1|O-1||CBC^Blood count^L");
        IntendedChanges restricted = order(
                "OML^O21", PATIENT, "ORC|NW|O-1" + "|".repeat(26) + "R^Restricted^HL70177", "OBR|1|O-1||HIV^HIV^L");

        assertThat(only(open, ServiceRequest.class).getMeta().getSecurity()).isEmpty();
        assertThat(only(restricted, ServiceRequest.class).getMeta().getSecurity())
                .extracting(Coding::getCode)
                .containsExactly("R");
    }

    @Test
    void of_orders_with_one_number_each_test_is_an_order_of_its_own() {
        String[] segments = {
            PATIENT, "ORC|NW|O-1", "OBR|1|O-1||CBC^Blood count^L", "ORC|NW|O-1", "OBR|2|O-1||CRP^C-reactive protein^L"
        };

        IntendedChanges changes = order("OML^O21", segments);
        IntendedChanges alone = order("OML^O21", PATIENT, "ORC|NW|O-1", "OBR|1|O-1||CRP^C-reactive protein^L");

        assertThat(changes.holds()).isEmpty();
        assertThat(all(changes, ServiceRequest.class))
                .extracting(made -> made.getCode().getText())
                .containsExactly("Blood count", "C-reactive protein");
        assertThat(puts(changes)).extracting(put -> put.identity().value()).containsExactly("O-1", "O-1/CRP:L");
        assertThat(puts(alone)).singleElement().satisfies(put -> {
            assertThat(put.identity().value()).isEqualTo("O-1");
            assertThat(put.shared().orElseThrow().withTest().value()).isEqualTo("O-1/CRP:L");
        });
    }

    @Test
    void one_order_told_twice_is_one_and_two_that_differ_wait_for_a_person() {
        IntendedChanges twice = order(
                "OML^O21",
                PATIENT,
                "ORC|NW|O-1",
                "OBR|1|O-1||CBC^Blood count",
                "ORC|NW|O-1",
                "OBR|2|O-1||CBC^Blood count");
        IntendedChanges other = order(
                "OML^O21",
                PATIENT,
                "ORC|NW|O-1",
                "OBR|1|O-1||CBC^Blood count",
                "ORC|NW|O-1",
                "OBR|2|O-1||CBC^Blood count|||20260302",
                "NTE|1||Another one");

        assertThat(twice.holds()).isEmpty();
        assertThat(only(twice, ServiceRequest.class).getCode().getText()).isEqualTo("Blood count");
        assertThat(other.holds()).singleElement().satisfies(hold -> assertThat(hold.reason())
                .isEqualTo(Reason.CONTRADICTION));
    }

    @Test
    void what_was_found_before_is_nobodys_order() {
        IntendedChanges changes = order(
                "OML^O21",
                PATIENT,
                "ORC|NW|O-1",
                "OBR|1|O-1||CBC^Blood count",
                "PID|1||MRN-1^^^HOSPITAL^MR",
                "OBR|1|P-1||CBC^Blood count|||20260101",
                "OBX|1|NM|HB||9.1|g/dL|||||F",
                "ORC|RE|P-2",
                "OBR|1|P-2||CBC^Blood count|||20260102",
                "ORC|NW|O-2",
                "OBR|2|O-2||CRP");

        assertThat(changes.holds()).isEmpty();
        assertThat(puts(changes)).extracting(put -> put.identity().value()).containsExactly("O-1", "O-2");
        assertThat(changes.aside()).extracting(Place::toString).anyMatch(place -> place.startsWith("OBX"));
    }

    @Test
    void orders_for_two_patients_in_one_message_wait_for_a_person() {
        IntendedChanges changes = order(
                "ORM^O01",
                PATIENT,
                "ORC|NW|O-1",
                "OBR|1|O-1||CBC^Blood count",
                "PID|2||MRN-2^^^HOSPITAL^MR",
                "ORC|NW|O-2",
                "OBR|1|O-2||CBC^Blood count");

        assertThat(changes.holds()).extracting(Hold::reason).containsExactly(Reason.CONTRADICTION);
    }

    @Test
    void each_specimen_of_a_specimen_oriented_order_serves_the_orders_behind_it() {
        IntendedChanges changes = order(
                "OML^O33",
                PATIENT,
                "SPM|1|S-1||BLD",
                "SAC|||T-1",
                "ORC|NW|O-1",
                "OBR|1|O-1||A",
                "ORC|NW|O-2",
                "OBR|2|O-2||B",
                "SPM|2|S-2||SER",
                "SAC|||T-2",
                "ORC|NW|O-3",
                "OBR|3|O-3||C");

        assertThat(all(changes, Specimen.class)).hasSize(2);
        assertThat(all(changes, ServiceRequest.class)).hasSize(3);
        assertThat(all(changes, ServiceRequest.class).stream()
                        .map(each -> each.getSpecimenFirstRep().getReference())
                        .distinct())
                .hasSize(2);
        assertThat(changes.holds()).isEmpty();
    }

    @Test
    void each_container_of_a_container_oriented_order_is_a_specimen_of_its_own() {
        IntendedChanges changes = order(
                "OML^O35",
                PATIENT,
                "SPM|1|S-1||BLD",
                "SAC|||T-1",
                "ORC|NW|O-1",
                "OBR|1|O-1||A",
                "SAC|||T-2",
                "ORC|NW|O-2",
                "OBR|2|O-2||B");

        assertThat(all(changes, Specimen.class))
                .extracting(each ->
                        each.getContainerFirstRep().getIdentifierFirstRep().getValue())
                .containsExactly("T-1", "T-2");
    }

    @ParameterizedTest
    @CsvSource({
        "NW, '', ACTIVE", "RO, '', ACTIVE", "XO, CM, COMPLETED", "SC, IP, ACTIVE", "SC, CM, COMPLETED",
                "CA, '', REVOKED",
        "CA, IP, REVOKED", "DC, '', REVOKED", "OC, '', REVOKED", "HD, '', ONHOLD", "SC, HD, ONHOLD",
                "FU, '', COMPLETED",
        "SC, ER, ENTEREDINERROR"
    })
    void the_control_and_the_status_say_how_far_the_order_is(
            String control, String status, ServiceRequestStatus expected) {
        IntendedChanges changes =
                order("ORM^O01", PATIENT, "ORC|" + control + "|O-1|||" + status, "OBR|1|O-1||CBC^Blood count");

        assertThat(changes.holds()).isEmpty();
        assertThat(only(changes, ServiceRequest.class).getStatus()).isEqualTo(expected);
    }

    @Test
    void a_cancellation_alone_changes_only_an_order_that_exists() {
        IntendedChanges changes = order("ORM^O01", PATIENT, "ORC|CA|O-1");

        assertThat(changes.holds()).isEmpty();
        assertThat(puts(changes)).singleElement().satisfies(put -> {
            assertThat(put.existence()).isEqualTo(Existence.MUST_EXIST);
            assertThat(((ServiceRequest) put.resource()).hasCode()).isFalse();
        });
    }

    @Test
    void an_order_and_its_cancellation_have_one_identity_wherever_the_number_stands() {
        IntendedChanges placed = order("ORM^O01", PATIENT, "ORC|NW|O-1^HIS", "OBR|1|||CBC");
        IntendedChanges cancelled = order("ORM^O01", PATIENT, "ORC|CA", "OBR|1|O-1^HIS||CBC");

        assertThat(puts(cancelled).get(0).identity())
                .isEqualTo(puts(placed).get(0).identity());
    }

    @Test
    void an_order_segment_without_a_control_is_an_order() {
        assertThat(all(order("ORM^O01", PATIENT, "OBR|1|O-1||A", "OBR|2|O-2||B"), ServiceRequest.class))
                .hasSize(2);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '!',
            value = {
                "ORC|NW!OBR|1|||CBC!NO_IDENTITY",
                "ORC|NW|O-1!NTE|1!INCOMPLETE",
                "ORC|NW|O-1!OBR|1|O-1!INCOMPLETE",
                "ORC|ZZ|O-1!OBR|1|O-1||CBC!NOT_UNDERSTOOD",
                "ORC|NW|O-1!OBR|1|O-2||CBC!CONTRADICTION",
                "NTE|1!NTE|2!INCOMPLETE"
            })
    void what_is_not_clear_waits_for_a_person(String first, String second, Reason reason) {
        assertThat(order("ORM^O01", PATIENT, first, second).holds())
                .extracting(Hold::reason)
                .contains(reason);
    }

    @Test
    void why_and_for_whom_something_is_ordered_goes_with_the_order() {
        IntendedChanges changes = order(
                "OML^O21",
                "PID|1||MRN-1^^^HOSPITAL^MR",
                "ORC|NW|O-1^HIS",
                "OBR|1|O-1^HIS||718-7^Hb^LN",
                "DG1|1||D50.9^Iron deficiency anaemia^I10|||W",
                "DG1|2|||Tired for weeks",
                "OBX|1|NM|29463-7^Weight^LN||61|kg^^UCUM|||||F",
                "NTE|1||As told",
                "OBX|2|ST|||no code",
                "SPM|1|S-1||BLD^Blood^L",
                "OBX|3|ST|HIL^Haemolysis^L||none");

        ServiceRequest request = only(changes, ServiceRequest.class);
        Observation weight = only(changes, Observation.class);
        assertThat(changes.holds()).isEmpty();
        assertThat(request.getReasonReferenceFirstRep().getReference())
                .isEqualTo(only(changes, Condition.class).getIdElement().getValue());
        assertThat(request.getReasonCodeFirstRep().getText()).isEqualTo("Tired for weeks");
        assertThat(request.getSupportingInfoFirstRep().getReference())
                .isEqualTo(weight.getIdElement().getValue());
        assertThat(request.hasNote()).isFalse();
        assertThat(weight.getNoteFirstRep().getText()).isEqualTo("As told");
        assertThat(weight.getValueQuantity().getCode()).isEqualTo("kg");
        assertThat(changes.aside()).extracting(Object::toString).containsExactly("OBX[2]", "OBX[3]");
    }

    @Test
    void an_order_that_another_led_to_is_based_on_that() {
        IntendedChanges changes = order(
                "OML^O21",
                "PID|1||MRN-1^^^HOSPITAL^MR",
                "ORC|NW|O-1^HIS",
                "OBR|1|O-1^HIS||718-7^Hb^LN",
                "ORC|NW|O-2^HIS||||||O-1&HIS^F-1&LAB",
                "OBR|2|O-2^HIS||4544-3^Ht^LN|||||||G");

        Change.Put first = puts(changes).get(0);
        ServiceRequest reflex = all(changes, ServiceRequest.class).get(1);
        assertThat(reflex.getIntent()).isEqualTo(ServiceRequestIntent.REFLEXORDER);
        assertThat(reflex.getBasedOnFirstRep().getIdentifier().getValue())
                .isEqualTo(first.identity().value());
    }
}
