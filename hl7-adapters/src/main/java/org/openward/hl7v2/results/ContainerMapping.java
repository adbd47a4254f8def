package org.openward.hl7v2.results;

import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.hl7.fhir.r4.model.Extension;
import org.hl7.fhir.r4.model.Quantity;
import org.hl7.fhir.r4.model.Specimen;
import org.hl7.fhir.r4.model.Specimen.SpecimenContainerComponent;
import org.hl7.fhir.r4.model.StringType;
import org.openward.hl7v2.Field;
import org.openward.hl7v2.Segment;
import org.openward.hl7v2.datatypes.Reading;
import org.openward.hl7v2.datatypes.Units.Unit;
import org.openward.profiles.Extensions;
import org.openward.profiles.LaboratoryParts;

/** Reads SAC: the tubes of a specimen, what they hold, and where on their carriers and trays they stand. */
public record ContainerMapping(Reading reading) {
    private static final List<Placing> PLACINGS = List.of(
            new Placing(10, LaboratoryParts.CARRIER),
            new Placing(11, LaboratoryParts.CARRIER_POSITION),
            new Placing(13, LaboratoryParts.TRAY),
            new Placing(14, LaboratoryParts.TRAY_POSITION));
    private static final int CAPACITY = 21;
    private static final int AVAILABLE = 22;
    private static final int INITIAL = 23;
    private static final int UNIT = 24;

    /** A field that says where a container stands, and the part of the extension that holds it. */
    private record Placing(int field, String part) {
        Optional<StringType> read(Segment container) {
            Field sent = container.field(field);
            // A number may be followed by who gave it; a position is all of its field.
            String text = field == 10 || field == 13 ? sent.subcomponent(1, 1) : sent.text();
            return text.isEmpty() ? Optional.empty() : Optional.of(new StringType(text));
        }
    }

    /** Adds them to the specimen; the first is the one that SPM describes, when it describes one. */
    public void addTo(Specimen specimen, List<Segment> containers) {
        List<SpecimenContainerComponent> made = specimen.getContainer();
        int described = made.size();
        for (int at = 0; at < containers.size(); at++) {
            describe(at < described ? made.get(at) : specimen.addContainer(), containers.get(at));
        }
        made.removeIf(SpecimenContainerComponent::isEmpty);
    }

    private void describe(SpecimenContainerComponent container, Segment sent) {
        String id = SampleIdentity.container(sent);
        if (!id.isEmpty()) {
            container.addIdentifier().setValue(id);
        }
        amount(sent, CAPACITY).ifPresent(container::setCapacity);
        amount(sent, AVAILABLE).or(() -> amount(sent, INITIAL)).ifPresent(container::setSpecimenQuantity);
        Extension place = new Extension(Extensions.CONTAINER_PLACE);
        PLACINGS.forEach(each -> each.read(sent).ifPresent(text -> place.addExtension(each.part(), text)));
        if (place.hasExtension()) {
            container.addExtension(place);
        }
    }

    private Optional<Quantity> amount(Segment sent, int field) {
        Optional<BigDecimal> number = reading.numbers().number(sent.field(field).component(1));
        return number.map(amount -> unit(sent.field(UNIT)).on(new Quantity().setValue(amount)));
    }

    /** A volume without a unit of UCUM is no reason for a person to look, as a result's would be. */
    private Unit unit(Field sent) {
        String code = sent.component(1);
        String text = sent.component(2).isEmpty() ? code : sent.component(2);
        boolean coded = sent.component(3).toUpperCase(Locale.ROOT).equals("UCUM");
        return new Unit(text, coded ? Optional.of(code) : reading.translation().unit(code));
    }
}
