package org.openward.reporting;

import ca.uhn.fhir.context.FhirContext;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.hl7.fhir.r4.model.Resource;
import org.openward.profiles.Definitions;
import org.openward.tenancy.Acting;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The tables of all published views: what the reports read. */
@Component
class ViewTables {
    private final Map<String, List<ViewTable>> byResourceType;

    ViewTables(FhirContext fhir, JdbcClient jdbc) {
        var reader = new ViewReader(fhir);
        this.byResourceType = new Definitions(fhir)
                .viewDefinitions().stream()
                        .map(reader::read)
                        .map(view -> new ViewTable(jdbc, view))
                        .collect(Collectors.groupingBy(table -> table.view().resourceType()));
    }

    /** Brings the rows of a written resource up to date, in the transaction that writes it. */
    void keep(Resource resource) {
        tablesOf(resource).forEach(table -> table.keep(Acting.tenant(), resource));
    }

    /** Takes the rows of a deleted resource away, in the transaction that deletes it. */
    void forget(Resource resource) {
        tablesOf(resource).forEach(table -> table.forget(Acting.tenant(), resource));
    }

    List<View> views() {
        return byResourceType.values().stream()
                .flatMap(List::stream)
                .map(ViewTable::view)
                .toList();
    }

    private List<ViewTable> tablesOf(Resource resource) {
        return byResourceType.getOrDefault(resource.fhirType(), List.of());
    }
}
