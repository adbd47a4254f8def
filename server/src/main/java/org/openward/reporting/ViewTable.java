package org.openward.reporting;

import java.sql.Types;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.hl7.fhir.r4.model.Resource;
import org.jspecify.annotations.Nullable;
import org.openward.tenancy.TenantId;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The table in schema views that holds the rows of one view; a migration makes it, the definition says its columns. */
class ViewTable {
    private final JdbcClient jdbc;
    private final View view;
    private final String insert;

    ViewTable(JdbcClient jdbc, View view) {
        this.jdbc = jdbc;
        this.view = view;
        this.insert = insert(view);
    }

    View view() {
        return view;
    }

    /** Replaces the rows of the resource by those of its present version. */
    void keep(TenantId tenant, Resource resource) {
        var rows = view.rows(resource);
        for (int number = 0; number < rows.size(); number++) {
            keep(tenant, resource, number, rows.get(number));
        }
        forgetFrom(tenant, resource, rows.size());
    }

    /** Takes the rows of a deleted resource away. */
    void forget(TenantId tenant, Resource resource) {
        forgetFrom(tenant, resource, 0);
    }

    private void keep(TenantId tenant, Resource resource, int number, Map<String, @Nullable Object> row) {
        var statement = jdbc.sql(insert)
                .param("tenant", tenant.value())
                .param("resource", resource.getIdPart())
                .param("version", resource.getIdElement().getVersionIdPartAsLong())
                .param("row", number);
        for (var column : view.columns()) {
            var value = row.get(column.name());
            statement = statement.param("c_" + column.name(), value == null ? null : value.toString(), Types.VARCHAR);
        }
        try {
            statement.update();
        } catch (DataIntegrityViolationException unfit) {
            throw new NotReportable(resource.fhirType(), view.name(), unfit);
        }
    }

    private void forgetFrom(TenantId tenant, Resource resource, int number) {
        jdbc.sql("delete from views.%s where tenant_id = :tenant and resource_id = :resource and resource_row >= :row"
                        .formatted(view.name()))
                .param("tenant", tenant.value())
                .param("resource", resource.getIdPart())
                .param("row", number)
                .update();
    }

    /** Names of views and columns are plain words, which {@link ViewReader} sees to. */
    private static String insert(View view) {
        var columns = view.columns();
        return """
                insert into views.%s (tenant_id, resource_id, resource_version, resource_row, %s)
                values (:tenant, :resource, :version, :row, %s)
                on conflict (tenant_id, resource_id, resource_row) do update set %s
                """
                .formatted(
                        view.name(),
                        listed(columns.stream().map(column -> quoted(column.name()))),
                        listed(columns.stream()
                                .map(column -> "cast(:c_%s as %s)".formatted(column.name(), sqlType(column)))),
                        listed(Stream.concat(
                                        Stream.of("resource_version"),
                                        columns.stream().map(column -> quoted(column.name())))
                                .map(name -> "%1$s = excluded.%1$s".formatted(name))));
    }

    private static String listed(Stream<String> parts) {
        return parts.collect(Collectors.joining(", "));
    }

    private static String quoted(String name) {
        return '"' + name + '"';
    }

    /** As SQL-on-FHIR suggests: what FHIR may leave imprecise, such as a dateTime, stays text. */
    private static String sqlType(ViewColumn column) {
        if (column.isCollection()) {
            throw new ViewNotUnderstood("its column " + column.name() + " is a collection, which no table holds.");
        }
        return switch (column.type()) {
            case "boolean" -> "boolean";
            case "integer", "positiveInt", "unsignedInt" -> "integer";
            case "decimal" -> "numeric";
            case "date" -> "date";
            case "instant" -> "timestamp with time zone";
            default -> "text";
        };
    }
}
