package org.openward.billing;

import ca.uhn.fhir.model.api.TemporalPrecisionEnum;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Date;
import java.util.TimeZone;
import org.hl7.fhir.r4.model.DateTimeType;
import org.openward.tenancy.Tenants;
import org.springframework.stereotype.Component;

/** The clock on the wall of the acting tenant. */
@Component
class HospitalClock {
    private final Tenants tenants;
    private final Clock clock;

    HospitalClock(Tenants tenants, Clock clock) {
        this.tenants = tenants;
        this.clock = clock;
    }

    Moment now() {
        return new Moment(clock.instant(), tenants.current().timeZone());
    }

    /** One moment; everything that happens in one use case happens at one moment, and so on one day. */
    record Moment(Instant instant, ZoneId zone) {
        LocalDate day() {
            return LocalDate.ofInstant(instant, zone);
        }

        Date date() {
            return Date.from(instant);
        }

        DateTimeType dateTime() {
            return new DateTimeType(date(), TemporalPrecisionEnum.MILLI, TimeZone.getTimeZone(zone));
        }
    }
}
