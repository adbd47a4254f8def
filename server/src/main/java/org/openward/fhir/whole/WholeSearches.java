package org.openward.fhir.whole;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.interceptor.api.Hook;
import ca.uhn.fhir.interceptor.api.Interceptor;
import ca.uhn.fhir.interceptor.api.Pointcut;
import ca.uhn.fhir.jpa.dao.MatchResourceUrlService;
import ca.uhn.fhir.jpa.searchparam.MatchUrlService;
import ca.uhn.fhir.jpa.searchparam.SearchParameterMap;
import ca.uhn.fhir.model.api.IQueryParameterType;
import ca.uhn.fhir.rest.api.RestOperationTypeEnum;
import ca.uhn.fhir.rest.api.server.RequestDetails;
import ca.uhn.fhir.rest.param.ReferenceParam;
import ca.uhn.fhir.rest.server.exceptions.ForbiddenOperationException;
import ca.uhn.fhir.rest.server.util.ICachedSearchDetails;
import ca.uhn.fhir.rest.server.util.ISearchParamRegistry;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.commons.lang3.StringUtils;
import org.apache.commons.lang3.Strings;
import org.hl7.fhir.instance.model.api.IBaseReference;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.r4.model.Patient;
import org.jspecify.annotations.Nullable;
import org.openward.fhir.FhirInterceptor;
import org.openward.fhir.InnerRequests;
import org.openward.fhir.rows.Linked;
import org.openward.fhir.search.SearchLimits;
import org.springframework.beans.factory.ObjectProvider;

/**
 * Lets a write depend on a search only where its caller may make that search of all records: the condition of a conditional write, and a
 * reference such as {@code Patient?identifier=7} in a record, whichever way the record comes in. The answer to the write tells whether
 * there is such a record, so it is refused before anybody looks.
 */
@FhirInterceptor
@Interceptor
class WholeSearches {
    /** Before others write the search anew. */
    private static final int FIRST = -100;

    private static final Set<RestOperationTypeEnum> WRITES = EnumSet.of(
            RestOperationTypeEnum.CREATE,
            RestOperationTypeEnum.UPDATE,
            RestOperationTypeEnum.PATCH,
            RestOperationTypeEnum.DELETE,
            RestOperationTypeEnum.BATCH,
            RestOperationTypeEnum.TRANSACTION);

    private static final Set<RestOperationTypeEnum> OPERATIONS = EnumSet.of(
            RestOperationTypeEnum.EXTENDED_OPERATION_INSTANCE,
            RestOperationTypeEnum.EXTENDED_OPERATION_SERVER,
            RestOperationTypeEnum.EXTENDED_OPERATION_TYPE);

    /** It stores nothing, and looks for nothing that is named. */
    private static final String VALIDATE = "$validate";

    private final FhirContext context;
    private final MatchUrlService searches;
    private final InnerRequests gate;
    private final ObjectProvider<SearchLimits> limits;
    private final SearchTerms terms;

    WholeSearches(
            FhirContext context,
            MatchUrlService searches,
            InnerRequests gate,
            ObjectProvider<SearchLimits> limits,
            ISearchParamRegistry searchParameters) {
        this.context = context;
        this.searches = searches;
        this.gate = gate;
        this.limits = limits;
        this.terms = new SearchTerms(searchParameters);
    }

    /** HAPI announces each search that it makes on the way of a write, also those that it makes for a whole transaction at once. */
    @Hook(value = Pointcut.STORAGE_PRESEARCH_REGISTERED, order = FIRST)
    public void writing(
            @Nullable RequestDetails request, SearchParameterMap search, @Nullable ICachedSearchDetails searched) {
        if (request != null && searched != null && isWrite(request)) {
            require(request, searched.getResourceType(), search);
        }
    }

    /** An import has no interaction. */
    private static boolean isWrite(RequestDetails request) {
        var interaction = request.getRestOperationType();
        return interaction == null
                || WRITES.contains(interaction)
                || MatchResourceUrlService.isDuringMatchUrlQuerySpan(request);
    }

    /** What an operation is given a desk may store on the hospital's account, for which no search is closed. */
    @Hook(Pointcut.SERVER_INCOMING_REQUEST_PRE_HANDLED)
    public void calling(RequestDetails request, RestOperationTypeEnum interaction) {
        var body = request.getResource();
        if (body != null && OPERATIONS.contains(interaction) && !VALIDATE.equals(request.getOperation())) {
            var terser = context.newTerser();
            Stream.concat(Stream.of(body), terser.getAllEmbeddedResources(body, true).stream())
                    .flatMap(this::searchesIn)
                    .distinct()
                    .forEach(reference -> require(request, reference));
        }
    }

    private Stream<String> searchesIn(IBaseResource record) {
        return context.newTerser().getAllPopulatedChildElementsOfType(record, IBaseReference.class).stream()
                .map(reference -> reference.getReferenceElement().getValue())
                .filter(reference -> reference != null && reference.contains("?"));
    }

    /** HAPI takes what stands before the question mark, behind the last slash, for the type; without one it finds nothing. */
    private void require(RequestDetails request, String reference) {
        var mark = reference.indexOf('?');
        var address = Strings.CS.removeEnd(reference.substring(0, mark), "/");
        var type = address.substring(address.lastIndexOf('/') + 1);
        context.getResourceTypes().stream()
                .filter(type::equalsIgnoreCase)
                .findFirst()
                .ifPresent(known -> require(
                        request,
                        known,
                        searches.translateMatchUrl(
                                known + reference.substring(mark), context.getResourceDefinition(known))));
    }

    private void require(RequestDetails request, String type, SearchParameterMap search) {
        var asked = asked(search);
        gate.checkSearchOfAll(request, type, asked);
        if (!isByNumber(asked)) {
            limits.forEach(limit -> limit.linkedFor(request).ifPresent(linked -> requireOpen(linked, type, asked)));
        }
    }

    /** Whoever has a record's own number learns nothing of it but that it is here; one patient's Consent does not stop all who send by numbers. */
    private static boolean isByNumber(Map<String, String[]> asked) {
        return asked.keySet().equals(Set.of(Patient.SP_IDENTIFIER))
                && Stream.of(asked.get(Patient.SP_IDENTIFIER))
                        .allMatch(number -> !number.isBlank() && !number.endsWith("|"));
    }

    private void requireOpen(Linked linked, String type, Map<String, String[]> asked) {
        var types = Stream.concat(Stream.of(type), terms.typesLookedInto(type, asked).stream());
        if (!types.allMatch(each -> isOpen(linked, each))) {
            throw new ForbiddenOperationException(
                    "What is to be written depends on a search that would look at records of"
                            + " which some are not for you. Name records by their ids.");
        }
    }

    private boolean isOpen(Linked linked, String type) {
        return context.getResourceTypes().contains(type) && linked.limit(type).isEmpty();
    }

    /** As HAPI has read it, so that nothing can be asked that looks otherwise here. */
    private static Map<String, String[]> asked(SearchParameterMap search) {
        var all = new LinkedHashMap<String, List<String>>();
        search.entrySet().forEach(condition -> condition.getValue().stream()
                .flatMap(List::stream)
                .forEach(value -> all.computeIfAbsent(term(condition.getKey(), value), none -> new ArrayList<>())
                        .add(Objects.toString(value.getValueAsQueryToken(), ""))));
        return all.entrySet().stream().collect(Collectors.toMap(Map.Entry::getKey, each -> each.getValue()
                .toArray(String[]::new)));
    }

    /** A chain forgets its links where its end has a modifier of HAPI's own. */
    private static String term(String name, IQueryParameterType value) {
        if (value instanceof ReferenceParam reference && reference.hasChain()) {
            var type = reference.getResourceType();
            return name + (StringUtils.isEmpty(type) ? "" : ":" + type) + "." + reference.getChain();
        }
        return name + StringUtils.defaultString(value.getQueryParameterQualifier());
    }
}
