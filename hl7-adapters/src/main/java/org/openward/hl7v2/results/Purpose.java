package org.openward.hl7v2.results;

import java.util.List;
import java.util.Set;
import org.openward.hl7v2.MessageHeader;
import org.openward.hl7v2.Segment;
import org.openward.hl7v2.devices.Names;

/** Whom a report is about: only {@link #PATIENT} may ever become patient data. */
public enum Purpose {
    PATIENT,
    QUALITY_CONTROL,
    CALIBRATION,
    /** One sample pooled from several people. */
    POOLED;

    private static final Set<String> CONTROL_ROLES = Set.of("B", "E", "F", "O", "Q");
    private static final Set<String> CALIBRATION_ROLES = Set.of("C", "V");
    private static final Set<String> POOLED_ROLES = Set.of("G", "L");
    private static final Set<String> MINDRAY_CONTROLS = Set.of("00003", "00004", "00005", "00006", "00007", "00008");

    /** @param controls the numbers that the device gives to its controls */
    static Purpose of(MessageHeader header, OrderGroup order, SampleIdentity sample, Names controls) {
        List<String> roles = order.specimens().stream()
                .map(each -> each.specimen().field(11).component(1))
                .toList();
        Segment request = order.request();
        boolean control = header.processingId().equals("Q")
                || header.applicationCondition().equals("2")
                || roles.stream().anyMatch(CONTROL_ROLES::contains)
                || sample.candidates().stream().anyMatch(controls::include)
                || isMindrayControl(request);
        if (control) {
            return QUALITY_CONTROL;
        }
        if (header.applicationCondition().equals("1") || roles.stream().anyMatch(CALIBRATION_ROLES::contains)) {
            return CALIBRATION;
        }
        return roles.stream().anyMatch(POOLED_ROLES::contains) ? POOLED : PATIENT;
    }

    private static boolean isMindrayControl(Segment request) {
        return request.field(4).component(3).equals("99MRC")
                && MINDRAY_CONTROLS.contains(request.field(4).component(1));
    }
}
