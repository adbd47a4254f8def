package org.openward.laboratory;

import java.util.EnumSet;
import java.util.Set;
import org.hl7.fhir.r4.model.Specimen;
import org.hl7.fhir.r4.model.Specimen.SpecimenCollectionComponent;
import org.hl7.fhir.r4.model.Specimen.SpecimenStatus;

/** What a message says of a sample that is on file already. */
final class SampleContent {
    /** Only a person says that. */
    private static final Set<SpecimenStatus> JUDGED =
            EnumSet.of(SpecimenStatus.UNSATISFACTORY, SpecimenStatus.ENTEREDINERROR);

    private SampleContent() {}

    /**
     * Brings the sample on file to what came: a description replaces what it speaks of, and what is known of the sample only by the
     * way, from the order or a tube, fills in what is missing.
     *
     * @return whether anything is different now
     */
    static boolean bring(Specimen onFile, Specimen incoming) {
        var before = onFile.copy();
        var describes = incoming.hasStatus();
        describe(onFile, incoming, describes);
        collect(onFile, incoming, describes);
        incoming.getIdentifier().stream()
                .filter(number -> onFile.getIdentifier().stream().noneMatch(number::equalsDeep))
                .forEach(onFile::addIdentifier);
        return !before.equalsDeep(onFile);
    }

    private static void describe(Specimen onFile, Specimen incoming, boolean describes) {
        if (incoming.hasStatus() && !JUDGED.contains(onFile.getStatus())) {
            onFile.setStatus(incoming.getStatus());
        }
        if (incoming.hasType() && (describes || !onFile.hasType())) {
            onFile.setType(incoming.getType());
        }
        if (incoming.hasCondition()) {
            onFile.setCondition(incoming.getCondition());
        }
        if (incoming.hasNote()) {
            onFile.setNote(incoming.getNote());
        }
        if (incoming.hasContainer() && (describes || !onFile.hasContainer())) {
            onFile.setContainer(incoming.getContainer());
        }
        if (incoming.hasAccessionIdentifier()) {
            onFile.setAccessionIdentifier(incoming.getAccessionIdentifier());
        }
        if (incoming.hasReceivedTime() && (describes || !onFile.hasReceivedTime())) {
            onFile.setReceivedTimeElement(incoming.getReceivedTimeElement());
        }
    }

    private static void collect(Specimen onFile, Specimen incoming, boolean describes) {
        if (!incoming.hasCollection()) {
            return;
        }
        var known = onFile.getCollection();
        var said = incoming.getCollection();
        if (said.hasCollected() && (describes || !known.hasCollected())) {
            known.setCollected(said.getCollected());
        }
        collectHow(known, said);
    }

    private static void collectHow(SpecimenCollectionComponent known, SpecimenCollectionComponent said) {
        if (said.hasMethod()) {
            known.setMethod(said.getMethod());
        }
        if (said.hasBodySite()) {
            known.setBodySite(said.getBodySite());
        }
        if (said.hasQuantity()) {
            known.setQuantity(said.getQuantity());
        }
    }
}
