package org.openward.fhir.search;

import ca.uhn.fhir.jpa.search.builder.sql.GeneratedSql;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.apache.commons.lang3.StringUtils;

/**
 * HAPI's statement of a search without the joins that it can do without. What does not look exactly as expected stays as it is.
 *
 * @param sql with a question mark for each value
 */
record LeanStatement(String sql, List<Object> values) {
    /** The table of all records and beside it an index of theirs. */
    private static final Pattern ALL_RECORDS = Pattern.compile(
            "FROM HFJ_RESOURCE (?<records>t\\d+) INNER JOIN (?<table>HFJ_\\w+) (?<index>t\\d+)"
                    + " ON \\(\\k<records>\\.RES_ID = \\k<index>\\.(?<id>RES_ID|SRC_RESOURCE_ID|TARGET_RESOURCE_ID)\\)");

    /** The dates of a search parameter, only to sort by them. */
    private static final Pattern DATES_FOR_THE_ORDER = Pattern.compile(" LEFT OUTER JOIN HFJ_SPIDX_DATE (?<order>t\\d+)"
            + " ON \\(\\((?<id>t\\d+\\.\\w+) = \\k<order>\\.RES_ID\\) AND \\(\\k<order>\\.HASH_IDENTITY = \\?\\)\\)");

    private static final Pattern DATES_ASKED_FOR = Pattern.compile("\\((?<dates>t\\d+)\\.HASH_IDENTITY = \\?\\)");

    static GeneratedSql of(GeneratedSql search) {
        // In a question within the question, t0 is something else; and what is one of several ways to match may be
        // absent.
        if (StringUtils.countMatches(search.getSql(), "SELECT ") != 1
                || search.getSql().contains(" OR ")) {
            return search;
        }
        var lean = new LeanStatement(search.getSql(), search.getBindVariables())
                .withoutAllRecords()
                .withoutDatesForTheOrder();
        return new GeneratedSql(search.isMatchNothing(), lean.sql, lean.values);
    }

    /**
     * An index row never outlives its record, so the index alone knows what the table of all records is asked for: its id and its
     * partition. HAPI begins with that table whenever a search has two conditions or an order.
     */
    private LeanStatement withoutAllRecords() {
        var join = ALL_RECORDS.matcher(sql);
        if (!join.find()) {
            return this;
        }
        var records = join.group("records");
        var index = join.group("index");
        var pointsAtRecord = join.group("id").equals("TARGET_RESOURCE_ID");
        var partition = index + (pointsAtRecord ? ".TARGET_RES_PARTITION_ID" : ".PARTITION_ID");
        if (pointsAtRecord && !sql.contains("(" + partition + " = ?)")) {
            return this; // A reference out of the hospital points at no record.
        }
        var lean = join.replaceFirst("FROM ${table} ${index}")
                .replaceAll(records + "\\.RES_ID\\b", index + "." + join.group("id"))
                .replaceAll(records + "\\.PARTITION_ID\\b", partition);
        return lean.contains(records + ".") ? this : new LeanStatement(lean, values);
    }

    /** Dates that the search asks for are at hand to sort by. Of several in one record, those asked for decide. */
    private LeanStatement withoutDatesForTheOrder() {
        var order = DATES_FOR_THE_ORDER.matcher(sql);
        if (!order.find()) {
            return this;
        }
        var parameter = valueAt(order.end());
        return DATES_ASKED_FOR
                .matcher(sql.substring(order.end()))
                .results()
                .filter(asked -> valueAt(order.end() + asked.end()).equals(parameter))
                .map(asked -> asked.group(1))
                .filter(dates -> areOf(dates, order.group("id")))
                .findFirst()
                .map(dates -> {
                    var lean = sql.substring(0, order.start())
                            + sql.substring(order.end()).replace(order.group("order") + ".", dates + ".");
                    var others = new ArrayList<>(values);
                    others.remove(valuesBefore(order.start()));
                    return new LeanStatement(lean, others);
                })
                .orElse(this);
    }

    /** Whether the dates are those of the records that the search is for, and not of others that these refer to. */
    private boolean areOf(String dates, String id) {
        return id.equals(dates + ".RES_ID")
                || sql.contains("INNER JOIN HFJ_SPIDX_DATE %s ON (%s = %s.RES_ID)".formatted(dates, id, dates));
    }

    private Object valueAt(int end) {
        return values.get(valuesBefore(end) - 1);
    }

    private int valuesBefore(int end) {
        return StringUtils.countMatches(sql.substring(0, end), '?');
    }
}
