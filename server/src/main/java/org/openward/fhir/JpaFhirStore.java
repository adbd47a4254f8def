package org.openward.fhir;

import ca.uhn.fhir.jpa.api.dao.DaoRegistry;
import ca.uhn.fhir.jpa.api.dao.IFhirResourceDao;
import ca.uhn.fhir.jpa.api.dao.IFhirSystemDao;
import ca.uhn.fhir.jpa.dao.tx.IHapiTransactionService;
import ca.uhn.fhir.jpa.searchparam.MatchUrlService;
import ca.uhn.fhir.rest.api.SortOrderEnum;
import ca.uhn.fhir.rest.api.SortSpec;
import ca.uhn.fhir.rest.server.exceptions.ResourceGoneException;
import ca.uhn.fhir.rest.server.exceptions.ResourceNotFoundException;
import ca.uhn.fhir.util.UrlUtil;
import java.util.List;
import java.util.Optional;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.Meta;
import org.hl7.fhir.r4.model.Resource;
import org.jspecify.annotations.Nullable;
import org.openward.tenancy.Acting;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/** The FHIR records in HAPI's JPA store. */
@Component
class JpaFhirStore implements FhirStore {
    private final DaoRegistry daos;
    private final IFhirSystemDao<Bundle, Meta> system;
    private final MatchUrlService matchUrls;
    private final IHapiTransactionService transactions;

    JpaFhirStore(
            DaoRegistry daos,
            IFhirSystemDao<Bundle, Meta> system,
            MatchUrlService matchUrls,
            IHapiTransactionService transactions) {
        this.daos = daos;
        this.system = system;
        this.matchUrls = matchUrls;
        this.transactions = transactions;
    }

    @Override
    public <T extends Resource> T read(Class<T> type, String id) {
        return find(type, id).orElseThrow(() -> new ResourceNotFound(type.getSimpleName(), id));
    }

    /**
     * HAPI tells absence by an exception, and an exception that leaves its transaction template marks the desk's open transaction: it
     * could never be committed. So a template of our own stands around the read, in which HAPI opens no other.
     */
    @Override
    public <T extends Resource> Optional<T> find(Class<T> type, String id) {
        var found = transactions.withSystemRequest().execute(open -> readIfThere(type, id));
        return found == null ? Optional.empty() : found;
    }

    private <T extends Resource> Optional<T> readIfThere(Class<T> type, String id) {
        try {
            var dao = dao(type);
            var name = dao.getContext().getResourceType(type);
            return Optional.of(dao.read(new IdType(name, new IdType(id).getIdPart()), request()));
        } catch (ResourceNotFoundException | ResourceGoneException absent) {
            return Optional.empty();
        }
    }

    @Override
    public <T extends Resource> List<T> search(Class<T> type, String query) {
        var dao = dao(type);
        var criteria = matchUrls.translateMatchUrl(
                type.getSimpleName() + "?" + query, dao.getContext().getResourceDefinition(type));
        criteria.setLoadSynchronousUpTo(MOST_MATCHES);
        criteria.setSort(order(query));
        return dao.search(criteria, request()).getAllResources().stream()
                .map(type::cast)
                .toList();
    }

    /** HAPI leaves the order out when it reads the text of a search. */
    private static @Nullable SortSpec order(String query) {
        var keys = String.join(",", UrlUtil.parseQueryString(query).getOrDefault("_sort", new String[0]))
                .split(",", -1);
        SortSpec order = null;
        for (var place = keys.length - 1; place >= 0; place--) {
            var key = keys[place];
            if (!key.isBlank()) {
                order = new SortSpec(
                        key.replaceFirst("^-", ""),
                        key.startsWith("-") ? SortOrderEnum.DESC : SortOrderEnum.ASC,
                        order);
            }
        }
        return order;
    }

    @Override
    public <T extends Resource> T create(T resource) {
        var outcome = dao(typeOf(resource)).create(resource, request());
        return typeOf(resource).cast(outcome.getResource());
    }

    @Override
    public <T extends Resource> T update(T resource) {
        var outcome = dao(typeOf(resource)).update(resource, request());
        return typeOf(resource).cast(outcome.getResource());
    }

    @Override
    public <T extends Resource> void delete(Class<T> type, String id) {
        dao(type).delete(new IdType(type.getSimpleName(), id), request());
    }

    @Override
    public Bundle transact(Bundle transaction) {
        return TransactionSynchronizationManager.isActualTransactionActive()
                ? system.transactionNested(request(), transaction)
                : system.transaction(request(), transaction);
    }

    private <T extends Resource> IFhirResourceDao<T> dao(Class<T> type) {
        return daos.getResourceDao(type);
    }

    @SuppressWarnings("unchecked") // a resource's own class is what its DAO was made for
    private static <T extends Resource> Class<T> typeOf(T resource) {
        return (Class<T>) resource.getClass();
    }

    private static DeskRequest request() {
        return new DeskRequest(Acting.caller());
    }
}
