package org.openward.numbering;

import java.time.LocalDate;

/**
 * How a tenant writes the numbers of a series.
 *
 * @param width the least count of digits; a series that outgrows it just becomes longer
 * @param firstMonth the month in which the year of a gap-free series begins, such as 4 for April
 */
record NumberFormat(String prefix, int width, int firstMonth) {
    String write(long number) {
        return prefix + digits(number);
    }

    String write(int year, long number) {
        return prefix + year + "-" + digits(number);
    }

    /** The year of the series that a day belongs to, named by the calendar year in which it begins. */
    int yearOf(LocalDate day) {
        return day.getMonthValue() < firstMonth ? day.getYear() - 1 : day.getYear();
    }

    private String digits(long number) {
        var digits = Long.toString(number);
        return "0".repeat(Math.max(0, width - digits.length())) + digits;
    }
}
