package org.openward.fhir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.openward.testing.Gossip;
import org.openward.testing.Hospital;
import org.openward.testing.HospitalTest;
import org.openward.testing.Rumour;
import org.springframework.context.ApplicationContext;
import org.springframework.modulith.events.IncompleteEventPublications;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

@HospitalTest
class EventDeliveryIT {
    @Test
    void an_event_of_a_committed_transaction_is_delivered(Hospital hospital) {
        var rumour = new Rumour(UUID.randomUUID().toString(), false);

        publish(hospital, rumour, Outcome.COMMIT);

        await().untilAsserted(() -> assertThat(gossip(hospital).heard()).containsOnlyOnce(rumour.id()));
    }

    @Test
    void an_event_of_a_rolled_back_transaction_is_never_delivered(Hospital hospital) {
        var rumour = new Rumour(UUID.randomUUID().toString(), false);
        var later = new Rumour(UUID.randomUUID().toString(), false);

        publish(hospital, rumour, Outcome.ROLLBACK);
        publish(hospital, later, Outcome.COMMIT);

        await().untilAsserted(() -> assertThat(gossip(hospital).heard()).contains(later.id()));
        hospital.part(IncompleteEventPublications.class).resubmitIncompletePublicationsOlderThan(Duration.ZERO);
        assertThat(gossip(hospital).heard()).doesNotContain(rumour.id());
    }

    @Test
    void an_event_whose_listener_failed_is_kept_and_delivered_again(Hospital hospital) {
        var rumour = new Rumour(UUID.randomUUID().toString(), true);
        publish(hospital, rumour, Outcome.COMMIT);
        await().untilAsserted(() -> assertThat(gossip(hospital).refused()).contains(rumour.id()));

        await().untilAsserted(() -> {
            hospital.part(IncompleteEventPublications.class)
                    .resubmitIncompletePublications(
                            publication -> publication.getEvent().equals(rumour));
            assertThat(gossip(hospital).heard()).contains(rumour.id());
        });
    }

    @Test
    void however_many_events_wait_they_leave_connections_to_others(Hospital hospital) {
        var rumours = Stream.generate(() -> new Rumour(UUID.randomUUID().toString(), false))
                .limit(40)
                .toList();

        rumours.forEach(rumour -> publish(hospital, rumour, Outcome.COMMIT));

        await().untilAsserted(() -> assertThat(gossip(hospital).heard())
                .containsAll(rumours.stream().map(Rumour::id).toList()));
        assertThat(gossip(hospital).threads()).hasSizeBetween(1, 2).allMatch(name -> name.startsWith("events-"));
    }

    private enum Outcome {
        COMMIT,
        ROLLBACK
    }

    private static void publish(Hospital hospital, Rumour rumour, Outcome outcome) {
        new TransactionTemplate(hospital.part(PlatformTransactionManager.class)).executeWithoutResult(status -> {
            hospital.part(ApplicationContext.class).publishEvent(rumour);
            if (outcome == Outcome.ROLLBACK) {
                status.setRollbackOnly();
            }
        });
    }

    private static Gossip gossip(Hospital hospital) {
        return hospital.part(Gossip.class);
    }
}
