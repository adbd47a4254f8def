package org.openward.interfaceengine;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.openward.hl7v2.devices.SampleRule.Position;

/** The HL7 fields in which an analyzer may put the number of the sample. */
final class SamplePositions {
    private static final Map<String, Position> BY_NAME = new TreeMap<>(Map.of(
            "OBR-2", Position.OBR_2,
            "OBR-3", Position.OBR_3,
            "SPM-2.1", Position.SPM_2_PLACER,
            "SPM-2.2", Position.SPM_2_FILLER,
            "SAC-3", Position.SAC_3));

    private SamplePositions() {}

    static Optional<Position> of(String name) {
        return Optional.ofNullable(BY_NAME.get(name));
    }

    static Set<String> names() {
        return BY_NAME.keySet();
    }
}
