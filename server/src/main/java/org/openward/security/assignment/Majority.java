package org.openward.security.assignment;

import java.time.Clock;
import org.hl7.fhir.r4.model.Patient;
import org.openward.tenancy.Acting;
import org.openward.tenancy.Tenants;
import org.springframework.stereotype.Component;

/** Whether a patient decides alone yet: by his birth date, the age of the acting tenant and its day. */
@Component
public class Majority {
    private final MajoritySettings settings;
    private final Tenants tenants;
    private final Clock clock;

    Majority(MajoritySettings settings, Tenants tenants, Clock clock) {
        this.settings = settings;
        this.tenants = tenants;
        this.clock = clock;
    }

    /** Until the day on which he is of age; who has no birth date is no minor. */
    public boolean isMinor(Patient patient) {
        return WhoseCare.day(patient.getBirthDateElement())
                .map(born -> born.plusYears(settings.of(Acting.tenant())))
                .filter(ofAge -> ofAge.isAfter(tenants.current().dayOf(clock.instant())))
                .isPresent();
    }
}
