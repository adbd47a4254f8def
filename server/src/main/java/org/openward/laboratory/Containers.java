package org.openward.laboratory;

import java.util.List;
import org.hl7.fhir.r4.model.Extension;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.Specimen;
import org.hl7.fhir.r4.model.Specimen.SpecimenContainerComponent;
import org.openward.profiles.Extensions;

/** The tubes of a specimen that comes again. */
final class Containers {
    private Containers() {}

    /** Whether the specimen on file learns that a tube of it stands elsewhere than before. */
    static boolean move(Specimen incoming, Specimen onFile) {
        var isMoved = false;
        for (var sent : incoming.getContainer()) {
            var place = sent.getExtensionByUrl(Extensions.CONTAINER_PLACE);
            var known = onFile.getContainer().stream()
                    .filter(each -> !numbers(each).isEmpty() && numbers(each).equals(numbers(sent)))
                    .findFirst();
            if (place != null && known.isPresent()) {
                isMoved |= move(known.get(), place);
            }
        }
        return isMoved;
    }

    private static boolean move(SpecimenContainerComponent tube, Extension place) {
        var before = tube.getExtensionByUrl(Extensions.CONTAINER_PLACE);
        if (place.equalsDeep(before)) {
            return false;
        }
        tube.getExtension().removeIf(extension -> Extensions.CONTAINER_PLACE.equals(extension.getUrl()));
        tube.addExtension(place.copy());
        return true;
    }

    private static List<String> numbers(SpecimenContainerComponent tube) {
        return tube.getIdentifier().stream()
                .filter(Identifier::hasValue)
                .map(Identifier::getValue)
                .toList();
    }
}
