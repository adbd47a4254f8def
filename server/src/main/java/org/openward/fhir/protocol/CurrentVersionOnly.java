package org.openward.fhir.protocol;

import ca.uhn.fhir.interceptor.api.Hook;
import ca.uhn.fhir.interceptor.api.Interceptor;
import ca.uhn.fhir.interceptor.api.Pointcut;
import ca.uhn.fhir.interceptor.model.PrePatchDetails;
import ca.uhn.fhir.jpa.api.model.ResourceVersionConflictResolutionStrategy;
import ca.uhn.fhir.rest.api.Constants;
import ca.uhn.fhir.rest.api.RestOperationTypeEnum;
import ca.uhn.fhir.rest.api.server.RequestDetails;
import ca.uhn.fhir.rest.api.server.storage.TransactionDetails;
import ca.uhn.fhir.rest.server.servlet.ServletRequestDetails;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.hl7.fhir.instance.model.api.IBaseBundle;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Bundle.BundleType;
import org.jspecify.annotations.Nullable;
import org.openward.fhir.FhirInterceptor;
import org.openward.fhir.FhirStore;

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

    /** Has HAPI make a batch as one transaction, and again as often as the client likes, without asking what is taken from it here. */
    private static final String SEMANTICS = "X-Transaction-Semantics";

    private static final int BEFORE_OTHERS = -100;

    /** Who may not write the record learns nothing of its version. */
    private static final int AFTER_OTHERS = 100;

    private final FhirStore fhir;

    CurrentVersionOnly(FhirStore fhir) {
        this.fhir = fhir;
    }

    @Hook(Pointcut.SERVER_INCOMING_REQUEST_POST_PROCESSED)
    public void take(RequestDetails request) {
        if (!(request instanceof ServletRequestDetails web)) {
            return;
        }
        if (request.getRestOperationType() == RestOperationTypeEnum.TRANSACTION
                && request.getHeader(SEMANTICS) != null) {
            web.setServletRequest(without(SEMANTICS, web.getServletRequest()));
        } else if (WRITES.contains(request.getRestOperationType())) {
            var asked = String.join(", ", request.getHeaders(Constants.HEADER_IF_MATCH));
            if (!asked.isBlank()) {
                bind(request, List.of(BoundWrite.of(request, asked)));
                web.setServletRequest(without(Constants.HEADER_IF_MATCH, web.getServletRequest()));
            }
        }
    }

    private static HttpServletRequest without(String header, HttpServletRequest request) {
        return new HttpServletRequestWrapper(request) {
            @Override
            public @Nullable String getHeader(String name) {
                return header.equalsIgnoreCase(name) ? null : super.getHeader(name);
            }
        };
    }

    /** Of a whole transaction or, one after the other, of each entry of a batch. A desk's own bundles are left as they are. */
    @Hook(Pointcut.STORAGE_TRANSACTION_PROCESSING)
    public void take(RequestDetails request, IBaseBundle writes) {
        if (request instanceof ServletRequestDetails
                && writes instanceof Bundle bundle
                && bundle.getType() == BundleType.TRANSACTION) {
            bind(
                    request,
                    bundle.getEntry().stream()
                            .map(BoundWrite::takenFrom)
                            .flatMap(Optional::stream)
                            .toList());
        }
    }

    private static void bind(RequestDetails request, List<BoundWrite> writes) {
        request.getUserData().put(CurrentVersionOnly.class, new Bound(writes));
    }

    @Hook(value = Pointcut.STORAGE_PRESTORAGE_RESOURCE_CREATED, order = AFTER_OTHERS)
    public void creating(IBaseResource record, RequestDetails request, TransactionDetails transaction) {
        require(request, transaction, record, null);
    }

    @Hook(value = Pointcut.STORAGE_PRESTORAGE_RESOURCE_UPDATED, order = AFTER_OTHERS)
    public void updating(
            @Nullable IBaseResource before,
            IBaseResource after,
            RequestDetails request,
            TransactionDetails transaction) {
        require(request, transaction, after, before);
    }

    /** Before the patch is made, which may not fit the record as it is now; then it is looked at as an update. */
    @Hook(value = Pointcut.STORAGE_PRESTORAGE_RESOURCE_PREPATCH, order = AFTER_OTHERS)
    public void patching(PrePatchDetails patch, RequestDetails request) {
        writesOf(request, patch.getResource()).forEach(write -> write.require(patch.getResource()));
    }

    @Hook(value = Pointcut.STORAGE_PRESTORAGE_RESOURCE_DELETED, order = AFTER_OTHERS)
    public void deleting(IBaseResource record, RequestDetails request, TransactionDetails transaction) {
        require(request, transaction, record, record);
    }

    private static void require(
            RequestDetails request,
            TransactionDetails transaction,
            IBaseResource record,
            @Nullable IBaseResource current) {
        writesOf(request, record).forEach(write -> {
            transaction.addRollbackUndoAction(write::again);
            write.require(current);
        });
    }

    private static List<BoundWrite> writesOf(RequestDetails request, IBaseResource record) {
        return bound(request).stream()
                .filter(write -> write.isOf(request, record))
                .toList();
    }

    /**
     * Somebody else was faster. If the version that the client saw is gone, nothing is tried again. It may be another race that is lost, for
     * another record or a number: that stays a conflict, and where it is tried again, so is the condition.
     */
    @Hook(value = Pointcut.STORAGE_VERSION_CONFLICT, order = BEFORE_OTHERS)
    public @Nullable ResourceVersionConflictResolutionStrategy lost(@Nullable RequestDetails request) {
        var writes = request == null ? List.<BoundWrite>of() : bound(request);
        if (writes.stream().anyMatch(this::isStale)) {
            throw ProtocolRefusal.changedMeanwhile();
        }
        writes.forEach(BoundWrite::again);
        return null;
    }

    private boolean isStale(BoundWrite write) {
        return write.seen()
                .filter(record -> !write.isMetBy(
                        fhir.find(record.getClass(), record.getIdElement().getIdPart())
                                .orElse(null)))
                .isPresent();
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

    /** HAPI is content with deleting what is not there, and tells nobody. What nobody was told of was not looked at. */
    private static void requireAllSeen(RequestDetails request) {
        if (bound(request).stream().anyMatch(write -> write.seen().isEmpty())) {
            throw ProtocolRefusal.changedMeanwhile();
        }
    }

    private static List<BoundWrite> bound(RequestDetails request) {
        return request.getUserData().get(CurrentVersionOnly.class) instanceof Bound bound ? bound.writes() : List.of();
    }

    /** The writes of one request. */
    private record Bound(List<BoundWrite> writes) {}
}
