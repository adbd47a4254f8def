package org.openward.hl7v2.results;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.openward.hl7v2.Field;
import org.openward.hl7v2.MessageHeader;
import org.openward.hl7v2.Segment;
import org.openward.hl7v2.devices.DeviceProfile;
import org.openward.hl7v2.devices.ResultConventions.SubIds;
import org.openward.hl7v2.devices.SampleRule.Numbering;

/** Builds the business identities of one order's report, specimens and results. */
final class ReportKeys {
    private static final int DAY = 8;

    private final DeviceProfile profile;
    private final MessageHeader header;
    private final OrderGroup order;
    private final SampleIdentity sample;

    ReportKeys(DeviceProfile profile, MessageHeader header, OrderGroup order, SampleIdentity sample) {
        this.profile = profile;
        this.header = header;
        this.order = order;
        this.sample = sample;
    }

    /**
     * The filler's number and the panel; without it the placer's, the sample and the panel.
     *
     * <p>The panel is always part of it: many analyzers send the sample's number as the filler's, one for all panels.
     */
    BusinessIdentity report() {
        List<String> parts = new ArrayList<>(day());
        Segment request = order.request();
        String filler = number(order.number(3));
        if (!filler.isEmpty()) {
            parts.add(filler);
        } else {
            String placer = number(order.number(2));
            String tube =
                    sample.candidates().isEmpty() ? "" : sample.candidates().get(0);
            parts.add(placer);
            parts.add(tube);
            if (placer.isEmpty() && tube.isEmpty()) {
                parts.addAll(List.of(header.time(), header.controlId(), String.valueOf(request.occurrence())));
            }
        }
        parts.add(code(request.field(4)));
        return BusinessIdentity.of(profile.namespace() + "/report", parts);
    }

    /** The report that led to this one, known only when the sender names its filler's number and its panel. */
    Optional<BusinessIdentity> parent(ParentAsSent parent) {
        String panel = code(parent.panel());
        if (parent.filler().isEmpty() || panel.isEmpty()) {
            return Optional.empty();
        }
        List<String> parts = new ArrayList<>(day());
        parts.add(parent.filler());
        parts.add(panel);
        return Optional.of(BusinessIdentity.of(profile.namespace() + "/report", parts));
    }

    /** The result of that report that led to this one. */
    BusinessIdentity parentResult(BusinessIdentity report, ParentAsSent parent) {
        return report.part(profile.namespace() + "/result", List.of(parent.code(), parent.system(), parent.subId()));
    }

    BusinessIdentity result(BusinessIdentity report, Segment result) {
        List<String> parts =
                new ArrayList<>(List.of(code(result.field(3)), result.field(3).component(3)));
        parts.add(result.text(4));
        String instance = number(result.field(21));
        if (!instance.isEmpty()) {
            parts.add(instance);
        }
        if (profile.conventions().naming().subIds() == SubIds.SHARED_BY_RUNS) {
            parts.addAll(List.of(result.text(14), result.text(19), result.text(18)));
        }
        return report.part(profile.namespace() + "/result", parts);
    }

    /** The container's identifier, else the specimen's, else what the device's rule found, else the report's. */
    BusinessIdentity specimen(String container, String specimen, BusinessIdentity report) {
        String system = profile.namespace() + "/specimen";
        String id = container.isEmpty() ? specimen : container;
        if (id.isEmpty()) {
            id = sample.id().orElse("");
        }
        if (id.isEmpty()) {
            return new BusinessIdentity(system, report.value());
        }
        List<String> parts = new ArrayList<>(day());
        parts.add(id);
        return BusinessIdentity.of(system, parts);
    }

    private List<String> day() {
        if (profile.sample().numbering() == Numbering.UNIQUE) {
            return List.of();
        }
        String taken = order.request().field(7).component(1);
        String time = taken.length() >= DAY ? taken : header.time();
        return List.of(time.substring(0, Math.min(DAY, time.length())));
    }

    private static String number(Field field) {
        String id = field.component(1);
        String space = field.component(2);
        return id.isEmpty() || space.isEmpty() ? id : id + "^" + space;
    }

    private static String code(Field field) {
        for (int component : new int[] {1, 4, 2, 5}) {
            if (!field.component(component).isEmpty()) {
                return field.component(component);
            }
        }
        return "";
    }
}
