package org.openward.fhir.newest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.joining;

import ca.uhn.fhir.jpa.api.dao.DaoRegistry;
import ca.uhn.fhir.jpa.model.dao.JpaPid;
import ca.uhn.fhir.jpa.searchparam.MatchUrlService;
import ca.uhn.fhir.model.valueset.BundleTypeEnum;
import ca.uhn.fhir.rest.annotation.Operation;
import ca.uhn.fhir.rest.annotation.OperationParam;
import ca.uhn.fhir.rest.api.server.RequestDetails;
import java.net.URLEncoder;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Bundle.BundleType;
import org.hl7.fhir.r4.model.Bundle.SearchEntryMode;
import org.hl7.fhir.r4.model.IntegerType;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Parameters;
import org.jspecify.annotations.Nullable;
import org.openward.fhir.FhirStore;
import org.openward.fhir.StandardOperations;
import org.openward.fhir.search.NarrowedSearches;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * {@code Observation/$lastn}: of each kind of result that a search finds about a patient the newest few. HAPI answers it from an
 * index outside the database, which this server does not keep; the rows that searches look at say the same.
 */
@StandardOperations
public class NewestObservations {
    /** Of one patient, of whom every result may have to be looked at. */
    private static final int MOST_LOOKED_AT = 50_000;

    /** As many as the store gives at once. */
    private static final int MOST_SHOWN = 1_000;

    private static final Set<String> WHOSE = Set.of("patient", "subject");
    private static final Set<String> OF_THE_RECORD =
            Set.of("_id", "_lastUpdated", "_profile", "_security", "_source", "_tag");
    private static final Set<String> NO_CONDITIONS = Set.of("max", "_format", "_pretty");

    private final DaoRegistry stores;
    private final MatchUrlService searches;
    private final NarrowedSearches limits;
    private final FhirStore records;
    private final JdbcClient database;

    NewestObservations(
            DaoRegistry stores,
            MatchUrlService searches,
            NarrowedSearches limits,
            FhirStore records,
            JdbcClient database) {
        this.stores = stores;
        this.searches = searches;
        this.limits = limits;
        this.records = records;
        this.database = database;
    }

    @Operation(
            name = "$lastn",
            typeName = "Observation",
            idempotent = true,
            bundleType = BundleTypeEnum.SEARCHSET,
            canonicalUrl = "http://hl7.org/fhir/OperationDefinition/Observation-lastn")
    public Bundle newest(@OperationParam(name = "max", max = 1) @Nullable IntegerType max, RequestDetails request) {
        var ofEach = max == null || !max.hasValue() ? 1 : max.getValue();
        if (ofEach < 1) {
            throw NewestRefused.unclear("The parameter max says how many of each kind are wanted, 1 at least.");
        }
        var conditions = conditions(request);
        if (conditions.keySet().stream().anyMatch(NewestObservations::looksElsewhere)) {
            throw NewestRefused.unclear(
                    "The newest results are chosen by what they say themselves, not by a chain or _has.");
        }
        if (!areOfOnePatient(conditions)) {
            throw NewestRefused.unclear("Say once, by patient or subject, whose newest results are wanted.");
        }
        return page(newest(found(conditions, request), ofEach), request);
    }

    /** Into records for which the token may have no scope, or not by what a result says itself. */
    private static boolean looksElsewhere(String name) {
        return name.contains(".") || (name.startsWith("_") && !OF_THE_RECORD.contains(name));
    }

    /** Of two, one could hide the other's. */
    private static boolean areOfOnePatient(Map<String, List<String>> conditions) {
        var asked = conditions.entrySet().stream()
                .filter(each -> WHOSE.contains(each.getKey().split(":", 2)[0]))
                .toList();
        return asked.size() == 1
                && !asked.get(0).getKey().endsWith(":missing")
                && asked.get(0).getValue().size() == 1
                && !asked.get(0).getValue().get(0).contains(",");
    }

    /** From the address and from Parameters. */
    private static Map<String, List<String>> conditions(RequestDetails request) {
        var conditions = new LinkedHashMap<String, List<String>>();
        request.getParameters().forEach((name, values) -> conditions.put(name, List.of(values)));
        if (request.getResource() instanceof Parameters body) {
            body.getParameter().stream()
                    .filter(each -> each.hasValue() && each.getValue().isPrimitive())
                    .forEach(each -> conditions.merge(
                            each.getName(), List.of(each.getValue().primitiveValue()), (some, more) -> Stream.concat(
                                            some.stream(), more.stream())
                                    .toList()));
        }
        conditions.keySet().removeAll(NO_CONDITIONS);
        return conditions;
    }

    private List<JpaPid> found(Map<String, List<String>> conditions, RequestDetails request) {
        var query = conditions.entrySet().stream()
                .flatMap(each -> each.getValue().stream()
                        .map(value -> URLEncoder.encode(each.getKey(), UTF_8) + "=" + URLEncoder.encode(value, UTF_8)))
                .collect(joining("&"));
        var search = searches.translateMatchUrl(
                "Observation?" + query, request.getFhirContext().getResourceDefinition("Observation"));
        // What is hidden must not take the place of what is not.
        limits.limit(request, search);
        search.setLoadSynchronousUpTo(MOST_LOOKED_AT + 1);
        List<JpaPid> found = stores.getResourceDao(Observation.class).searchForIds(search, request, null);
        if (found.size() > MOST_LOOKED_AT) {
            throw NewestRefused.tooMany(MOST_LOOKED_AT);
        }
        return found;
    }

    /** The ids of the newest of each code; one with several codes counts for each, one without for its words. */
    private List<String> newest(List<JpaPid> found, int ofEach) {
        var ids = database.sql(
                        """
                        select r.fhir_id
                        from (
                            select o.res_id,
                                coalesce(c.hash_sys_and_value, w.hash_exact, 0) as kind,
                                row_number() over (
                                    partition by coalesce(c.hash_sys_and_value, w.hash_exact, 0)
                                    order by d.latest desc nulls last, o.res_id desc) as place
                            from unnest(cast(:found as bigint[])) as o(res_id)
                            left join hfj_spidx_token c
                                on c.res_id = o.res_id and c.res_type = 'Observation' and c.sp_name = 'code'
                            left join hfj_spidx_string w
                                on c.res_id is null and w.res_id = o.res_id
                                and w.res_type = 'Observation' and w.sp_name = 'code'
                            left join lateral (
                                select max(sp_value_high) as latest from hfj_spidx_date
                                where res_id = o.res_id and res_type = 'Observation' and sp_name = 'date') d on true
                        ) ranked
                        join hfj_resource r on r.res_id = ranked.res_id
                        where place <= :ofEach
                        group by r.fhir_id
                        order by min(kind), min(place)
                        limit :most
                        """)
                .param(
                        "found",
                        found.stream().map(each -> String.valueOf(each.getId())).collect(joining(",", "{", "}")))
                .param("ofEach", ofEach)
                .param("most", MOST_SHOWN + 1)
                .query(String.class)
                .list();
        if (ids.size() > MOST_SHOWN) {
            throw NewestRefused.tooMany(MOST_SHOWN);
        }
        return ids;
    }

    private Bundle page(List<String> ids, RequestDetails request) {
        var page = new Bundle().setType(BundleType.SEARCHSET);
        if (!ids.isEmpty()) {
            var byId = records.search(Observation.class, "_id=" + String.join(",", ids)).stream()
                    .collect(Collectors.toMap(each -> each.getIdElement().getIdPart(), Function.identity()));
            ids.stream().filter(byId::containsKey).map(byId::get).forEach(each -> page.addEntry()
                    .setFullUrl(request.getFhirServerBase() + "/"
                            + each.getIdElement().toUnqualifiedVersionless().getValue())
                    .setResource(each)
                    .getSearch()
                    .setMode(SearchEntryMode.MATCH));
        }
        page.addLink().setRelation("self").setUrl(request.getCompleteUrl());
        return page.setTotal(page.getEntry().size());
    }
}
