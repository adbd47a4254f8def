package org.openward.interfaceengine.outbound;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.openward.fhir.changes.Change;
import org.openward.hl7v2.writing.WrittenMessage;
import org.openward.interfaceengine.outbound.Destinations.Claimed;
import org.openward.interfaceengine.outbound.DispatchBook.Leave;
import org.openward.tenancy.Acting;
import org.openward.tenancy.Caller;
import org.openward.tenancy.TenantId;
import org.openward.testing.FhirClient;
import org.openward.testing.Hospital;
import org.openward.testing.HospitalTest;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionOperations;

/** What a worker may do with a message that is in his hand when its patient is erased. */
@HospitalTest
class DispatchBookIT {
    private static final TenantId TENANT = new TenantId("forgetting");
    private static final Duration LONG = Duration.ofHours(1);

    private final Hospital hospital;
    private final FhirClient clerk;
    private final String control = UUID.randomUUID().toString().substring(0, 20);

    DispatchBookIT(Hospital hospital) {
        this.hospital = hospital;
        hospital.clinic(TENANT);
        this.clerk = FhirClient.withToken(
                hospital.root(), "/fhir/forgetting", "forgetting-clerk", "forgetting-secret", "system/*.cruds");
    }

    @Test
    void a_message_that_was_dropped_is_not_sent() {
        var claimed = aClaimedDestination();
        var message = inTenant(() -> book().next(claimed)).orElseThrow();
        assertThat(inTenant(() -> book().leave(claimed, message, LONG))).isEqualTo(Leave.GIVEN);

        drop();

        assertThat(inTenant(() -> book().leave(claimed, message, LONG))).isEqualTo(Leave.LOST);
    }

    @Test
    void an_answer_that_comes_late_brings_nothing_back() {
        var claimed = aClaimedDestination();
        var message = inTenant(() -> book().next(claimed)).orElseThrow();
        drop();

        var goesOn = inTenant(() -> book().answered(
                        claimed,
                        message,
                        new Reply(Reply.Verdict.REFUSED, "AE", "No such patient"),
                        "MSA|AE|1|Ms Nowak".getBytes(StandardCharsets.UTF_8),
                        LONG));

        assertThat(goesOn).isTrue();
        assertThat(status()).isEqualTo("dropped");
        assertThat(clerk.search("Task?identifier=" + control).getEntry()).isEmpty();
    }

    private DispatchBook book() {
        return hospital.part(DispatchBook.class);
    }

    /** No other worker can take it meanwhile. */
    private Claimed aClaimedDestination() {
        var id = "erased-" + UUID.randomUUID();
        return committed(() -> {
            var destinations = hospital.part(Destinations.class);
            destinations.enter(id, "active", DestinationsTest.terms(null));
            var claimed = destinations.claim(id, "test", LONG).orElseThrow();
            hospital.part(OutboundMessages.class)
                    .add(
                            claimed.destination(),
                            new Change(0, "Patient", "none", 1, Change.CREATE, Instant.EPOCH),
                            "none",
                            new WrittenMessage("ADT^A28", control, "MSH|".getBytes(StandardCharsets.UTF_8)));
            return claimed;
        });
    }

    private void drop() {
        committed(
                () -> jdbc().sql("update openward.outbound_message set status = 'dropped' where control_id = :control")
                        .param("control", control)
                        .update());
    }

    private String status() {
        return committed(() -> jdbc().sql("select status from openward.outbound_message where control_id = :control")
                .param("control", control)
                .query(String.class)
                .single());
    }

    private JdbcClient jdbc() {
        return hospital.part(JdbcClient.class);
    }

    private <T> T committed(Supplier<T> work) {
        return inTenant(() -> hospital.part(TransactionOperations.class).execute(open -> work.get()));
    }

    private static <T> T inTenant(Supplier<T> work) {
        return Acting.as(Caller.server(TENANT, "test"), work);
    }
}
