package org.openward.fhir.graphql;

import ca.uhn.fhir.jpa.api.dao.DaoRegistry;
import ca.uhn.fhir.jpa.api.dao.IFhirResourceDao;
import ca.uhn.fhir.jpa.searchparam.MatchUrlService;
import ca.uhn.fhir.rest.api.Constants;
import ca.uhn.fhir.rest.api.RequestTypeEnum;
import ca.uhn.fhir.rest.api.RestOperationTypeEnum;
import ca.uhn.fhir.rest.api.SortOrderEnum;
import ca.uhn.fhir.rest.api.SortSpec;
import ca.uhn.fhir.rest.server.exceptions.ResourceGoneException;
import ca.uhn.fhir.rest.server.exceptions.ResourceNotFoundException;
import ca.uhn.fhir.rest.server.servlet.ServletRequestDetails;
import ca.uhn.fhir.rest.server.servlet.ServletSubRequestDetails;
import com.google.common.collect.Lists;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.commons.lang3.Strings;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.Resource;
import org.jspecify.annotations.Nullable;
import org.openward.fhir.InnerRequests;
import org.openward.fhir.Touched;
import org.openward.fhir.search.LeftOut;
import org.openward.fhir.search.SearchedParameters;

/**
 * The records that one query reads: each is read or searched for as if the caller had sent a request for it, with what the caller may
 * see, and is told to the audit.
 */
final class AskedRecords implements GraphqlRecords {
    private static final int MOST_REQUESTS = 100;
    private static final Set<String> ELSEWHERE = Set.of("AuditEvent");
    private static final Set<String> OF_EVERY_TYPE =
            Set.of("_id", "_lastUpdated", "_tag", "_profile", "_security", "_source", Constants.PARAM_SORT);

    private final DaoRegistry stores;
    private final MatchUrlService matchUrls;
    private final InnerRequests gate;
    private final ServletRequestDetails request;
    private int requests;

    AskedRecords(DaoRegistry stores, MatchUrlService matchUrls, InnerRequests gate, ServletRequestDetails request) {
        this.stores = stores;
        this.matchUrls = matchUrls;
        this.gate = gate;
        this.request = request;
    }

    @Override
    public boolean isType(String name) {
        return request.getFhirContext().getResourceTypes().contains(name);
    }

    @Override
    public Optional<Resource> find(IdType id) {
        var type = id.getResourceType();
        try {
            var inner = inner(type, RestOperationTypeEnum.READ);
            inner.setId(id);
            gate.check(inner, RestOperationTypeEnum.READ);
            return Optional.of(touched(store(type).read(id.toUnqualified(), inner)));
        } catch (ResourceNotFoundException | ResourceGoneException absent) {
            return Optional.empty();
        }
    }

    /** What is at the address of the request itself. */
    Resource focus(IdType id) {
        return find(id).orElseThrow(() -> new ResourceNotFoundException(id));
    }

    @Override
    public Page search(String type, Map<String, List<String>> query, int offset, int asked) {
        requireKnown(query.keySet());
        var largest = Objects.requireNonNullElse(request.getServer().getMaximumPageSize(), asked + 1);
        var size = Math.min(asked, largest);
        var room = Math.min(size + 1, largest);
        var hidden = LeftOut.of(request);
        var found = found(type, query, offset, room);
        var isLast = found.size() + LeftOut.of(request) - hidden < room
                || (room == size && found(type, query, offset + size, 1).isEmpty());
        var records = found.stream().limit(size).toList();
        records.forEach(this::touched);
        return new Page(records, offset, size, isLast);
    }

    private List<Resource> found(String type, Map<String, List<String>> query, int offset, int room) {
        var inner = inner(type, RestOperationTypeEnum.SEARCH_TYPE);
        var parameters = new HashMap<String, String[]>();
        query.forEach((name, values) -> parameters.put(name, values.toArray(String[]::new)));
        new SearchedParameters(parameters).requireBounded();
        // HAPI takes both from the request, whatever the search says.
        parameters.put(Constants.PARAM_OFFSET, new String[] {String.valueOf(offset)});
        parameters.put(Constants.PARAM_COUNT, new String[] {String.valueOf(room)});
        inner.setParameters(parameters);
        gate.check(inner, RestOperationTypeEnum.SEARCH_TYPE);
        var url = query.entrySet().stream()
                .filter(each -> !each.getKey().equals(Constants.PARAM_SORT))
                .flatMap(each -> each.getValue().stream().map(value -> escaped(each.getKey()) + "=" + escaped(value)))
                .collect(Collectors.joining("&", type + "?", ""));
        var search = matchUrls.translateMatchUrl(url, request.getFhirContext().getResourceDefinition(type));
        search.setSort(order(query.getOrDefault(Constants.PARAM_SORT, List.of())));
        return store(type).search(search, inner).getResources(0, room).stream()
                .map(Resource.class::cast)
                .toList();
    }

    private static String escaped(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static @Nullable SortSpec order(List<String> names) {
        SortSpec order = null;
        for (var each : Lists.reverse(
                names.stream().flatMap(all -> Stream.of(all.split(",", -1))).toList())) {
            order = new SortSpec(
                    Strings.CS.removeStart(each, "-"),
                    each.startsWith("-") ? SortOrderEnum.DESC : SortOrderEnum.ASC,
                    order);
        }
        return order;
    }

    private static void requireKnown(Set<String> names) {
        names.stream()
                .filter(name -> name.startsWith("_") && !OF_EVERY_TYPE.contains(name))
                .findFirst()
                .ifPresent(name -> {
                    throw new GraphqlRefusal("GraphQL takes no search parameter " + name + " here.");
                });
    }

    private ServletSubRequestDetails inner(String type, RestOperationTypeEnum interaction) {
        if (++requests > MOST_REQUESTS) {
            throw new GraphqlRefusal(
                    "The query reads and searches more than %d times. Ask for less at once.".formatted(MOST_REQUESTS));
        }
        if (!isType(type) || ELSEWHERE.contains(type)) {
            throw new GraphqlRefusal("GraphQL does not reach records of the type " + type + ".");
        }
        var inner = new ServletSubRequestDetails(request);
        inner.setServer(request.getServer());
        inner.setTenantId(request.getTenantId());
        inner.setFhirServerBase(request.getFhirServerBase());
        inner.setRequestType(RequestTypeEnum.GET);
        inner.setResourceName(type);
        inner.setRestOperationType(interaction);
        return inner;
    }

    private Resource touched(Object found) {
        var record = (Resource) found;
        Touched.by(request).add(record);
        return record;
    }

    private IFhirResourceDao<?> store(String type) {
        return stores.getResourceDao(type);
    }
}
