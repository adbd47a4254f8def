package org.openward.hl7v2.results;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.openward.hl7v2.Field;
import org.openward.hl7v2.Segment;
import org.openward.hl7v2.devices.SampleRule;

/**
 * What stands on the tube.
 *
 * @param id the identifier, when the message leaves exactly one possibility
 * @param candidates every identifier that it could be
 */
public record SampleIdentity(Optional<String> id, List<String> candidates) {

    /** Whether a person or the open orders must decide which sample this is. */
    public boolean isAmbiguous() {
        return candidates.size() > 1;
    }

    static SampleIdentity of(OrderGroup order, SampleRule.Position position) {
        Set<String> candidates = new LinkedHashSet<>();
        for (SampleRule.Position each : SampleRule.Position.values()) {
            if (position == SampleRule.Position.ANYWHERE || position == each) {
                candidates.addAll(at(order, each));
            }
        }
        candidates.remove("");
        List<String> all = List.copyOf(candidates);
        return new SampleIdentity(all.size() == 1 ? Optional.of(all.get(0)) : Optional.empty(), all);
    }

    private static List<String> at(OrderGroup order, SampleRule.Position position) {
        return switch (position) {
            case OBR_2 -> List.of(order.number(2).subcomponent(1, 1));
            case OBR_3 -> List.of(order.number(3).subcomponent(1, 1));
            case SPM_2_PLACER -> specimens(order, 1);
            case SPM_2_FILLER -> specimens(order, 2);
            case SAC_3 -> order.containers().stream()
                    .map(SampleIdentity::container)
                    .toList();
            case ANYWHERE -> List.of();
        };
    }

    private static List<String> specimens(OrderGroup order, int component) {
        return order.specimens().stream()
                .map(each -> each.specimen().field(2).subcomponent(component, 1))
                .toList();
    }

    static String container(Segment container) {
        Field identifier = container.field(3);
        return identifier.subcomponent(1, 1);
    }
}
