package org.openward.reporting;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What a report found out about a period. */
record Figures(Report report, ReportPeriod period, List<String> columns, List<Line> lines) {
    /**
     * One line of a report.
     *
     * @param group what cannot be added up with others, such as a currency
     * @param strata the values of the stratifiers, in their order
     */
    record Line(String group, List<String> strata, long count, BigDecimal score) {
        Sum sum() {
            return new Sum(count, score);
        }
    }

    /** How many there are and what they come to. */
    record Sum(long count, BigDecimal score) {
        static final Sum NOTHING = new Sum(0, BigDecimal.ZERO);

        Sum plus(Sum other) {
            return new Sum(count + other.count, score.add(other.score));
        }
    }

    Map<String, Sum> byGroup() {
        return summed(lines, Line::group);
    }

    /** The sums of one group by the values of one stratifier. */
    Map<String, Sum> byStratum(String group, int stratifier) {
        var ofGroup = lines.stream().filter(line -> line.group().equals(group)).toList();
        return summed(ofGroup, line -> line.strata().get(stratifier));
    }

    private static Map<String, Sum> summed(List<Line> lines, Function<Line, String> key) {
        return lines.stream()
                .collect(Collectors.groupingBy(
                        key, TreeMap::new, Collectors.reducing(Sum.NOTHING, Line::sum, Sum::plus)));
    }
}
