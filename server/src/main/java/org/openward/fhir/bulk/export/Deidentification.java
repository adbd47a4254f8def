package org.openward.fhir.bulk.export;

import ca.uhn.fhir.context.BaseRuntimeElementCompositeDefinition;
import ca.uhn.fhir.context.BaseRuntimeElementDefinition;
import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.context.RuntimeResourceBlockDefinition;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.hl7.fhir.r4.model.Location;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Range;
import org.jspecify.annotations.Nullable;

/**
 * Writes records anew with what is known to be safe, and nothing else, by the safe-harbour rules of 45 CFR 164.514(b)(2): whether an element is
 * taken is decided by its type, so that one that nobody thought of is left out.
 */
final class Deidentification {
    /** The types that are taken out: of people only patients, and nothing that is made of text, pictures or other records. */
    static final Set<String> TYPES = Set.of(
            "Account",
            "AdverseEvent",
            "AllergyIntolerance",
            "Appointment",
            "CarePlan",
            "CareTeam",
            "ChargeItem",
            "Claim",
            "ClaimResponse",
            "ClinicalImpression",
            "Condition",
            "Coverage",
            "DetectedIssue",
            "DeviceUseStatement",
            "DiagnosticReport",
            "Encounter",
            "EpisodeOfCare",
            "ExplanationOfBenefit",
            "FamilyMemberHistory",
            "Flag",
            "Goal",
            "ImagingStudy",
            "Immunization",
            "Invoice",
            "Location",
            "Medication",
            "MedicationAdministration",
            "MedicationDispense",
            "MedicationRequest",
            "MedicationStatement",
            "NutritionOrder",
            "Observation",
            "Organization",
            "Patient",
            "Procedure",
            "RiskAssessment",
            "ServiceRequest",
            "Specimen",
            "SupplyDelivery",
            "VisionPrescription");

    private static final Set<String> PARTS =
            Set.of("Dosage", "Money", "Period", "Range", "Ratio", "SampledData", "Timing");
    private static final Set<String> QUANTITIES =
            Set.of("Age", "Count", "Distance", "Duration", "MoneyQuantity", "Quantity", "SimpleQuantity");
    private static final Set<String> PLAIN =
            Set.of("boolean", "code", "decimal", "integer", "positiveInt", "unsignedInt");

    /** Of the patient's kin, and where exactly something is. */
    private static final Set<Class<?>> CLOSED =
            Set.of(Patient.ContactComponent.class, Location.LocationPositionComponent.class);

    /** What was found may be the age of the patient, and not every hospital says so by a code or a unit that anybody knows. */
    private static final Set<Class<?>> VALUES =
            Set.of(Observation.class, Observation.ObservationComponentComponent.class, Range.class);

    /** They change what a record says in a way that nobody can know here. */
    private static final Set<String> UNCLEAR = Set.of("modifierExtension", "implicitRules");

    private static final Set<String> NEVER = Set.of("extension", "id", "meta", "text", "contained");

    private static final int AREA = 3;
    private static final String NO_AREA = "000";
    private static final Pattern RECORD = Pattern.compile("([A-Z][A-Za-z]+)/([A-Za-z0-9.-]{1,64})(/_history/.*)?");
    private static final Pattern WAVE = Pattern.compile("[0-9EUL .+-]*");
    private static final Pattern COUNTRY = Pattern.compile("[A-Z]{2,3}");
    private static final JsonNodeFactory NEW = JsonNodeFactory.instance;

    private final FhirContext context;
    private final Pseudonyms pseudonyms;
    private final boolean movesDates;
    private final int thisYear;
    private final Predicate<String> isCrowded;

    /** @param isCrowded whether so many patients live in an area, by the first three digits of its postal code, that it tells nothing of one */
    Deidentification(FhirContext context, Deidentified deidentified, int thisYear, Predicate<String> isCrowded) {
        this.context = context;
        this.pseudonyms = new Pseudonyms(deidentified);
        this.movesDates = deidentified.dates() == Deidentified.Dates.MOVED;
        this.thisYear = thisYear;
        this.isCrowded = isCrowded;
    }

    /** Thrown when a record cannot be told without what may not be told. */
    private static final class NotSafe extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    /** The record as it may be shown to anybody; nothing if it may not be. */
    Optional<String> of(String record) {
        try {
            var fields = (ObjectNode) ChosenElements.JSON.readTree(record);
            if (!TYPES.contains(fields.path("resourceType").asText())) {
                return Optional.empty();
            }
            return Optional.of(ChosenElements.JSON.writeValueAsString(resource(fields, dates(fields))));
        } catch (NotSafe unsafe) {
            return Optional.empty();
        } catch (JsonProcessingException unreadable) {
            throw new IllegalStateException("A stored record is not kept as JSON.", unreadable);
        }
    }

    private ObjectNode resource(ObjectNode record, SafeDates dates) {
        var type = record.path("resourceType").asText();
        var safe = NEW.objectNode().put("resourceType", type);
        safe.put("id", pseudonyms.of(type + "/" + record.path("id").asText()));
        safe.putObject("meta")
                .putArray("security")
                .addObject()
                .put("system", "http://terminology.hl7.org/CodeSystem/v3-ObservationValue")
                .put("code", "ANONYED");
        var contained = contained(record.path("contained"), dates);
        if (!contained.isEmpty()) {
            safe.set("contained", contained);
        }
        var rest = elements(record, context.getResourceDefinition(type), dates);
        return safe.setAll(rest);
    }

    private ArrayNode contained(JsonNode records, SafeDates dates) {
        var safe = NEW.arrayNode();
        for (var record : records) {
            var type = record.path("resourceType").asText();
            if (TYPES.contains(type)) {
                var fields = elements((ObjectNode) record, context.getResourceDefinition(type), dates);
                safe.add(NEW.objectNode()
                        .put("resourceType", type)
                        .put("id", pseudonyms.of("#" + record.path("id").asText()))
                        .<ObjectNode>setAll(fields));
            }
        }
        return safe;
    }

    private ObjectNode elements(ObjectNode from, BaseRuntimeElementCompositeDefinition<?> definition, SafeDates dates) {
        var safe = NEW.objectNode();
        var mayBeAges = VALUES.contains(definition.getImplementingClass());
        for (var field : from.properties()) {
            var name = field.getKey();
            if (UNCLEAR.contains(name)) {
                throw new NotSafe();
            }
            if (!NEVER.contains(name)) {
                var value = each(field.getValue(), element(definition, name), dates);
                if (value != null && !(mayBeAges && SafeQuantities.mayTellAnAge(value))) {
                    safe.set(name, value);
                }
            }
        }
        return safe;
    }

    /** Nothing for what FHIR does not know there, such as what is said about the text of an element under its name with an underscore. */
    private static @Nullable BaseRuntimeElementDefinition<?> element(
            BaseRuntimeElementCompositeDefinition<?> definition, String name) {
        var child = definition.getChildByName(name);
        return child == null ? null : child.getChildByName(name);
    }

    private @Nullable JsonNode each(
            JsonNode value, @Nullable BaseRuntimeElementDefinition<?> definition, SafeDates dates) {
        if (definition == null) {
            return null;
        }
        if (!value.isArray()) {
            return one(value, definition, dates);
        }
        var safe = NEW.arrayNode();
        for (var item : value) {
            var kept = one(item, definition, dates);
            if (kept != null) {
                safe.add(kept);
            }
        }
        return safe.isEmpty() ? null : safe;
    }

    private @Nullable JsonNode one(JsonNode value, BaseRuntimeElementDefinition<?> definition, SafeDates dates) {
        if (value.isObject()) {
            var safe = composite((ObjectNode) value, definition, dates);
            return safe == null || safe.isEmpty() ? null : safe;
        }
        return value.isNull() ? null : primitive(value, definition.getName(), dates);
    }

    private static @Nullable JsonNode primitive(JsonNode value, String type, SafeDates dates) {
        return switch (type) {
            case "date", "dateTime" -> dates.date(value.asText())
                    .map(TextNode::valueOf)
                    .orElse(null);
            case "instant" -> dates.instant(value.asText())
                    .map(TextNode::valueOf)
                    .orElse(null);
            default -> PLAIN.contains(type) ? value : null;
        };
    }

    private @Nullable ObjectNode composite(
            ObjectNode value, BaseRuntimeElementDefinition<?> definition, SafeDates dates) {
        var type = definition.getName();
        if (value.has("modifierExtension")) {
            throw new NotSafe();
        }
        if (QUANTITIES.contains(type)) {
            return "Age".equals(type) ? SafeQuantities.age(value) : SafeQuantities.of(value);
        }
        return switch (type) {
            case "Reference" -> reference(value);
            case "Coding" -> coding(value);
            case "CodeableConcept" -> concept(value);
            case "Address" -> address(value);
            default -> parts(value, definition, dates);
        };
    }

    private @Nullable ObjectNode parts(ObjectNode value, BaseRuntimeElementDefinition<?> definition, SafeDates dates) {
        var isPart = PARTS.contains(definition.getName())
                || (definition instanceof RuntimeResourceBlockDefinition
                        && !CLOSED.contains(definition.getImplementingClass()));
        if (!isPart || !(definition instanceof BaseRuntimeElementCompositeDefinition<?> composite)) {
            return null;
        }
        var safe = elements(value, composite, dates);
        if ("SampledData".equals(definition.getName())
                && WAVE.matcher(value.path("data").asText()).matches()) {
            safe.set("data", value.path("data"));
        }
        return safe;
    }

    private @Nullable ObjectNode reference(ObjectNode value) {
        var to = value.path("reference").asText();
        var record = RECORD.matcher(to);
        if (record.matches() && context.getResourceTypes().contains(record.group(1))) {
            return NEW.objectNode()
                    .put("reference", record.group(1) + "/" + pseudonyms.of(record.group(1) + "/" + record.group(2)));
        }
        return to.startsWith("#") && to.length() > 1
                ? NEW.objectNode().put("reference", "#" + pseudonyms.of(to))
                : null;
    }

    /** A code of no system may be anything. */
    private static @Nullable ObjectNode coding(JsonNode value) {
        return value.path("system").isTextual() && value.path("code").isTextual()
                ? NEW.objectNode()
                        .<ObjectNode>set("system", value.path("system"))
                        .set("code", value.path("code"))
                : null;
    }

    private static ObjectNode concept(ObjectNode value) {
        var safe = NEW.objectNode();
        var codings = NEW.arrayNode();
        for (var coding : value.path("coding")) {
            var kept = coding(coding);
            if (kept != null) {
                codings.add(kept);
            }
        }
        if (!codings.isEmpty()) {
            safe.set("coding", codings);
        }
        return safe;
    }

    private ObjectNode address(ObjectNode value) {
        var safe = NEW.objectNode();
        var country = value.path("country").asText();
        if (COUNTRY.matcher(country).matches()) {
            safe.put("country", country);
        }
        var code = value.path("postalCode").asText().strip();
        if (!code.isEmpty()) {
            var area = code.length() > AREA ? code.substring(0, AREA) : "";
            safe.put("postalCode", !area.isEmpty() && isCrowded.test(area) ? area : NO_AREA);
        }
        return safe;
    }

    /** Dates are moved by the patient whose record it is; of nobody's or of several patients' only the year is told. */
    private SafeDates dates(ObjectNode record) {
        if (!movesDates) {
            return new SafeDates(thisYear, Optional.empty());
        }
        var patients = new HashSet<String>();
        if ("Patient".equals(record.path("resourceType").asText())) {
            patients.add(record.path("id").asText());
        } else {
            record.findValues("reference").forEach(reference -> {
                var named = RECORD.matcher(reference.asText());
                if (named.matches() && "Patient".equals(named.group(1))) {
                    patients.add(named.group(2));
                }
            });
        }
        return new SafeDates(
                thisYear,
                patients.size() == 1
                        ? Optional.of(pseudonyms.daysOf(patients.iterator().next()))
                        : Optional.empty());
    }
}
