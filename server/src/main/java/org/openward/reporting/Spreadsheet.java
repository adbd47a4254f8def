package org.openward.reporting;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The figures of a report as comma-separated values (RFC 4180), the first line naming the columns. */
final class Spreadsheet {
    static final String MEDIA_TYPE = "text/csv";

    private static final String LINE_END = "\r\n";

    private Spreadsheet() {}

    /** Only this one format of a file is offered. */
    static void refuseOtherThanCsv(@Nullable String format) {
        if (!"csv".equals(format)) {
            throw new ReportNotAsked(
                    format == null
                            ? "format is missing. State csv."
                            : "Reports are not offered in that format. State csv.");
        }
    }

    static String of(Figures figures) {
        var text = new StringBuilder(line(figures.columns()));
        for (var line : figures.lines()) {
            var cells = new ArrayList<String>();
            cells.add(cell(line.group()));
            line.strata().forEach(stratum -> cells.add(cell(stratum)));
            cells.add(String.valueOf(line.count()));
            cells.add(line.score().toPlainString());
            text.append(line(cells));
        }
        return text.toString();
    }

    private static String line(List<String> cells) {
        return String.join(",", cells) + LINE_END;
    }

    /** A spreadsheet would calculate a text that begins like a formula, so such a text is shown after an apostrophe. */
    private static String cell(String text) {
        var harmless = text.matches("(?s)[=+\\-@\\t\\r].*") ? "'" + text : text;
        return harmless.matches("(?s).*[\",\\r\\n].*") ? '"' + harmless.replace("\"", "\"\"") + '"' : harmless;
    }
}
