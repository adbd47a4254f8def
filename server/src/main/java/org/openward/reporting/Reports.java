package org.openward.reporting;

import ca.uhn.fhir.context.FhirContext;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.hl7.fhir.r4.model.Measure;
import org.openward.profiles.Definitions;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The reports that are published: each a Measure of the package and a query of the same name. */
@Component
class Reports {
    private final JdbcClient jdbc;
    private final List<Report> reports;

    Reports(FhirContext fhir, JdbcClient jdbc) {
        this.jdbc = jdbc;
        this.reports = new Definitions(fhir)
                .all(Measure.class).stream()
                        .map(measure ->
                                new Report(measure, query(measure.getIdElement().getIdPart())))
                        .toList();
    }

    Report named(String name) {
        return reports.stream()
                .filter(report -> report.isCalled(name))
                .findFirst()
                .orElseThrow(() -> new ReportUnknown(name));
    }

    Optional<Report> withId(String id) {
        return reports.stream().filter(report -> report.id().equals(id)).findFirst();
    }

    /** The figures of the acting tenant. */
    Figures figures(Report report, ReportPeriod period) {
        return jdbc.sql(report.query())
                .param("period_start", period.start())
                .param("period_end", period.end())
                .query(rows -> {
                    return figures(report, period, rows);
                });
    }

    private static Figures figures(Report report, ReportPeriod period, ResultSet rows) throws SQLException {
        var shape = rows.getMetaData();
        var width = shape.getColumnCount();
        var columns = new ArrayList<String>();
        for (int column = 1; column <= width; column++) {
            columns.add(shape.getColumnLabel(column));
        }
        var lines = new ArrayList<Figures.Line>();
        while (rows.next()) {
            var strata = new ArrayList<String>();
            for (int column = 2; column <= width - 2; column++) {
                strata.add(rows.getString(column));
            }
            var score = rows.getBigDecimal(width);
            lines.add(new Figures.Line(
                    rows.getString(1), strata, rows.getLong(width - 1), score == null ? BigDecimal.ZERO : score));
        }
        return new Figures(report, period, columns, lines);
    }

    private static String query(String report) {
        try (var file = Reports.class.getResourceAsStream(report + ".sql")) {
            if (file == null) {
                throw new IllegalStateException("The measure " + report + " has no query.");
            }
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
