package org.openward.reporting;

import ca.uhn.fhir.rest.annotation.IdParam;
import ca.uhn.fhir.rest.annotation.Operation;
import ca.uhn.fhir.rest.annotation.OperationParam;
import java.nio.charset.StandardCharsets;
import org.hl7.fhir.r4.model.Binary;
import org.hl7.fhir.r4.model.CodeType;
import org.hl7.fhir.r4.model.DateType;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.Measure;
import org.hl7.fhir.r4.model.MeasureReport;
import org.hl7.fhir.r4.model.StringType;
import org.jspecify.annotations.Nullable;
import org.openward.fhir.FhirOperations;
import org.openward.profiles.OperationNames;

/** Reports over FHIR: the figures of a period as a MeasureReport or as a file for a spreadsheet. */
@FhirOperations
class ReportOperations {
    private final ReportingDesk desk;
    private final MeasureReports reports;

    ReportOperations(ReportingDesk desk, MeasureReports reports) {
        this.desk = desk;
        this.reports = reports;
    }

    @Operation(
            name = "$evaluate-measure",
            type = Measure.class,
            canonicalUrl = OperationNames.CANONICAL + OperationNames.MEASURE_EVALUATE_MEASURE,
            idempotent = true)
    public MeasureReport evaluate(
            @IdParam(optional = true) @Nullable IdType id,
            @OperationParam(name = "periodStart", min = 1) @Nullable DateType start,
            @OperationParam(name = "periodEnd", min = 1) @Nullable DateType end,
            @OperationParam(name = "measure") @Nullable StringType measure,
            @OperationParam(name = "reportType") @Nullable CodeType type) {
        return reports.of(desk.evaluate(EvaluateMeasure.of(id, measure, type, ReportPeriod.of(start, end))));
    }

    @Operation(
            name = "$export-report",
            type = Measure.class,
            canonicalUrl = OperationNames.CANONICAL + OperationNames.MEASURE_EXPORT_REPORT,
            idempotent = true)
    public Binary export(
            @IdParam(optional = true) @Nullable IdType id,
            @OperationParam(name = "periodStart", min = 1) @Nullable DateType start,
            @OperationParam(name = "periodEnd", min = 1) @Nullable DateType end,
            @OperationParam(name = "measure") @Nullable StringType measure,
            @OperationParam(name = "reportType") @Nullable CodeType type,
            @OperationParam(name = "format", min = 1) @Nullable CodeType format) {
        Spreadsheet.refuseOtherThanCsv(format == null ? null : format.getValue());
        var figures = desk.evaluate(EvaluateMeasure.of(id, measure, type, ReportPeriod.of(start, end)));
        var file = Spreadsheet.of(figures).getBytes(StandardCharsets.UTF_8);
        return new Binary().setContentType(Spreadsheet.MEDIA_TYPE).setData(file);
    }
}
