package org.openward.fhir.disclosure;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.jpa.api.dao.DaoRegistry;
import ca.uhn.fhir.jpa.searchparam.MatchUrlService;
import ca.uhn.fhir.rest.api.RestOperationTypeEnum;
import ca.uhn.fhir.rest.api.server.RequestDetails;
import ca.uhn.fhir.rest.api.server.SystemRequestDetails;
import ca.uhn.fhir.rest.server.RestfulServer;
import java.util.List;
import java.util.function.Consumer;
import org.hl7.fhir.r4.model.Resource;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;

/** Searches that the server makes in the name of somebody who sent no FHIR request: whoever limits the searches of clients limits them too. */
@Component
public class SearchesInName {
    private final FhirContext context;
    private final DaoRegistry stores;
    private final MatchUrlService queries;
    private final ObjectProvider<RestfulServer> server;

    SearchesInName(
            FhirContext context, DaoRegistry stores, MatchUrlService queries, ObjectProvider<RestfulServer> server) {
        this.context = context;
        this.stores = stores;
        this.queries = queries;
        this.server = server;
    }

    /**
     * The first matches in the order of the query, less what is kept from him.
     *
     * @param query FHIR search parameters as in a URL
     * @param name tells the request in whose name it is made
     */
    public <T extends Resource> List<T> find(Class<T> type, String query, int most, Consumer<RequestDetails> name) {
        var definition = context.getResourceDefinition(type);
        var request = new SystemRequestDetails(server.getObject().getInterceptorService());
        request.setFhirContext(context);
        request.setResourceName(definition.getName());
        request.setRestOperationType(RestOperationTypeEnum.SEARCH_TYPE);
        name.accept(request);
        var search = queries.translateMatchUrl(definition.getName() + "?" + query, definition);
        search.setLoadSynchronousUpTo(most);
        return stores.getResourceDao(type).search(search, request).getAllResources().stream()
                .map(type::cast)
                .toList();
    }
}
