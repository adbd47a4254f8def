package org.openward.hl7v2.results;

import java.util.List;
import java.util.Optional;
import org.hl7.fhir.r4.model.Attachment;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Extension;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Observation.ObservationStatus;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.StringType;
import org.hl7.fhir.r4.model.Type;
import org.openward.hl7v2.Field;
import org.openward.hl7v2.Segment;
import org.openward.hl7v2.datatypes.AbsentReason;
import org.openward.hl7v2.datatypes.Flags;
import org.openward.hl7v2.datatypes.Ranges;
import org.openward.hl7v2.datatypes.Reading;
import org.openward.hl7v2.datatypes.Units.Unit;
import org.openward.hl7v2.datatypes.Values.Value;
import org.openward.profiles.Extensions;
import org.openward.profiles.Systems;

/** Makes one observation of one OBX. */
final class ObservationMapping {
    static final String SUB_ID = "http://hl7.org/fhir/StructureDefinition/observation-v2-subid";
    static final String ANALYSIS_TIME = "http://hl7.org/fhir/StructureDefinition/observation-analysis-date-time";

    static final String NATURE_OF_ABNORMAL =
            "http://hl7.org/fhir/StructureDefinition/observation-nature-of-abnormal-test";

    private static final String NATURE_TABLE = "0080";

    private final Reading reading;
    private final Segment result;
    private final Observation observation = new Observation();

    ObservationMapping(Reading reading, Segment result) {
        this.reading = reading;
        this.result = result;
    }

    /** As a result of the analyzer that sends it. */
    Observation map(BusinessIdentity identity, CodeableConcept code, ResultStatus status, Value value, Unit unit) {
        observation
                .addCategory()
                .addCoding()
                .setSystem(Systems.OBSERVATION_CATEGORY)
                .setCode("laboratory");
        observation.setDevice(device(reading.profile().namespace()));
        describe(identity, code, Optional.of(status), value, unit);
        addSpecimen();
        return observation;
    }

    /** As something that a hospital system knows of a patient. */
    Observation statement(
            BusinessIdentity identity, CodeableConcept code, Optional<ResultStatus> status, Value value, Unit unit) {
        describe(identity, code, status, value, unit);
        return observation;
    }

    private void describe(
            BusinessIdentity identity, CodeableConcept code, Optional<ResultStatus> status, Value value, Unit unit) {
        observation.setId(identity.link());
        observation.addIdentifier(identity.identifier());
        observation.setStatus(status.map(ResultStatus::status).orElse(ObservationStatus.UNKNOWN));
        observation.setCode(code);
        addValue(value, status);
        addInterpretation(unit);
        addTimes();
        addSource();
        addSubId();
    }

    private void addValue(Value value, Optional<ResultStatus> status) {
        List<Type> values = value.values();
        if (values.isEmpty()) {
            observation.setDataAbsentReason(
                    reading.codes().concept(result.field(32)).orElseGet(() -> absent(value, status)
                            .concept()));
        } else if (values.size() == 1 && values.get(0) instanceof Attachment attachment) {
            observation.addExtension(new Extension(Extensions.RESULT_ATTACHMENT, attachment));
        } else if (values.size() == 1) {
            observation.setValue(values.get(0));
        } else {
            values.forEach(this::addComponent);
        }
    }

    private void addComponent(Type value) {
        var component = observation.addComponent().setCode(observation.getCode().copy());
        if (value instanceof Attachment attachment) {
            component.addExtension(new Extension(Extensions.RESULT_ATTACHMENT, attachment));
        } else {
            component.setValue(value);
        }
    }

    private static AbsentReason absent(Value value, Optional<ResultStatus> status) {
        if (status.filter(ResultStatus.N::equals).isPresent()) {
            return AbsentReason.NOT_ASKED;
        }
        return status.filter(ResultStatus.X::equals).isPresent()
                ? AbsentReason.NOT_PERFORMED
                : value.absent().orElse(AbsentReason.UNKNOWN);
    }

    private void addInterpretation(Unit unit) {
        for (Field range : result.field(7).repetitions()) {
            new Ranges(reading.numbers()).read(range.text(), unit).ifPresent(observation::addReferenceRange);
        }
        new Flags(reading).read(result).forEach(observation::addInterpretation);
        for (Field nature : result.field(10).repetitions()) {
            reading.codes()
                    .concept(nature, NATURE_TABLE)
                    .ifPresent(kind -> observation.addExtension(NATURE_OF_ABNORMAL, kind));
        }
    }

    private void addTimes() {
        reading.times().dateTime(result.field(14), result.place(14)).ifPresent(observation::setEffective);
        reading.times()
                .dateTime(result.field(19), result.place(19))
                .ifPresent(time -> observation.addExtension(ANALYSIS_TIME, time));
    }

    private void addSource() {
        String namespace = reading.profile().namespace();
        Notes.organization(result.field(15), namespace).ifPresent(observation::addPerformer);
        for (Field person : result.field(16).repetitions()) {
            Notes.person(person, namespace).ifPresent(observation::addPerformer);
        }
        String laboratory = result.field(23).component(1);
        if (!laboratory.isEmpty()) {
            observation.addPerformer().setType("Organization").setDisplay(laboratory);
        }
        Notes.person(result.field(25), namespace).ifPresent(observation::addPerformer);
        reading.codes().concept(result.field(17)).ifPresent(observation::setMethod);
        reading.codes().concept(result.field(20)).ifPresent(observation::setBodySite);
        String instance = result.field(21).component(1);
        if (!instance.isEmpty()) {
            observation.addIdentifier(Notes.identifier("FILL", namespace + "/result-instance", instance));
        }
    }

    /** The registered device; OBX-18 says which of its modules it was. */
    private Reference device(String namespace) {
        Reference device = new Reference(reading.profile().device());
        List<String> equipment = result.field(18).repetitions().stream()
                .map(each -> each.component(1))
                .filter(id -> !id.isEmpty())
                .toList();
        if (!equipment.isEmpty()) {
            device.setIdentifier(
                    new Identifier().setSystem(namespace + "/equipment").setValue(String.join("~", equipment)));
        }
        return device;
    }

    /** OBX-33, the specimen of this very result; the report finds it among its own. */
    private void addSpecimen() {
        Field named = result.field(33);
        String id = named.subcomponent(1, 1).isEmpty() ? named.subcomponent(2, 1) : named.subcomponent(1, 1);
        if (!id.isEmpty()) {
            Identifier number = new Identifier()
                    .setSystem(reading.profile().namespace() + "/sample")
                    .setValue(id);
            observation.setSpecimen(new Reference().setType("Specimen").setIdentifier(number));
        }
    }

    private void addSubId() {
        String subId = result.text(4);
        if (!subId.isEmpty()) {
            Extension extension = new Extension(SUB_ID);
            extension.addExtension("original-sub-identifier", new StringType(subId));
            observation.addExtension(extension);
        }
    }
}
