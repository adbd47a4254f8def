package org.openward.hl7v2.results;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.hl7.fhir.r4.model.CodeType;
import org.hl7.fhir.r4.model.Extension;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Reference;
import org.openward.hl7v2.MessageHeader;
import org.openward.hl7v2.devices.DeviceProfile;
import org.openward.profiles.Extensions;
import org.openward.profiles.LaboratoryParts;

/**
 * Links what follows from another order to that: its report to the parent's, and its results to the one that led to them.
 *
 * <p>All links are by identifier, since the parent may have come in another message, long ago.
 */
final class ParentLinks {
    private static final String NOT_NAMED = "Not named by the sender";

    private final DeviceProfile profile;
    private final MessageHeader header;
    private final List<OrderGroup> orders;
    private final List<LaboratoryReport> reports;

    /** @param reports of the orders, in the same order */
    ParentLinks(DeviceProfile profile, MessageHeader header, List<OrderGroup> orders, List<LaboratoryReport> reports) {
        this.profile = profile;
        this.header = header;
        this.orders = orders;
        this.reports = reports;
    }

    void add() {
        for (int at = 0; at < orders.size(); at++) {
            ParentAsSent parent = new ParentAsSent(orders.get(at).request());
            if (parent.namesOrder() || parent.namesResult() || parent.isReflex()) {
                link(at, parent);
            }
        }
    }

    private void link(int child, ParentAsSent parent) {
        LaboratoryReport.Resources resources = reports.get(child).resources();
        Optional<Integer> beside = beside(child, parent);
        Optional<BusinessIdentity> report = beside.map(
                        at -> BusinessIdentity.of(reports.get(at).resources().report()))
                .or(() -> keys(child).parent(parent));
        report.map(BusinessIdentity::identifier).or(() -> number(parent)).ifPresent(known -> resources
                .report()
                .addExtension(
                        Extensions.PARENT_REPORT,
                        new Reference().setType("DiagnosticReport").setIdentifier(known)));
        Optional<Reference> result =
                parent.namesResult() ? Optional.of(result(beside, report, child, parent)) : Optional.empty();
        resources.results().forEach(each -> link(each.observation(), result, parent));
    }

    /** A reflex was set off by a result; anything else, such as what was found out about an isolate, is derived from it. */
    private static void link(Observation observation, Optional<Reference> result, ParentAsSent parent) {
        if (parent.isReflex()) {
            Extension trigger = new Extension(Extensions.TRIGGERED_BY);
            trigger.addExtension(
                    LaboratoryParts.TRIGGERING_OBSERVATION,
                    result.map(Reference::copy).orElseGet(() -> new Reference().setDisplay(NOT_NAMED)));
            trigger.addExtension(LaboratoryParts.TRIGGER_TYPE, new CodeType("reflex"));
            observation.addExtension(trigger);
        } else {
            result.map(Reference::copy).ifPresent(observation::addDerivedFrom);
        }
    }

    private Reference result(
            Optional<Integer> beside, Optional<BusinessIdentity> report, int child, ParentAsSent parent) {
        Reference named = new Reference().setType("Observation").setDisplay(parent.name());
        Optional<BusinessIdentity> known = beside.isPresent()
                ? beside.flatMap(at -> resultOf(at, parent)).map(BusinessIdentity::of)
                : report.map(identity -> keys(child).parentResult(identity, parent));
        return known.map(identity -> named.setIdentifier(identity.identifier())).orElse(named);
    }

    /** The one order of the same patient in this message that it can be. */
    private Optional<Integer> beside(int child, ParentAsSent parent) {
        if (!parent.namesOrder() && !parent.namesResult()) {
            return Optional.empty();
        }
        List<Integer> possible = IntStream.range(0, orders.size())
                .filter(at -> at != child
                        && orders.get(at).patient() == orders.get(child).patient())
                .filter(at -> parent.mayBe(orders.get(at)))
                .filter(at -> !parent.namesResult() || resultOf(at, parent).isPresent())
                .boxed()
                .toList();
        return possible.size() == 1 ? Optional.of(possible.get(0)) : Optional.empty();
    }

    private Optional<Observation> resultOf(int order, ParentAsSent parent) {
        List<Observation> found = reports.get(order).resources().results().stream()
                .filter(result -> orders.get(order).results().stream()
                        .map(OrderGroup.Noted::segment)
                        .anyMatch(sent -> sent.place(0).equals(result.place()) && parent.isOf(sent)))
                .map(LaboratoryReport.Result::observation)
                .toList();
        return found.size() == 1 ? Optional.of(found.get(0)) : Optional.empty();
    }

    /** The number of the parent, which may be that of several panels. */
    private Optional<Identifier> number(ParentAsSent parent) {
        if (!parent.namesOrder()) {
            return Optional.empty();
        }
        boolean byFiller = !parent.filler().isEmpty();
        String number = (byFiller ? parent.filler() : parent.placer()).split("\\^", 2)[0];
        return Optional.of(Notes.identifier(
                byFiller ? "FILL" : "PLAC", profile.namespace() + (byFiller ? "/filler" : "/placer"), number));
    }

    private ReportKeys keys(int order) {
        OrderGroup group = orders.get(order);
        return new ReportKeys(
                profile,
                header,
                group,
                SampleIdentity.of(group, profile.sample().position()));
    }
}
