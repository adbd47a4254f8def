package org.openward.security.roles;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.hl7.fhir.r4.model.Base;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Meta;
import org.hl7.fhir.r4.model.PrimitiveType;

/** What clients say about a record as a whole: its labels, its profiles and the extensions of its meta. */
final class Labels {
    private Labels() {}

    /** Whether a change leaves them alone. The store keeps labels that an update does not repeat, and replaces profiles and extensions. */
    static boolean areKept(Meta before, Meta after) {
        return codes(before.getSecurity()).containsAll(codes(after.getSecurity()))
                && codes(before.getTag()).containsAll(codes(after.getTag()))
                && profiles(before).equals(profiles(after))
                && Base.compareDeep(before.getExtension(), after.getExtension(), true);
    }

    /** Whether both say the same, also where the store keeps nothing that the later one does not repeat. */
    static boolean areTheSame(Meta before, Meta after) {
        return areKept(before, after) && areKept(after, before);
    }

    private record Code(String system, String value) {}

    private static Set<Code> codes(List<Coding> labels) {
        return labels.stream()
                .map(label -> new Code(String.valueOf(label.getSystem()), String.valueOf(label.getCode())))
                .collect(Collectors.toUnmodifiableSet());
    }

    private static Set<String> profiles(Meta meta) {
        return meta.getProfile().stream().map(PrimitiveType::getValue).collect(Collectors.toUnmodifiableSet());
    }
}
