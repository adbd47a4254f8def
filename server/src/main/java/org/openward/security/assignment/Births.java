package org.openward.security.assignment;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.hl7.fhir.r4.model.Patient;
import org.openward.fhir.FhirStore;
import org.openward.tenancy.Acting;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcTemplate;
import org.springframework.stereotype.Component;

/** When patients were born of whom somebody is a relative, or for whom somebody may act: kept beside these rows, in their transactions. */
@Component
class Births {
    private final NamedParameterJdbcTemplate jdbc;
    private final ObjectProvider<FhirStore> records;

    Births(NamedParameterJdbcTemplate jdbc, ObjectProvider<FhirStore> records) {
        this.jdbc = jdbc;
        this.records = records;
    }

    /** Of the patients for whom it matters from now on. */
    void learn(List<Assigned> assigned) {
        assigned.stream()
                .filter(each -> each.kind().dependsOnAge())
                .map(Assigned::patient)
                .collect(Collectors.toSet())
                .forEach(this::learn);
    }

    private void learn(String patient) {
        alone(patient);
        records.getObject()
                .find(Patient.class, patient)
                .flatMap(Births::written)
                .ifPresentOrElse(born -> enter(patient, born), () -> forget(patient));
    }

    private void enter(String patient, String born) {
        jdbc.update(
                """
                insert into openward.patient_birth (tenant_id, patient, born)
                values (:tenant, :patient, cast(:born as date))
                on conflict (tenant_id, patient) do update set born = excluded.born
                """,
                values(patient, born));
    }

    /** A birth date was corrected. */
    void changed(Patient before, Patient after) {
        var born = written(after);
        if (born.equals(written(before))) {
            return;
        }
        var patient = after.getIdElement().getIdPart();
        alone(patient);
        if (born.isEmpty()) {
            forget(patient);
        } else if (hasRelatives(patient)) {
            enter(patient, born.get());
        }
    }

    private boolean hasRelatives(String patient) {
        return Boolean.TRUE.equals(jdbc.queryForObject(
                """
                select exists (select from openward.patient_assignment
                    where tenant_id = :tenant and patient = :patient and kind <> 'care')
                """,
                values(patient, ""),
                Boolean.class));
    }

    private void forget(String patient) {
        jdbc.update(
                "delete from openward.patient_birth where tenant_id = :tenant and patient = :patient",
                values(patient, ""));
    }

    /** A correction and a new relative wait for each other, so that neither goes by what the other replaces. */
    private void alone(String patient) {
        jdbc.queryForList(
                "select pg_advisory_xact_lock(hashtextextended('openward.birth/' || :tenant || '/' || :patient, 0))::text",
                values(patient, ""),
                String.class);
    }

    private static Map<String, Object> values(String patient, String born) {
        return Map.of("tenant", Acting.tenant().value(), "patient", patient, "born", born);
    }

    /** Somebody of whom only the year is known is taken to be as old as he can be. */
    private static Optional<String> written(Patient patient) {
        return WhoseCare.day(patient.getBirthDateElement()).map(Object::toString);
    }
}
