package org.openward.fhir.graphql;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.fhirpath.IFhirPath;
import ca.uhn.fhir.jpa.api.dao.DaoRegistry;
import ca.uhn.fhir.jpa.searchparam.MatchUrlService;
import ca.uhn.fhir.rest.annotation.GraphQL;
import ca.uhn.fhir.rest.annotation.GraphQLQueryBody;
import ca.uhn.fhir.rest.annotation.GraphQLQueryUrl;
import ca.uhn.fhir.rest.annotation.IdParam;
import ca.uhn.fhir.rest.api.RequestTypeEnum;
import ca.uhn.fhir.rest.api.server.RequestDetails;
import ca.uhn.fhir.rest.server.servlet.ServletRequestDetails;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.HashMap;
import java.util.Map;
import org.apache.commons.lang3.Strings;
import org.hl7.fhir.r4.model.IdType;
import org.jspecify.annotations.Nullable;
import org.openward.fhir.InnerRequests;
import org.openward.fhir.StandardOperations;
import org.springframework.util.function.SingletonSupplier;

/** {@code $graphql} of the whole server and of a record. The answer is JSON with the key {@code data}, as GraphQL's clients expect. */
@StandardOperations
public class GraphqlEndpoint {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final DaoRegistry stores;
    private final MatchUrlService matchUrls;
    private final InnerRequests gate;
    private final SingletonSupplier<IFhirPath> paths;

    GraphqlEndpoint(FhirContext fhir, DaoRegistry stores, MatchUrlService matchUrls, InnerRequests gate) {
        this.stores = stores;
        this.matchUrls = matchUrls;
        this.gate = gate;
        this.paths = SingletonSupplier.of(fhir::newFhirPath);
    }

    @GraphQL(type = RequestTypeEnum.GET)
    public String answerUrl(
            ServletRequestDetails request, @IdParam @Nullable IdType id, @GraphQLQueryUrl @Nullable String query) {
        return answer(
                request,
                id,
                GraphqlQuery.of(query, parameter(request, "operationName"), parameter(request, "variables")));
    }

    @GraphQL(type = RequestTypeEnum.POST)
    public String answerBody(
            ServletRequestDetails request, @IdParam @Nullable IdType id, @GraphQLQueryBody @Nullable String query) {
        return answer(
                request,
                id,
                isJson(request)
                        ? GraphqlQuery.ofJson(new String(request.loadRequestContents(), request.getCharset()))
                        : GraphqlQuery.of(query, parameter(request, "operationName"), parameter(request, "variables")));
    }

    static boolean isJson(RequestDetails request) {
        return Strings.CS.startsWith(request.getHeader("Content-Type"), "application/json");
    }

    private String answer(ServletRequestDetails request, @Nullable IdType id, GraphqlQuery query) {
        tellAudit(request, query);
        var records = new AskedRecords(stores, matchUrls, gate, request);
        var focus = id == null ? null : records.focus(id);
        var answer = new GraphqlAnswer(query, records, paths.obtain()).about(focus);
        try {
            return JSON.writeValueAsString(Map.of("data", answer));
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** The audit writes down parameters; a query that came in the body is one, too. */
    private static void tellAudit(ServletRequestDetails request, GraphqlQuery query) {
        var parameters = new HashMap<>(request.getParameters());
        parameters.put("query", new String[] {query.text()});
        query.variables().forEach((name, values) -> parameters.put("$" + name, values.toArray(String[]::new)));
        request.setParameters(parameters);
    }

    private static @Nullable String parameter(ServletRequestDetails request, String name) {
        var values = request.getParameters().get(name);
        return values == null ? null : values[0];
    }
}
