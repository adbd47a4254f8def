package org.openward.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** How measurements become figures. */
class FiguresTest {

    @Test
    void the_median_is_the_middle_value_or_the_mean_of_the_two_in_the_middle() {
        assertThat(Statistics.median(9, 1, 5)).isEqualTo(5);
        assertThat(Statistics.median(1, 2, 4, 100)).isEqualTo(3);
    }

    @Test
    void a_percentile_is_a_value_that_was_measured() {
        long[] oneToHundred =
                LongStream.rangeClosed(1, 100).map(value -> 101 - value).toArray();

        assertThat(Statistics.percentile(50, oneToHundred)).isEqualTo(50);
        assertThat(Statistics.percentile(99, oneToHundred)).isEqualTo(99);
        assertThat(Statistics.percentile(99, 7)).isEqualTo(7);
        assertThat(Statistics.percentile(99)).isZero();
    }

    @Test
    void throughput_counts_operations_by_the_second() {
        Slice slice = Slice.of(30, 2_000_000_000L, List.of(100L, 300L, 200L), 1);

        assertThat(slice.perSecond()).isEqualTo(15);
        assertThat(slice.p50()).isEqualTo(200);
        assertThat(slice.times(100).perSecond()).isEqualTo(1500);
    }

    @Test
    void a_ratio_compares_the_medians_of_the_rounds() {
        Report report = new Report(List.of("reference", "ours"));
        report.add("read", "reference", ofThroughput(10));
        report.add("read", "reference", ofThroughput(12));
        report.add("read", "reference", ofThroughput(1000));
        report.add("read", "ours", ofThroughput(48));
        report.add("read", Report.LIMIT, ofThroughput(96));

        assertThat(report.ratio("read", "ours", "reference").orElseThrow()).isCloseTo(4, within(1e-9));
        assertThat(report.ratio("read", "ours", Report.LIMIT).orElseThrow()).isCloseTo(0.5, within(1e-9));
        assertThat(report.ratio("read", "reference", "reference")).isEmpty();
        assertThat(report.ratio("search", "ours", "reference")).isEmpty();
    }

    @Test
    void what_is_added_to_a_read_is_counted_in_commits() {
        Report report = new Report(List.of("unguarded", "guarded"));
        List.of(6_900L, 7_000L, 9_000L).forEach(p50 -> report.add("read", "unguarded", ofMedian(p50)));
        List.of(9_600L, 10_000L, 30_000L).forEach(p50 -> report.add("read", "guarded", ofMedian(p50)));
        assertThat(report.addedToReads()).isEmpty();
        Slice commits = new Slice(16_000, 2_000_000, 1, 1, 1, 0, 0);
        report.add(Report.COMMIT, Report.LIMIT, commits);
        report.add(Report.ONE_COMMIT, Report.LIMIT, commits.meanMilliseconds(16));

        assertThat(commits.meanMilliseconds(16)).isEqualTo(2);
        assertThat(report.addedToReads()).containsOnlyKeys("guarded").containsEntry("guarded", 1.5);
        assertThat(report.table()).containsPattern("added to the median of a read +guarded +1\\.50 times one commit");
        assertThat(report.json().at("/addedToReadsInCommits/guarded").asDouble())
                .isEqualTo(1.5);
    }

    @Test
    void nothing_was_added_to_reads_that_were_not_measured() {
        Report report = new Report(List.of("unguarded", "guarded"));
        report.add("search", "guarded", ofMedian(1));
        report.add(Report.ONE_COMMIT, Report.LIMIT, 2);

        assertThat(report.addedToReads()).isEmpty();
        assertThat(report.table()).doesNotContain("added to the median");
    }

    @Test
    void the_table_and_the_json_show_every_target_with_its_ratio_and_errors() {
        Report report = new Report(List.of("reference", "ours"));
        report.add("read", "reference", new Slice(100, 1_000_000, 1000, 2000, 3000, 0, 800_000));
        report.add("read", "ours", new Slice(250, 1_000_000, 400, 500, 600, 7, 500_000));
        report.compared("read", "ours", false);
        report.compared("search", "ours", true);
        report.add("search", "ours", new Slice(100, 1_000_000, 1000, 2000, 3000, 0, 0));
        report.add("memory", "reference", 1000);
        report.add("memory", "ours", 600);

        String table = report.table();

        assertThat(table)
                .containsPattern("read +ours +250\\.0 +0\\.40 +0\\.50 +0\\.60 +2\\.00 +7 +2\\.50x +- +differs");
        assertThat(table).containsPattern("search +ours .* - +- +agree");
        assertThat(table).containsPattern("memory +ours +600\\.0 +0\\.60x");
        assertThat(report.json().at("/workloads/1/ratio").asDouble()).isEqualTo(2.5);
        assertThat(report.json().at("/workloads/0").has("answers")).isFalse();
        assertThat(report.json().at("/workloads/1/answers").asText()).isEqualTo("differs");
        assertThat(report.json().at("/workloads/1/rounds/0/p99").asLong()).isEqualTo(600);
        assertThat(report.json().at("/measures/0/median").asDouble()).isEqualTo(1000);
    }

    @Test
    void the_figures_of_the_load_tools_are_read_from_what_they_print() {
        Slice slice = Wrk.slice(
                """
                Running 1s test
                {"operations":10,"microseconds":1000000,"p50":1,"p95":2,"p99":3,"errors":4}
                """);

        assertThat(slice).isEqualTo(new Slice(10, 1_000_000, 1, 2, 3, 4, 0));
        assertThat(PostgresLimit.microseconds("0 199 2241 0 1175850568 995598")).isEqualTo(2241);
        assertThat(ServerProcess.resident("VmPeak:\t  9 kB\nVmRSS:\t  2048 kB\n"))
                .isEqualTo(2);
        assertThat(ServerProcess.processorMicroseconds("7 (a (b) c) S 1 1 1 0 -1 4194560 1 2 3 4 150 50 0 0 20 0"))
                .isEqualTo(2_000_000);
    }

    private static Slice ofMedian(long p50) {
        return new Slice(100, 1_000_000, p50, p50, p50, 0, 0);
    }

    private static Slice ofThroughput(long perSecond) {
        return new Slice(perSecond, 1_000_000, 1, 1, 1, 0, 0);
    }
}
