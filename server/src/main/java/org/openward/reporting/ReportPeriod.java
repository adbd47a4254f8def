package org.openward.reporting;

import ca.uhn.fhir.model.api.TemporalPrecisionEnum;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import org.hl7.fhir.r4.model.DateType;
import org.jspecify.annotations.Nullable;

/** The days that a report covers, both ends included, as the tenant's calendar counts days. */
record ReportPeriod(LocalDate start, LocalDate end) {
    private static final int LONGEST = 366;

    ReportPeriod {
        if (end.isBefore(start)) {
            throw new ReportNotAsked("periodEnd is before periodStart. Swap them.");
        }
        if (ChronoUnit.DAYS.between(start, end) > LONGEST) {
            throw new ReportNotAsked("The period is longer than " + LONGEST + " days. Ask for its parts.");
        }
    }

    static ReportPeriod of(@Nullable DateType start, @Nullable DateType end) {
        return new ReportPeriod(day("periodStart", start), day("periodEnd", end));
    }

    private static LocalDate day(String name, @Nullable DateType date) {
        if (date == null || date.getValue() == null) {
            throw new ReportNotAsked(name + " is missing. State a day, such as 2026-11-21.");
        }
        if (date.getPrecision() != TemporalPrecisionEnum.DAY) {
            throw new ReportNotAsked(name + " is no full day. State a day, such as 2026-11-21.");
        }
        return LocalDate.parse(date.getValueAsString());
    }
}
