package org.openward.interfaceengine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.openward.interfaceengine.Analyzing.aName;
import static org.openward.interfaceengine.Analyzing.nameOf;
import static org.openward.interfaceengine.Arrivals.arrivalOf;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.hl7.fhir.r4.model.Task;
import org.junit.jupiter.api.Test;
import org.openward.interfaceengine.FilingDesk.Progress;
import org.openward.tenancy.Acting;
import org.openward.tenancy.Caller;
import org.openward.tenancy.TenantId;
import org.openward.testing.AtOnce;
import org.openward.testing.Hospital;
import org.openward.testing.HospitalTest;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionCallback;
import org.springframework.transaction.support.TransactionOperations;

@HospitalTest
class FilingAtOnceIT {
    private static final int DESKS = 16;

    @Test
    void a_message_that_one_server_fails_and_another_files_has_one_end_and_one_task(Hospital hospital)
            throws InterruptedException {
        var laboratory = new Analyzing(hospital, hospital.asDemo());
        var device = laboratory.anAnalyzer(aName(), true, "accept");
        var id = device.getIdElement().getIdPart();
        var lane = new Lane(TenantId.DEFAULT, "Device/" + id);
        inTransaction(hospital, () -> IntStream.range(0, DESKS)
                .mapToObj(number -> BloodCount.from(nameOf(device))
                        .controlled("F" + number)
                        .of("nobody-" + number + "-" + nameOf(device)))
                .map(message -> hospital.part(Feed.class).keep(arrivalOf(message, TenantId.DEFAULT, id)))
                .toList());

        var worked = AtOnce.all(DESKS, number -> () -> {
            var desk = aDeskThatFailsOnce(hospital, lane);
            while (isWaiting(hospital, lane)) {
                desk.fileFirst(lane);
            }
            return number;
        });

        assertThat(worked).allMatch(AtOnce.Outcome::succeeded);
        var tasks = laboratory.fhir().search("Task?focus=Device/" + id + "&_count=100").getEntry().stream()
                .map(entry ->
                        ((Task) entry.getResource()).getIdentifierFirstRep().getValue())
                .toList();
        assertThat(tasks).hasSize(DESKS).doesNotHaveDuplicates();
        assertThat(stopped(hospital, id)).hasSize(DESKS).doesNotHaveDuplicates();
    }

    @Test
    void a_message_whose_device_is_deleted_before_it_is_filed_waits_for_a_person(Hospital hospital) {
        var laboratory = new Analyzing(hospital, hospital.asDemo());
        var patient = laboratory.aPatient();
        var device = laboratory.anAnalyzer(aName(), true, "accept");
        var id = device.getIdElement().getIdPart();
        inTransaction(hospital, () -> {
            hospital.part(Queue.class).await("Device/" + id);
            laboratory.send(BloodCount.from(nameOf(device))
                    .of(Analyzing.medicalRecordNumber(patient))
                    .toString());
            return laboratory.fhir().delete("/Device/" + id);
        });

        await().atMost(Duration.ofSeconds(30))
                .until(() -> !stopped(hospital, id).isEmpty());
        var task =
                laboratory.fhir().get("/Task/" + stopped(hospital, id).get(0)).resource(Task.class);

        assertThat(Analyzing.reason(task)).isEqualTo("not-permitted");
        assertThat(task.hasFocus()).isFalse();
        assertThat(laboratory.reportsOf(patient)).isEmpty();
    }

    /** Its first message is filed, and then something of the server breaks before the commit. */
    private static FilingDesk aDeskThatFailsOnce(Hospital hospital, Lane lane) {
        return new FilingDesk(
                hospital.part(Queue.class),
                hospital.part(MessageFiling.class),
                hospital.part(HeldMessages.class),
                new Unsteady(
                        hospital.part(TransactionOperations.class),
                        hospital.part(Queue.class),
                        lane,
                        new AtomicBoolean()),
                hospital.part(FeedMetrics.class),
                hospital.part(Clock.class));
    }

    private record Unsteady(TransactionOperations transactions, Queue queue, Lane lane, AtomicBoolean failed)
            implements TransactionOperations {
        @Override
        public <T> T execute(TransactionCallback<T> work) {
            return transactions.execute(status -> {
                var message = queue.first(lane.name());
                var result = work.doInTransaction(status);
                if (result == Progress.FILED && message.isPresent() && failed.compareAndSet(false, true)) {
                    throw new IllegalStateException("It breaks once.");
                }
                return result;
            });
        }
    }

    private static boolean isWaiting(Hospital hospital, Lane lane) {
        return inTransaction(
                hospital, () -> hospital.part(Queue.class).first(lane.name()).isPresent());
    }

    private static List<String> stopped(Hospital hospital, String device) {
        return inTransaction(hospital, () -> hospital.part(JdbcClient.class)
                .sql(
                        """
                        select task_id from openward.feed_message
                        where tenant_id = 'default' and device_id = :device and status in ('held', 'dead')""")
                .param("device", device)
                .query(String.class)
                .list());
    }

    private static <T> T inTransaction(Hospital hospital, Supplier<T> work) {
        return Acting.as(Caller.server(TenantId.DEFAULT, "test"), () -> hospital.part(TransactionOperations.class)
                .execute(status -> work.get()));
    }
}
