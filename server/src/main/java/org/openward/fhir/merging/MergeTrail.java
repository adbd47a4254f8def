package org.openward.fhir.merging;

import ca.uhn.fhir.jpa.api.dao.DaoRegistry;
import ca.uhn.fhir.merge.MergeProvenanceSvc;
import ca.uhn.fhir.rest.api.server.RequestDetails;
import java.util.List;
import java.util.Optional;
import org.hl7.fhir.instance.model.api.IIdType;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Patient.LinkType;
import org.hl7.fhir.r4.model.Provenance;
import org.jspecify.annotations.Nullable;
import org.openward.fhir.FhirStore;

/**
 * The merges of which Provenances tell: each names the survivor first, then who ended, then all that was moved, which may be somebody who
 * ended before. HAPI takes the newest that names two patients at all for the merge of these two.
 */
class MergeTrail extends MergeProvenanceSvc {
    private final FhirStore fhir;

    MergeTrail(DaoRegistry daos, FhirStore fhir) {
        super(daos);
        this.fhir = fhir;
    }

    @Override
    public @Nullable Provenance findProvenance(
            IIdType survived, IIdType ended, RequestDetails request, String operation) {
        return getProvenancesOfTargetsFilteredByActivity(List.of(survived, ended), request).stream()
                .filter(merge -> isOf(merge, survived, ended))
                .findFirst()
                .orElse(null);
    }

    /** The last merge that changed a record after the newest one of these two did, and that was not taken back. */
    Optional<Provenance> later(IIdType record, IIdType survived, IIdType ended, RequestDetails request) {
        return getProvenancesOfTargetsFilteredByActivity(List.of(record), request).stream()
                .takeWhile(merge -> !isOf(merge, survived, ended))
                .filter(this::stands)
                .findFirst();
    }

    private static boolean isOf(Provenance merge, IIdType survived, IIdType ended) {
        return isPatient(survived(merge), survived) && isPatient(ended(merge), ended);
    }

    private static boolean isPatient(IdType named, IIdType asked) {
        return asked.getIdPart().equals(named.getIdPart());
    }

    static IdType survived(Provenance merge) {
        return named(merge, 0);
    }

    static IdType ended(Provenance merge) {
        return named(merge, 1);
    }

    private static IdType named(Provenance merge, int place) {
        var targets = merge.getTarget();
        return place < targets.size() ? new IdType(targets.get(place).getReference()) : new IdType();
    }

    private boolean stands(Provenance merge) {
        return Optional.ofNullable(ended(merge).getIdPart()).flatMap(id -> fhir.find(Patient.class, id)).stream()
                .flatMap(ended -> ended.getLink().stream())
                .filter(link -> link.getType() == LinkType.REPLACEDBY)
                .anyMatch(link -> isPatient(new IdType(link.getOther().getReference()), survived(merge)));
    }
}
