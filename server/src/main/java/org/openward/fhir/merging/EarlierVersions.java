package org.openward.fhir.merging;

import ca.uhn.fhir.interceptor.model.RequestPartitionId;
import ca.uhn.fhir.jpa.api.dao.DaoRegistry;
import ca.uhn.fhir.jpa.dao.tx.HapiTransactionService;
import ca.uhn.fhir.replacereferences.PreviousResourceVersionRestorer;
import ca.uhn.fhir.rest.api.server.RequestDetails;
import ca.uhn.fhir.rest.server.exceptions.ResourceGoneException;
import ca.uhn.fhir.rest.server.exceptions.ResourceNotFoundException;
import java.util.List;
import java.util.Set;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Resource;
import org.openward.fhir.Refusal.Kind;

/**
 * Gives each record that a merge changed the content from before, if it says what the merge made of it: still, or again, since a later merge
 * was taken back. HAPI wants it to be in the very version.
 */
class EarlierVersions extends PreviousResourceVersionRestorer {
    private final DaoRegistry daos;
    private final MergeTrail trail;

    EarlierVersions(DaoRegistry daos, HapiTransactionService transactions, MergeTrail trail) {
        super(daos, transactions);
        this.daos = daos;
        this.trail = trail;
    }

    /** As a part of the open transaction. */
    @Override
    public void restoreToPreviousVersionsInTrx(
            List<Reference> merged, Set<Reference> deleted, RequestDetails request, RequestPartitionId partition) {
        var ids = merged.stream()
                .map(reference -> new IdType(reference.getReference()))
                .toList();
        for (var id : ids) {
            if (!isAsMerged(id, request)) {
                throw changed(id, ids.get(0), ids.get(1), request);
            }
            var before = read(id.withVersion(Long.toString(id.getVersionIdPartAsLong() - 1)), request);
            before.setId(id.toUnqualifiedVersionless());
            daos.getResourceDao(before).update(before, request);
        }
    }

    private boolean isAsMerged(IdType merged, RequestDetails request) {
        try {
            var now = read(merged.toUnqualifiedVersionless(), request);
            return now.getIdElement().getVersionIdPart().equals(merged.getVersionIdPart())
                    || content(now).equalsDeep(content(read(merged, request)));
        } catch (ResourceGoneException | ResourceNotFoundException gone) {
            return false;
        }
    }

    private Resource read(IdType id, RequestDetails request) {
        return (Resource) daos.getResourceDao(id.getResourceType()).read(id, request);
    }

    private static Resource content(Resource version) {
        version.setId((String) null);
        version.getMeta().setVersionId(null).setLastUpdated(null).setSource(null);
        return version;
    }

    private NotMerged changed(IdType record, IdType survived, IdType ended, RequestDetails request) {
        var name = record.toUnqualifiedVersionless().getValue();
        return trail.later(record.toUnqualifiedVersionless(), survived, ended, request)
                .map(merge -> new NotMerged(
                        Kind.CONFLICT,
                        "The merge of "
                                + MergeTrail.ended(merge)
                                        .toUnqualifiedVersionless()
                                        .getValue() + " into "
                                + MergeTrail.survived(merge)
                                        .toUnqualifiedVersionless()
                                        .getValue() + " changed " + name
                                + " later. Take that one back first."))
                .orElseGet(() ->
                        new NotMerged(Kind.CONFLICT, name + " was changed after the merge. Part the records by hand."));
    }
}
