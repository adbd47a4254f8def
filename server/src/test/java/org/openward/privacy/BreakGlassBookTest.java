package org.openward.privacy;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.openward.fhir.disclosure.Reader;
import org.openward.tenancy.Acting;
import org.openward.tenancy.Caller;
import org.openward.tenancy.TenantId;
import org.openward.testing.MovableClock;
import org.openward.testing.Postgres;
import org.openward.testing.Tenancy;

class BreakGlassBookTest {
    private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");
    private static final Reader CLERK = new Reader(Caller.Kind.PERSON, "clerk", null, null, Reader.Purpose.CARE);
    private static final Reader EXPORTER = new Reader(Caller.Kind.PERSON, "clerk", null, null, Reader.Purpose.EXPORT);

    private final MovableClock clock = new MovableClock(NOON);
    private final BreakGlassBook book = new BreakGlassBook(Postgres.jdbc(), clock);
    private final TenantId clinic = Tenancy.aClinic();

    private boolean isOpen(Reader reader) {
        return Acting.as(Tenancy.aClerkOf(clinic), () -> book.isOpen(reader, "7"));
    }

    @Test
    void a_broken_glass_is_closed_when_the_time_is_over() {
        var end = NOON.plus(Duration.ofMinutes(20));
        Acting.as(Tenancy.aClerkOf(clinic), () -> Postgres.inTransaction()
                .executeWithoutResult(status -> book.open("7", "1", "Unconscious, no relatives", end, null)));

        assertThat(isOpen(CLERK)).isTrue();
        assertThat(isOpen(EXPORTER)).isFalse();
        clock.moveTo(NOON.plus(Duration.ofMinutes(20)).minusMillis(1));
        assertThat(isOpen(CLERK)).isTrue();
        clock.moveTo(NOON.plus(Duration.ofMinutes(20)));
        assertThat(isOpen(CLERK)).isFalse();
    }

    @Test
    void what_is_done_through_any_account_of_who_broke_it_is_done_in_the_emergency() {
        var end = NOON.plus(Duration.ofMinutes(20));
        Acting.as(Tenancy.aClerkOf(clinic), () -> Postgres.inTransaction()
                .executeWithoutResult(
                        status -> book.open("7", "1", "Unconscious, no relatives", end, "Practitioner/12")));
        var elsewhere = new BreakGlassBook(Postgres.jdbc(), clock);
        elsewhere.learn();

        for (var server : List.of(book, elsewhere)) {
            assertThat(server.isBroken(Tenancy.aClerkOf(clinic), "7")).isTrue();
            assertThat(server.isBroken(another("Practitioner/12"), "7")).isTrue();
            assertThat(server.isBroken(another("Practitioner/12"), "8")).isFalse();
            assertThat(server.isBroken(another("Practitioner/13"), "7")).isFalse();
            assertThat(server.isBroken(another(null), "7")).isFalse();
        }
        clock.moveTo(end);
        assertThat(book.isBroken(another("Practitioner/12"), "7")).isFalse();
    }

    private Caller another(@Nullable String practitioner) {
        return new Caller(clinic, Caller.Kind.PERSON, "another account", "request-1", "").standingFor(practitioner);
    }
}
