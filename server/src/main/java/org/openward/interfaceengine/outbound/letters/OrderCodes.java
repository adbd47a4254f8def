package org.openward.interfaceengine.outbound.letters;

import java.util.Optional;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.jspecify.annotations.Nullable;
import org.openward.interfaceengine.CodeMaps;
import org.openward.profiles.Systems;
import org.openward.terminology.Translation;
import org.springframework.stereotype.Component;

/** Which test of an analyzer an order asks for, by the ConceptMap that its destination names. */
@Component
class OrderCodes {
    private final CodeMaps maps;

    OrderCodes(CodeMaps maps) {
        this.maps = maps;
    }

    /**
     * The test, as the analyzer codes it; nothing when it does not do what is ordered.
     *
     * @param map its canonical URL; without one the analyzer takes the codes of orders
     */
    Optional<Coding> of(@Nullable String map, CodeableConcept ordered) {
        if (map == null) {
            return ordered.getCoding().stream()
                    .filter(Coding::hasCode)
                    .findFirst()
                    .map(OrderCodes::named);
        }
        return maps.translation(map).flatMap(found -> translated(found, ordered));
    }

    private static Optional<Coding> translated(Translation map, CodeableConcept ordered) {
        return ordered.getCoding().stream()
                .filter(Coding::hasCode)
                .flatMap(coding -> map.of(coding).stream())
                .findFirst()
                .map(OrderCodes::named);
    }

    /** By the name that HL7 v2 has for the code system. */
    private static Coding named(Coding coding) {
        var name = Systems.LOINC.equals(coding.getSystem()) ? "LN" : "L";
        return new Coding(name, coding.getCode(), coding.getDisplay());
    }
}
