package org.openward.audit.anomalies;

import java.time.LocalTime;
import org.hl7.fhir.r4.model.Patient;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * From when on an access is unusual.
 *
 * @param patientsPerHour more patients than that, looked at by one person within an hour; 0 does not look
 * @param patientsAfterHours more patients than that, looked at by one person in one night; 0 does not look
 * @param nightFrom when the night begins, by the tenant's clock
 * @param nightUntil when it ends
 * @param vipLabel the security label, as system|code, of patients at whom nobody looks without being asked why
 */
@ConfigurationProperties("openward.anomalies")
public record AnomalySettings(
        @DefaultValue("100") int patientsPerHour,
        @DefaultValue("50") int patientsAfterHours,
        @DefaultValue("22:00") LocalTime nightFrom,
        @DefaultValue("06:00") LocalTime nightUntil,
        @DefaultValue("http://terminology.hl7.org/CodeSystem/v3-ActCode|CEL") String vipLabel) {
    /** Whether the patient has that label. */
    boolean isVip(Patient patient) {
        return patient.getMeta().getSecurity().stream()
                .anyMatch(label -> vipLabel.equals(label.getSystem() + "|" + label.getCode()));
    }
}
