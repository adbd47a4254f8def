package org.openward.numbering;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import org.openward.tenancy.Acting;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Gives out the numbers of the acting tenant; each number of a series once, which the database guarantees. */
@Component
public class NumberSeries {
    private final JdbcClient jdbc;

    NumberSeries(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Nobody waits for another's transaction; a number whose transaction is rolled back is lost, so the series may have gaps. */
    public String next(Series series) {
        String number;
        do {
            number = drawn(series);
        } while (!register(series, number));
        return number;
    }

    /**
     * A number from a series without gaps. Whoever asks next waits until this transaction ends, so ask as late as
     * possible; a rollback gives the number back.
     *
     * @param day the tenant's day, which decides the year that is part of the number
     */
    public String nextGapless(Series series, LocalDate day) {
        var format = formatOf(series);
        var year = format.yearOf(day);
        var number = format.write(year, count(series, year));
        if (!register(series, number)) {
            throw new IllegalStateException("The number " + number + " was given out before its turn.");
        }
        return number;
    }

    /** Enters a number that another system gave out, and answers whether it was still free here. */
    public boolean take(Series series, String number) {
        return register(series, number);
    }

    private String drawn(Series series) {
        return jdbc.sql(
                        """
                        select prefix, width, first_month, openward.next_number(:series) as n
                        from (values (1)) as one
                        left join openward.number_format on tenant_id = :tenant and series = :series
                        """)
                .param("tenant", Acting.tenant().value())
                .param("series", series.key())
                .query((row, position) -> format(row, series).write(row.getLong("n")))
                .single();
    }

    private NumberFormat formatOf(Series series) {
        return jdbc.sql(
                        """
                        select prefix, width, first_month
                        from openward.number_format
                        where tenant_id = :tenant and series = :series
                        """)
                .param("tenant", Acting.tenant().value())
                .param("series", series.key())
                .query((row, position) -> format(row, series))
                .optional()
                .orElseGet(series::usual);
    }

    private static NumberFormat format(ResultSet row, Series series) throws SQLException {
        var prefix = row.getString("prefix");
        return prefix == null
                ? series.usual()
                : new NumberFormat(prefix, row.getInt("width"), row.getInt("first_month"));
    }

    private long count(Series series, int year) {
        return jdbc.sql(
                        """
                        insert into openward.gapless_number (tenant_id, series, year, n)
                        values (:tenant, :series, :year, 1)
                        on conflict (tenant_id, series, year) do update set n = gapless_number.n + 1
                        returning n
                        """)
                .param("tenant", Acting.tenant().value())
                .param("series", series.key())
                .param("year", year)
                .query(Long.class)
                .single();
    }

    /** Whether the number was still free; after a change of format the next one in line may be taken. */
    private boolean register(Series series, String number) {
        return jdbc.sql(
                                """
                        insert into openward.issued_number (tenant_id, series, number)
                        values (:tenant, :series, :number)
                        on conflict do nothing
                        """)
                        .param("tenant", Acting.tenant().value())
                        .param("series", series.key())
                        .param("number", number)
                        .update()
                == 1;
    }
}
