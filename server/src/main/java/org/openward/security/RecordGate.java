package org.openward.security;

import ca.uhn.fhir.interceptor.api.Hook;
import ca.uhn.fhir.interceptor.api.Interceptor;
import ca.uhn.fhir.interceptor.api.Pointcut;
import ca.uhn.fhir.interceptor.model.PrePatchDetails;
import ca.uhn.fhir.rest.api.RestOperationTypeEnum;
import ca.uhn.fhir.rest.api.server.IPreResourceAccessDetails;
import ca.uhn.fhir.rest.api.server.IPreResourceShowDetails;
import ca.uhn.fhir.rest.api.server.RequestDetails;
import java.util.Collections;
import java.util.EnumSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.r4.model.Resource;
import org.jspecify.annotations.Nullable;
import org.openward.fhir.FhirInterceptor;
import org.openward.fhir.rows.RowLimit;
import org.openward.fhir.search.LeftOut;
import org.openward.fhir.search.SearchLimits;
import org.openward.fhir.verbatim.LooksInside;
import org.openward.security.roles.Entitlements;
import org.openward.security.roles.RoleHolder;

/**
 * Keeps a limited token to its records: what it may not see is not there, what it may not write is refused, whichever way
 * the write came in.
 */
@FhirInterceptor
@Interceptor
class RecordGate implements SearchLimits, LooksInside {
    private static final Set<Interaction> SEEING = EnumSet.of(Interaction.READ, Interaction.SEARCH);

    /** Makes the store drop labels that an update does not repeat. */
    private static final String LABELS_AS_SENT = "X-Meta-Snapshot-Mode";

    private final VisibleRecords records;
    private final Entitlements roles;

    RecordGate(VisibleRecords records, Entitlements roles) {
        this.records = records;
        this.roles = roles;
    }

    @Override
    public List<String> conditionsFor(RequestDetails request) {
        return Granted.to(request)
                .map(grant -> records.conditions(grant, request.getResourceName()))
                .orElse(List.of());
    }

    @Override
    public Optional<RowLimit> rowsFor(RequestDetails request) {
        return Granted.to(request).flatMap(grant -> rows(grant, request.getResourceName()));
    }

    private Optional<RowLimit> rows(Grant grant, String type) {
        var byScopes = records.rows(grant, type);
        var byRoles = grant.person().flatMap(person -> roles.limit(person, type));
        return byScopes.isPresent() && byRoles.isPresent()
                ? Optional.of(new RowLimit.AllOf(List.of(byScopes.get(), byRoles.get())))
                : byScopes.or(() -> byRoles);
    }

    /** Not for a token that reaches every record which the request can bring, in the hand of somebody whose roles show it whole. */
    @Override
    public boolean looksInside(RequestDetails request) {
        return Granted.to(request)
                .filter(grant -> isLimited(grant, request) || isInRoles(grant, request))
                .isPresent();
    }

    /** A mask makes a new record of what it keeps. */
    @Override
    public boolean leavesAsStored() {
        return true;
    }

    private static boolean isLimited(Grant grant, RequestDetails request) {
        return !grant.seesEvery(SmartScope.ALL_TYPES)
                && (bringsMore(request) || !grant.seesEvery(request.getResourceName()));
    }

    private boolean isInRoles(Grant grant, RequestDetails request) {
        return grant.person()
                .filter(person -> bringsMore(request) || !roles.seesAll(person, request.getResourceName()))
                .isPresent();
    }

    /** Whether records of other types than the one asked for may come along. */
    private static boolean bringsMore(RequestDetails request) {
        return isOperation(request)
                || request.getResourceName() == null
                || !bringsOnlyMatches(request.getParameters().keySet());
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
        var together = records.together(
                request,
                IntStream.range(0, found.size()).mapToObj(found::getResource).toList());
        for (int i = 0; i < found.size(); i++) {
            if (!isBeingStored(request, found.getResource(i))
                    && !together.isWithin(grant.get(), found.getResource(i), needed(request))) {
                found.setDontReturnResourceAtIndex(i);
                LeftOut.add(request, 1);
            }
        }
    }

    /** What is left of a record for somebody in roles; not of one on its way into the store. */
    @Hook(Pointcut.STORAGE_PRESHOW_RESOURCES)
    public void mask(IPreResourceShowDetails shown, RequestDetails request) {
        var person = Granted.to(request).flatMap(Grant::person);
        if (person.isEmpty()) {
            return;
        }
        var masked = IntStream.range(0, shown.size())
                .filter(each -> isMasked(person.get(), shown.getResource(each)))
                .filter(each -> !isBeingStored(request, shown.getResource(each)))
                .boxed()
                .toList();
        var looking = roles.looking(
                person.get(), masked.stream().map(shown::getResource).toList());
        masked.forEach(each -> shown.setResource(each, looking.shown((Resource) shown.getResource(each))));
    }

    private boolean isMasked(RoleHolder person, @Nullable IBaseResource record) {
        return record instanceof Resource && roles.isMasked(person, record.fhirType());
    }

    /**
     * A narrowed search without includes finds granted records only; looking at each again would load it twice. What a Binary belongs to is
     * no condition of a search.
     */
    private static boolean isNarrowedSearch(RequestDetails request) {
        return !Grant.BINARY.equals(request.getResourceName())
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
        limited(request)
                .filter(grant -> !records.mayCreate(grant, created, others(request)))
                .ifPresent(grant -> refuse(created, Interaction.CREATE));
        limited(request).ifPresent(grant -> keep(request, created));
    }

    /**
     * Whether it is the caller's own record, on its way into the store with others: HAPI forgets to store what is hidden from it there.
     * What such a request answers is looked at when it leaves.
     */
    private static boolean isBeingStored(RequestDetails request, IBaseResource record) {
        var interaction = request.getRestOperationType();
        return (interaction == null || interaction == RestOperationTypeEnum.TRANSACTION)
                && request.getUserData().get(RecordGate.class) instanceof Set<?> allowed
                && allowed.contains(record);
    }

    private static void keep(RequestDetails request, IBaseResource record) {
        @SuppressWarnings("unchecked") // Nobody else puts anything there.
        var allowed = (Set<IBaseResource>) request.getUserData()
                .computeIfAbsent(RecordGate.class, none -> Collections.newSetFromMap(new IdentityHashMap<>()));
        allowed.add(record);
    }

    private static CreatedTogether others(RequestDetails request) {
        return request.getUserData().get(CreatedTogether.class) instanceof CreatedTogether created
                ? created
                : CreatedTogether.NOTHING;
    }

    /** Before the patch is tried: whether it fits would tell what a record out of reach holds. */
    @Hook(Pointcut.STORAGE_PRESTORAGE_RESOURCE_PREPATCH)
    public void checkPatch(PrePatchDetails patch, RequestDetails request) {
        check(request, patch.getResource(), Interaction.UPDATE);
    }

    @Hook(Pointcut.STORAGE_PRESTORAGE_RESOURCE_UPDATED)
    public void checkUpdate(IBaseResource before, IBaseResource after, RequestDetails request) {
        check(request, before, Interaction.UPDATE);
        check(request, after, Interaction.UPDATE);
        limited(request)
                .flatMap(Grant::person)
                .filter(person -> !mayChange(person, (Resource) before, (Resource) after, request))
                .ifPresent(person -> refuse(after, Interaction.UPDATE));
        limited(request).ifPresent(grant -> keep(request, after));
    }

    private boolean mayChange(RoleHolder person, Resource before, Resource after, RequestDetails request) {
        var looking = roles.looking(person, List.of(before, after));
        return looking.mayChange(before, after)
                && (request.getHeader(LABELS_AS_SENT) == null || looking.mayRelabel(before, after));
    }

    @Hook(Pointcut.STORAGE_PRESTORAGE_RESOURCE_DELETED)
    public void checkDelete(IBaseResource deleted, RequestDetails request) {
        check(request, deleted, Interaction.DELETE);
    }

    private void check(RequestDetails request, IBaseResource resource, Interaction interaction) {
        limited(request)
                .filter(grant -> !records.isWithin(grant, resource, EnumSet.of(interaction)))
                .ifPresent(grant -> refuse(resource, interaction));
    }

    private static Optional<Grant> limited(RequestDetails request) {
        return Granted.to(request)
                .filter(grant -> !grant.isUnlimited() || grant.person().isPresent());
    }

    private static void refuse(IBaseResource resource, Interaction interaction) {
        throw NotAllowed.because("The token, or the roles of its holder, do not allow " + resource.fhirType() + "."
                + interaction.letter() + " with this record.");
    }
}
