package org.openward.reporting;

import org.hl7.fhir.r4.model.CodeType;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.StringType;
import org.jspecify.annotations.Nullable;

/**
 * Asks for the figures of one report.
 *
 * @param measure the id or the canonical URL of its Measure
 */
record EvaluateMeasure(String measure, ReportPeriod period) {
    private static final String WHOLE_TENANT = "population";

    /** At instance level the id names the measure; a parameter that names another one is refused. */
    static EvaluateMeasure of(
            @Nullable IdType id, @Nullable StringType measure, @Nullable CodeType reportType, ReportPeriod period) {
        if (reportType != null && !WHOLE_TENANT.equals(reportType.getValue())) {
            throw new ReportNotAsked("Only reportType population is offered. Leave it out.");
        }
        var named = measure == null ? null : measure.getValue();
        if (id == null) {
            if (named == null) {
                throw new ReportNotAsked("measure is missing. State the id or the canonical URL of a Measure.");
            }
            return new EvaluateMeasure(named, period);
        }
        if (named != null && !named.equals(id.getIdPart()) && !named.endsWith("/Measure/" + id.getIdPart())) {
            throw new ReportNotAsked("The URL and the parameter measure name two different measures. Leave one out.");
        }
        return new EvaluateMeasure(id.getIdPart(), period);
    }
}
