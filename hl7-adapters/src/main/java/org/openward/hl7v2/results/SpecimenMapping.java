package org.openward.hl7v2.results;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.Quantity;
import org.hl7.fhir.r4.model.Specimen;
import org.hl7.fhir.r4.model.Specimen.SpecimenStatus;
import org.openward.hl7v2.Field;
import org.openward.hl7v2.Segment;
import org.openward.hl7v2.datatypes.Codes;
import org.openward.hl7v2.datatypes.Reading;
import org.openward.hl7v2.datatypes.Times;
import org.openward.hl7v2.results.OrderGroup.Noted;

/** Makes the specimens of a message, each once however many reports it serves. */
final class SpecimenMapping {
    private final Reading reading;
    private final Codes codes;
    private final Times times;
    private final Map<BusinessIdentity, Specimen> known = new HashMap<>();
    private final IdentityHashMap<Noted, Specimen> made = new IdentityHashMap<>();

    SpecimenMapping(Reading reading) {
        this.reading = reading;
        this.codes = reading.codes();
        this.times = reading.times();
    }

    List<Specimen> specimens(OrderGroup order, ReportKeys keys, SampleIdentity sample, BusinessIdentity report) {
        List<Specimen> specimens = new ArrayList<>();
        for (Noted sent : order.specimens()) {
            // A container belongs to a specimen for certain only when there is one specimen.
            List<Segment> containers = order.specimens().size() == 1 ? order.containers() : List.of();
            Specimen specimen = described(sent, containers, keys, report, order);
            made.put(sent, specimen);
            specimens.add(specimen);
        }
        boolean hinted = sample.id().isPresent()
                || !order.containers().isEmpty()
                || order.request().field(15).isPresent();
        if (specimens.isEmpty() && hinted) {
            specimens.add(hinted(order, keys, sample, report));
        }
        return specimens.stream().distinct().toList();
    }

    /** The link of the specimen that a segment became. */
    Optional<String> madeOf(Noted sent) {
        return Optional.ofNullable(made.get(sent))
                .map(each -> each.getIdElement().getValue());
    }

    private Specimen described(
            Noted sent, List<Segment> containers, ReportKeys keys, BusinessIdentity report, OrderGroup order) {
        Segment segment = sent.specimen();
        Field ids = segment.field(2);
        String own = number(ids);
        Specimen specimen = known(keys.specimen(container(containers), own, report));
        if (specimen.hasType() || specimen.hasStatus()) {
            return specimen;
        }
        addIdentifier(specimen, "PLAC", ids.subcomponent(1, 1));
        addIdentifier(specimen, "FILL", ids.subcomponent(2, 1));
        describe(specimen, segment);
        collect(specimen, segment);
        new ContainerMapping(reading).addTo(specimen, containers);
        sent.notes().forEach(note -> Notes.text(note)
                .ifPresent(text -> specimen.addNote().setText(text)));
        if (!specimen.hasCollection()) {
            times.dateTime(order.request().field(7), order.request().place(7))
                    .ifPresent(time -> specimen.getCollection().setCollected(time));
        }
        return specimen;
    }

    /** The placer's number, else the filler's (EIP). */
    private static String number(Field ids) {
        return ids.subcomponent(1, 1).isEmpty() ? ids.subcomponent(2, 1) : ids.subcomponent(1, 1);
    }

    private Specimen hinted(OrderGroup order, ReportKeys keys, SampleIdentity sample, BusinessIdentity report) {
        Segment request = order.request();
        Specimen specimen = known(keys.specimen(container(order.containers()), "", report));
        sample.id()
                .filter(id -> specimen.getIdentifier().size() == 1)
                .ifPresent(id -> addIdentifier(specimen, "PLAC", id));
        if (!specimen.hasType()) {
            type(request.field(15)).ifPresent(specimen::setType);
        }
        if (!specimen.hasCollection()) {
            times.dateTime(request.field(7), request.place(7))
                    .ifPresent(time -> specimen.getCollection().setCollected(time));
        }
        times.dateTime(request.field(14), request.place(14)).ifPresent(specimen::setReceivedTimeElement);
        if (!specimen.hasContainer()) {
            new ContainerMapping(reading).addTo(specimen, order.containers());
        }
        return specimen;
    }

    private Specimen known(BusinessIdentity identity) {
        return known.computeIfAbsent(identity, fresh -> {
            Specimen specimen = new Specimen();
            specimen.setId(fresh.link());
            specimen.addIdentifier(fresh.identifier());
            return specimen;
        });
    }

    private void describe(Specimen specimen, Segment segment) {
        codes.concept(segment.field(4)).ifPresent(specimen::setType);
        specimen.setStatus(segment.text(20).equals("N") ? SpecimenStatus.UNAVAILABLE : SpecimenStatus.AVAILABLE);
        for (Field condition : segment.field(24).repetitions()) {
            codes.concept(condition).ifPresent(specimen::addCondition);
        }
        for (Field parent : segment.field(3).repetitions()) {
            String id = number(parent);
            if (!id.isEmpty()) {
                Identifier tube = new Identifier()
                        .setSystem(reading.profile().namespace() + "/sample")
                        .setValue(id);
                specimen.addParent().setType("Specimen").setIdentifier(tube);
            }
        }
        if (segment.field(30).isPresent()) {
            specimen.setAccessionIdentifier(
                    new Identifier().setValue(segment.field(30).component(1)));
        }
        for (int remark : new int[] {14, 21}) {
            if (segment.field(remark).isPresent()) {
                codes.concept(segment.field(remark))
                        .map(CodeableConcept::getText)
                        .ifPresent(text -> specimen.addNote().setText(text));
            }
        }
        times.dateTime(segment.field(18), segment.place(18)).ifPresent(specimen::setReceivedTimeElement);
    }

    private void collect(Specimen specimen, Segment segment) {
        Field when = segment.field(17);
        if (when.component(2).isEmpty()) {
            times.dateTime(when, segment.place(17))
                    .ifPresent(time -> specimen.getCollection().setCollected(time));
        } else {
            times.period(when, segment.place(17))
                    .ifPresent(time -> specimen.getCollection().setCollected(time));
        }
        codes.concept(segment.field(7))
                .ifPresent(method -> specimen.getCollection().setMethod(method));
        codes.concept(segment.field(8))
                .ifPresent(site -> specimen.getCollection().setBodySite(site));
        reading.numbers().number(segment.field(12).component(1)).ifPresent(amount -> specimen.getCollection()
                .setQuantity(new Quantity()
                        .setValue(amount)
                        .setUnit(segment.field(12).subcomponent(2, 1))));
        codes.concept(segment.field(6))
                .ifPresent(additive -> specimen.getContainerFirstRep().setAdditive(additive));
        codes.concept(segment.field(27))
                .ifPresent(type -> specimen.getContainerFirstRep().setType(type));
    }

    private static String container(List<Segment> containers) {
        return containers.stream()
                .map(SampleIdentity::container)
                .filter(id -> !id.isEmpty())
                .findFirst()
                .orElse("");
    }

    private void addIdentifier(Specimen specimen, String type, String value) {
        if (!value.isEmpty()) {
            specimen.addIdentifier(Notes.identifier(type, reading.profile().namespace() + "/sample", value));
        }
    }

    /** OBR-15 was a code in some versions and a structure that begins with one in others. */
    private Optional<CodeableConcept> type(Field source) {
        String name = source.subcomponent(1, 2).isEmpty() ? source.subcomponent(1, 1) : source.subcomponent(1, 2);
        if (source.component(2).isEmpty()
                || source.component(1).indexOf(source.notation().subcomponent()) >= 0) {
            return name.isEmpty() ? Optional.empty() : Optional.of(new CodeableConcept().setText(name));
        }
        return codes.concept(source);
    }
}
