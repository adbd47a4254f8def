package org.openward.fhir.protocol;

import ca.uhn.fhir.interceptor.api.Hook;
import ca.uhn.fhir.interceptor.api.Interceptor;
import ca.uhn.fhir.interceptor.api.Pointcut;
import ca.uhn.fhir.interceptor.model.PrePatchDetails;
import ca.uhn.fhir.jpa.api.model.ResourceVersionConflictResolutionStrategy;
import ca.uhn.fhir.jpa.delete.DeleteConflictOutcome;
import ca.uhn.fhir.rest.api.Constants;
import ca.uhn.fhir.rest.api.RestOperationTypeEnum;
import ca.uhn.fhir.rest.api.server.RequestDetails;
import ca.uhn.fhir.rest.api.server.storage.TransactionDetails;
import ca.uhn.fhir.rest.server.servlet.ServletRequestDetails;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.hl7.fhir.instance.model.api.IBaseBundle;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Bundle.BundleEntryComponent;
import org.hl7.fhir.r4.model.Bundle.BundleType;
import org.hl7.fhir.r4.model.Bundle.HTTPVerb;
import org.jspecify.annotations.Nullable;
import org.openward.fhir.FhirInterceptor;

/**
 * Makes a write with {@code If-Match} only if the record is there in that version, and answers 412 otherwise: alone and in bundles, by id
 * and on conditions, and when somebody else is faster. HAPI looks at it when a record is changed by its id, answers 409 in bundles, breaks
 * at a version that is no number, creates a record that is not there, and deletes whatever is there. So it does not get to see it.
 */
@FhirInterceptor
@Interceptor
class CurrentVersionOnly {
    private static final Set<RestOperationTypeEnum> WRITES =
            EnumSet.of(RestOperationTypeEnum.UPDATE, RestOperationTypeEnum.PATCH, RestOperationTypeEnum.DELETE);

    private static final Set<HTTPVerb> VERBS = EnumSet.of(HTTPVerb.PUT, HTTPVerb.PATCH, HTTPVerb.DELETE);

    private static final int BEFORE_OTHERS = -100;

    /** Who may not write the record learns nothing of its version. */
    private static final int AFTER_OTHERS = 100;

    @Hook(Pointcut.SERVER_INCOMING_REQUEST_POST_PROCESSED)
    public void take(RequestDetails request) {
        if (!WRITES.contains(request.getRestOperationType()) || !(request instanceof ServletRequestDetails web)) {
            return;
        }
        var asked = String.join(", ", request.getHeaders(Constants.HEADER_IF_MATCH));
        if (!asked.isBlank()) {
            bind(request, List.of(BoundWrite.of(request, asked)));
            web.setServletRequest(withoutCondition(web.getServletRequest()));
        }
    }

    private static HttpServletRequest withoutCondition(HttpServletRequest request) {
        return new HttpServletRequestWrapper(request) {
            @Override
            public @Nullable String getHeader(String name) {
                return Constants.HEADER_IF_MATCH.equalsIgnoreCase(name) ? null : super.getHeader(name);
            }
        };
    }

    /** Of a whole transaction or, one after the other, of each entry of a batch. A desk's own bundles are left as they are. */
    @Hook(Pointcut.STORAGE_TRANSACTION_PROCESSING)
    public void take(RequestDetails request, IBaseBundle writes) {
        if (request instanceof ServletRequestDetails
                && writes instanceof Bundle bundle
                && bundle.getType() == BundleType.TRANSACTION) {
            var bound = bundle.getEntry().stream()
                    .filter(CurrentVersionOnly::isBound)
                    .toList();
            bind(request, bound.stream().map(BoundWrite::of).toList());
            bound.forEach(entry -> entry.getRequest().setIfMatch(null));
        }
    }

    private static boolean isBound(BundleEntryComponent entry) {
        return entry.getRequest().hasIfMatch()
                && entry.getRequest().hasUrl()
                && VERBS.contains(entry.getRequest().getMethod());
    }

    private static void bind(RequestDetails request, List<BoundWrite> writes) {
        request.getUserData().put(CurrentVersionOnly.class, new Bound(writes));
    }

    @Hook(value = Pointcut.STORAGE_PRESTORAGE_RESOURCE_CREATED, order = AFTER_OTHERS)
    public void creating(IBaseResource record, RequestDetails request) {
        require(request, record, null);
    }

    @Hook(value = Pointcut.STORAGE_PRESTORAGE_RESOURCE_UPDATED, order = AFTER_OTHERS)
    public void updating(@Nullable IBaseResource before, IBaseResource after, RequestDetails request) {
        require(request, after, before);
    }

    /** Before the patch is made, which may not fit the record as it is now. */
    @Hook(value = Pointcut.STORAGE_PRESTORAGE_RESOURCE_PREPATCH, order = AFTER_OTHERS)
    public void patching(PrePatchDetails patch, RequestDetails request) {
        require(request, patch.getResource(), patch.getResource());
    }

    @Hook(value = Pointcut.STORAGE_PRESTORAGE_RESOURCE_DELETED, order = AFTER_OTHERS)
    public void deleting(IBaseResource record, RequestDetails request, TransactionDetails transaction) {
        bound(request).writes().stream()
                .filter(write -> write.isOf(request, record))
                .forEach(write -> transaction.addRollbackUndoAction(write::again));
        require(request, record, record);
    }

    private static void require(RequestDetails request, IBaseResource record, @Nullable IBaseResource current) {
        bound(request).writes().stream()
                .filter(write -> write.isOf(request, record))
                .forEach(write -> write.require(current));
    }

    /** Not the race for a record, but another that leads to it: that stays a conflict. */
    @Hook(Pointcut.STORAGE_PRESTORAGE_DELETE_CONFLICTS)
    public @Nullable DeleteConflictOutcome leftBehind(RequestDetails request) {
        var bound = bound(request);
        if (!bound.writes().isEmpty()) {
            request.getUserData().put(CurrentVersionOnly.class, new Bound(bound.writes(), true));
        }
        return null;
    }

    /** Somebody else was faster. The version that the client saw is gone, so that nothing is tried again. */
    @Hook(value = Pointcut.STORAGE_VERSION_CONFLICT, order = BEFORE_OTHERS)
    public @Nullable ResourceVersionConflictResolutionStrategy lost(@Nullable RequestDetails request) {
        if (request != null
                && !bound(request).writes().isEmpty()
                && !bound(request).isNamedByOthers()) {
            throw ProtocolRefusal.changedMeanwhile();
        }
        return null;
    }

    @Hook(Pointcut.STORAGE_TRANSACTION_PROCESSED)
    public void written(RequestDetails request) {
        requireAllSeen(request);
    }

    @Hook(Pointcut.SERVER_OUTGOING_RESPONSE)
    public void deleted(RequestDetails request) {
        if (request.getRestOperationType() == RestOperationTypeEnum.DELETE) {
            requireAllSeen(request);
        }
    }

    private static void requireAllSeen(RequestDetails request) {
        if (bound(request).writes().stream().anyMatch(BoundWrite::deletedNothing)) {
            throw ProtocolRefusal.changedMeanwhile();
        }
    }

    private static Bound bound(RequestDetails request) {
        return request.getUserData().get(CurrentVersionOnly.class) instanceof Bound bound ? bound : Bound.NOTHING;
    }

    /**
     * The writes of one request.
     *
     * @param isNamedByOthers whether a record that was to be deleted is one that others lead to
     */
    private record Bound(List<BoundWrite> writes, boolean isNamedByOthers) {
        static final Bound NOTHING = new Bound(List.of());

        Bound(List<BoundWrite> writes) {
            this(writes, false);
        }
    }
}
