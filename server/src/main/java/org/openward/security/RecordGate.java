package org.openward.security;

import ca.uhn.fhir.interceptor.api.Hook;
import ca.uhn.fhir.interceptor.api.Interceptor;
import ca.uhn.fhir.interceptor.api.Pointcut;
import ca.uhn.fhir.rest.api.RestOperationTypeEnum;
import ca.uhn.fhir.rest.api.server.IPreResourceAccessDetails;
import ca.uhn.fhir.rest.api.server.RequestDetails;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.openward.fhir.FhirInterceptor;
import org.openward.fhir.search.SearchLimits;
import org.openward.fhir.verbatim.LooksInside;

/**
 * Keeps a limited token to its records: what it may not see is not there, what it may not write is refused, whichever way
 * the write came in.
 */
@FhirInterceptor
@Interceptor
class RecordGate implements SearchLimits, LooksInside {
    private static final Set<Interaction> SEEING = EnumSet.of(Interaction.READ, Interaction.SEARCH);

    private final VisibleRecords records;

    RecordGate(VisibleRecords records) {
        this.records = records;
    }

    @Override
    public List<String> conditionsFor(RequestDetails request) {
        return Granted.to(request)
                .map(grant -> records.conditions(grant, request.getResourceName()))
                .orElse(List.of());
    }

    /** Not for a token that reaches every record which the request can bring. */
    @Override
    public boolean looksInside(RequestDetails request) {
        return Granted.to(request)
                .filter(grant -> !grant.seesEvery(SmartScope.ALL_TYPES))
                .filter(grant ->
                        bringsMore(request) || isOfBinaries(request) || !grant.seesEvery(request.getResourceName()))
                .isPresent();
    }

    /** Whether records of other types than the one asked for may come along. */
    private static boolean bringsMore(RequestDetails request) {
        return isOperation(request)
                || request.getResourceName() == null
                || !bringsOnlyMatches(request.getParameters().keySet());
    }

    /** Each is as open as the record that it belongs to, whatever the token says of the type. */
    private static boolean isOfBinaries(RequestDetails request) {
        return "Binary".equals(request.getResourceName());
    }

    private static boolean isOperation(RequestDetails request) {
        return request.getOperation() != null && request.getOperation().startsWith("$");
    }

    @Hook(Pointcut.STORAGE_PREACCESS_RESOURCES)
    public void hide(IPreResourceAccessDetails found, RequestDetails request) {
        var grant = Granted.to(request);
        if (grant.isEmpty() || !looksInside(request) || isNarrowedSearch(request)) {
            return;
        }
        for (int i = 0; i < found.size(); i++) {
            var resource = found.getResource(i);
            if (!records.isWithin(grant.get(), resource, needed(request))) {
                found.setDontReturnResourceAtIndex(i);
            }
        }
    }

    /** A narrowed search without includes finds granted records only; looking at each again would load it twice. */
    private static boolean isNarrowedSearch(RequestDetails request) {
        return !isOfBinaries(request)
                && request.getRestOperationType() == RestOperationTypeEnum.SEARCH_TYPE
                && bringsOnlyMatches(request.getParameters().keySet());
    }

    private static boolean bringsOnlyMatches(Set<String> parameters) {
        return parameters.stream().noneMatch(name -> name.startsWith("_include") || name.startsWith("_revinclude"));
    }

    private static Set<Interaction> needed(RequestDetails request) {
        var interaction = request.getRestOperationType();
        return interaction == RestOperationTypeEnum.READ
                        || interaction == RestOperationTypeEnum.VREAD
                        || interaction == RestOperationTypeEnum.HISTORY_INSTANCE
                ? EnumSet.of(Interaction.READ)
                : SEEING;
    }

    @Hook(Pointcut.STORAGE_PRESTORAGE_RESOURCE_CREATED)
    public void checkCreate(IBaseResource created, RequestDetails request) {
        check(request, created, Interaction.CREATE);
    }

    @Hook(Pointcut.STORAGE_PRESTORAGE_RESOURCE_UPDATED)
    public void checkUpdate(IBaseResource before, IBaseResource after, RequestDetails request) {
        check(request, before, Interaction.UPDATE);
        check(request, after, Interaction.UPDATE);
    }

    @Hook(Pointcut.STORAGE_PRESTORAGE_RESOURCE_DELETED)
    public void checkDelete(IBaseResource deleted, RequestDetails request) {
        check(request, deleted, Interaction.DELETE);
    }

    private void check(RequestDetails request, IBaseResource resource, Interaction interaction) {
        var grant = Granted.to(request).filter(limited -> !limited.isUnlimited());
        if (grant.isPresent() && !records.isWithin(grant.get(), resource, EnumSet.of(interaction))) {
            throw NotAllowed.because("The token does not allow " + resource.fhirType() + "." + interaction.letter()
                    + " with this record.");
        }
    }
}
