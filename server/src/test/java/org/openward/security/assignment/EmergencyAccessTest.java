package org.openward.security.assignment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.openward.tenancy.Acting;
import org.openward.tenancy.TenantId;
import org.openward.tenancy.TenantsForTests;
import org.openward.testing.MovableClock;
import org.openward.testing.Postgres;
import org.openward.testing.Tenancy;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcTemplate;

class EmergencyAccessTest {
    private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");
    private static final String DOCTOR = "Practitioner/asha";

    private final MovableClock clock = new MovableClock(NOON);
    private final NamedParameterJdbcTemplate jdbc = new NamedParameterJdbcTemplate(Postgres.application());
    private final EmergencyAccess access = new EmergencyAccess(new AssignmentBook(jdbc));
    private final Assignments assignments =
            new Assignments(jdbc, TenantsForTests.register(), new MajoritySettings(Map.of()), clock);
    private final TenantId clinic = Tenancy.aClinic();

    private void open(Duration time) {
        open(clinic, time);
    }

    private void open(TenantId tenant, Duration time) {
        Acting.as(Tenancy.aClerkOf(tenant), () -> Postgres.inTransaction()
                .executeWithoutResult(status -> access.open(DOCTOR, "7", "Task/1", NOON, NOON.plus(time))));
    }

    private Set<String> openTo(String user) {
        return Acting.as(Tenancy.aClerkOf(clinic), () -> assignments.openTo(user, Set.of("7", "8")));
    }

    @Test
    void a_patient_is_seen_until_the_time_is_over() {
        open(Duration.ofMinutes(20));

        assertThat(openTo(DOCTOR)).containsExactly("7");
        clock.moveTo(NOON.plus(Duration.ofMinutes(20)).minusMillis(1));
        assertThat(openTo(DOCTOR)).containsExactly("7");
        clock.moveTo(NOON.plus(Duration.ofMinutes(20)));
        assertThat(openTo(DOCTOR)).isEmpty();
    }

    @Test
    void he_is_in_nobodys_care_by_that_and_open_to_nobody_else() {
        open(Duration.ofMinutes(20));

        assertThat(Acting.as(Tenancy.aClerkOf(clinic), () -> assignments.inCareOf(DOCTOR, Set.of("7"))))
                .isEmpty();
        assertThat(openTo("Practitioner/ben")).isEmpty();
    }

    @Test
    void the_same_patients_id_in_another_clinic_is_another_patient() {
        open(Tenancy.aClinic(), Duration.ofMinutes(20));

        assertThat(openTo(DOCTOR)).isEmpty();
    }

    @Test
    void the_database_keeps_nobody_open_for_longer_than_an_hour() {
        open(Duration.ofMinutes(60));

        assertThatThrownBy(() -> open(Duration.ofMinutes(61))).isInstanceOf(DataIntegrityViolationException.class);
        assertThatThrownBy(() -> open(Duration.ZERO)).isInstanceOf(DataIntegrityViolationException.class);
        assertThat(openTo(DOCTOR)).as("as it was").containsExactly("7");
    }
}
