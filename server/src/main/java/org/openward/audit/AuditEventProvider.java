package org.openward.audit;

import ca.uhn.fhir.rest.annotation.IdParam;
import ca.uhn.fhir.rest.annotation.Read;
import ca.uhn.fhir.rest.annotation.Search;
import ca.uhn.fhir.rest.api.server.RequestDetails;
import ca.uhn.fhir.rest.server.IResourceProvider;
import ca.uhn.fhir.util.UrlUtil;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.hl7.fhir.r4.model.AuditEvent;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Bundle.BundleType;
import org.hl7.fhir.r4.model.Bundle.SearchEntryMode;
import org.hl7.fhir.r4.model.IdType;
import org.openward.fhir.FhirOperations;
import org.openward.fhir.FhirSettings;
import org.openward.fhir.ResourceNotFound;
import org.openward.tenancy.Tenants;
import org.springframework.jdbc.core.JdbcTemplate;

/** The acting tenant's audit trail as FHIR: read and searched, newest first, never written. */
@FhirOperations
public class AuditEventProvider implements IResourceProvider {
    private final AuditRows rows;
    private final Tenants tenants;
    private final FhirSettings settings;

    AuditEventProvider(DataSource database, Tenants tenants, FhirSettings settings) {
        this.rows = new AuditRows(new JdbcTemplate(database));
        this.tenants = tenants;
        this.settings = settings;
    }

    @Override
    public Class<AuditEvent> getResourceType() {
        return AuditEvent.class;
    }

    @Read
    public AuditEvent read(@IdParam IdType id) {
        var known = AuditSearch.uuidOrNull(id.getIdPart());
        if (known == null) {
            throw new ResourceNotFound("AuditEvent", id.getIdPart());
        }
        return rows.find(known)
                .map(BasicAuditPattern::of)
                .orElseThrow(() -> new ResourceNotFound("AuditEvent", id.getIdPart()));
    }

    /** Takes every parameter itself, so that one it does not know is refused with the list of those it does. */
    @Search(allowUnknownParams = true)
    public Bundle search(RequestDetails request) {
        var address = request.getFhirServerBase() + "/AuditEvent";
        return answer(request.getParameters(), request, address, request.getParameters());
    }

    /**
     * What a search of the trail finds, for an operation that asks in its own words.
     *
     * @param address where its pages are
     * @param links how a page is asked for there
     */
    public Bundle answer(
            Map<String, String[]> parameters, RequestDetails request, String address, Map<String, String[]> links) {
        var bundle = new Bundle().setType(BundleType.SEARCHSET);
        if (isAsked(parameters, "_summary", "count") || isAsked(parameters, "_total", "accurate")) {
            bundle.setTotal(count(parameters));
        }
        if (!isAsked(parameters, "_summary", "count")) {
            var search = asked(parameters);
            var found = rows.matching(search);
            var page = found.subList(0, Math.min(search.pageSize(), found.size()));
            bundle.addLink().setRelation("self").setUrl(address + query(links));
            if (found.size() > page.size()) {
                var next = new LinkedHashMap<>(links);
                next.put(AuditSearch.CURSOR, new String[] {AuditSearch.cursorAfter(page.get(page.size() - 1))});
                bundle.addLink().setRelation("next").setUrl(address + query(next));
            }
            fill(bundle, page, request.getFhirServerBase() + "/AuditEvent");
        }
        return bundle;
    }

    private int count(Map<String, String[]> parameters) {
        var fromTheFirstPage = new LinkedHashMap<>(parameters);
        fromTheFirstPage.remove(AuditSearch.CURSOR);
        return rows.count(asked(fromTheFirstPage));
    }

    private AuditSearch asked(Map<String, String[]> parameters) {
        return AuditSearch.of(parameters, tenants.current().timeZone(), pageSize(parameters));
    }

    private static void fill(Bundle bundle, List<AuditRow> page, String base) {
        for (var row : page) {
            bundle.addEntry()
                    .setFullUrl(base + "/" + row.id())
                    .setResource(BasicAuditPattern.of(row))
                    .getSearch()
                    .setMode(SearchEntryMode.MATCH);
        }
    }

    private int pageSize(Map<String, String[]> parameters) {
        var asked = parameters.get("_count");
        if (asked == null) {
            return settings.pageSize();
        }
        if (!asked[0].matches("\\d{1,9}")) {
            throw AuditSearchRefused.unreadable("_count", asked[0]);
        }
        return Math.max(1, Math.min(Integer.parseInt(asked[0]), settings.maximumPageSize()));
    }

    private static boolean isAsked(Map<String, String[]> parameters, String name, String value) {
        return Stream.of(parameters.getOrDefault(name, new String[0])).anyMatch(value::equals);
    }

    private static String query(Map<String, String[]> parameters) {
        return parameters.entrySet().stream()
                .flatMap(parameter -> Stream.of(parameter.getValue())
                        .map(value -> UrlUtil.escapeUrlParam(parameter.getKey()) + "=" + UrlUtil.escapeUrlParam(value)))
                .collect(Collectors.collectingAndThen(
                        Collectors.joining("&"), query -> query.isEmpty() ? "" : "?" + query));
    }
}
