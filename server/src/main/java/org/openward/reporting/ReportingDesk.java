package org.openward.reporting;

import org.springframework.stereotype.Service;

/** Where a figure of the hospital is asked for. */
@Service
public class ReportingDesk {
    private final Reports reports;

    ReportingDesk(Reports reports) {
        this.reports = reports;
    }

    /** The figures of a period in the acting tenant. */
    Figures evaluate(EvaluateMeasure command) {
        return reports.figures(reports.named(command.measure()), command.period());
    }
}
