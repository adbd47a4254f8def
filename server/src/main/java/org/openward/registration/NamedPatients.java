package org.openward.registration;

import java.util.List;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.Reference;
import org.jspecify.annotations.Nullable;

/** The two patients of a merge as a request names them, each by a reference or by identifiers. */
record NamedPatients(
        @Nullable Reference source,
        @Nullable List<Identifier> sourceIdentifiers,
        @Nullable Reference target,
        @Nullable List<Identifier> targetIdentifiers) {

    MergePatients command(MergeDesk desk) {
        return new MergePatients(
                id("source", source, sourceIdentifiers, desk), id("target", target, targetIdentifiers, desk));
    }

    private static String id(
            String what, @Nullable Reference reference, @Nullable List<Identifier> identifiers, MergeDesk desk) {
        var numbers = identifiers == null ? List.<Identifier>of() : identifiers;
        if ((reference == null) == numbers.isEmpty()
                || numbers.stream().anyMatch(number -> !number.hasSystem() || !number.hasValue())) {
            throw UnclearMerge.oneWay(what);
        }
        if (reference == null) {
            return desk.only(numbers);
        }
        var id = reference.getReferenceElement();
        if (!"Patient".equals(id.getResourceType()) || !id.hasIdPart() || id.isAbsolute()) {
            throw UnclearMerge.oneWay(what);
        }
        return id.getIdPart();
    }
}
