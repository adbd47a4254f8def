package org.openward.fhir.validation;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.hl7.fhir.utilities.i18n.I18nConstants;
import org.hl7.fhir.utilities.validation.ValidationMessage;
import org.hl7.fhir.utilities.validation.ValidationMessage.IssueSeverity;
import org.hl7.fhir.utilities.validation.ValidationMessage.IssueType;
import org.hl7.fhir.utilities.validation.ValidationMessage.Source;

/** What HL7's engine says of a record, without what no sender can mend, and no harder than what is known here allows. */
final class Findings {
    private static final Set<String> UNKNOWN_PROFILE = Set.of(
            I18nConstants.VALIDATION_VAL_PROFILE_UNKNOWN, I18nConstants.VALIDATION_VAL_PROFILE_UNKNOWN_NOT_POLICY);

    /**
     * HAPI's words for a code system that is not here, and for a question to a terminology server that is none; and a list of units
     * that HL7's validator takes for a proposal, since the profiles of vital signs close it by mistake.
     */
    private static final Pattern NOT_KNOWN_HERE =
            Pattern.compile("CodeSystem is unknown|HAPI-2735|CodeSystem could not be found");

    /** Of a value set that cannot be listed, nobody can say that it lacks a code. */
    private static final String NOT_LISTED = "Unable to expand ValueSet because CodeSystem could not be found";

    private static final String NOT_IN_VALUE_SET = "Terminology_TX_NoValid";

    private static final String UNITS = "http://hl7.org/fhir/ValueSet/ucum-vitals-common|";

    /** Of a version of FHIR that there is, of which not all definitions are here. */
    private static final Pattern OTHER_VERSION =
            Pattern.compile("/fhir/(1\\.0|3\\.0|4\\.0|4\\.3|5\\.0)/StructureDefinition/");

    private Findings() {}

    /** Leaves out and softens what the engine said. */
    static void settle(List<ValidationMessage> messages, IssueSeverity unknownProfile) {
        messages.removeIf(Findings::isNoise);
        var notListed = messages.stream()
                .filter(message -> message.getMessage().contains(NOT_LISTED))
                .map(ValidationMessage::getLocation)
                .collect(Collectors.toSet());
        for (var message : messages) {
            var id = String.valueOf(message.getMessageId());
            if (UNKNOWN_PROFILE.contains(id)) {
                message.setLevel(unknownProfile);
            } else if (message.isError()
                    && (isNotKnownHere(id, message.getMessage())
                            || (id.startsWith(NOT_IN_VALUE_SET) && notListed.contains(message.getLocation())))) {
                message.setLevel(IssueSeverity.WARNING);
            }
        }
    }

    /** HAPI's own filter: nothing that a sender could mend. */
    private static boolean isNoise(ValidationMessage message) {
        return switch (String.valueOf(message.getMessageId())) {
            case I18nConstants.TERMINOLOGY_TX_BINDING_NOSOURCE -> true;
            case I18nConstants.TERMINOLOGY_TX_VALUESET_NOTFOUND -> message.getMessage()
                    .contains("http://hl7.org/fhir/ValueSet/mimetypes");
            default -> false;
        };
    }

    private static boolean isNotKnownHere(String id, String text) {
        return NOT_KNOWN_HERE.matcher(text).find()
                || text.contains(UNITS)
                || (I18nConstants.EXTENSION_EXT_VERSION_INVALID.equals(id)
                        && OTHER_VERSION.matcher(text).find());
    }

    static ValidationMessage unknown(String profile) {
        var message = error(IssueType.NOTFOUND, "", "The profile " + profile + " is not known to this server");
        message.setMessageId(I18nConstants.VALIDATION_VAL_PROFILE_UNKNOWN);
        return message;
    }

    /** What the engine does not look at: FHIR allows no extension of a record's id, and SNOMED CT's own identifiers can be checked. */
    static List<ValidationMessage> besides(JsonNode record) {
        var found = new ArrayList<ValidationMessage>();
        lookThrough(record, record.path("resourceType").asText(), found);
        return found;
    }

    private static void lookThrough(JsonNode part, String place, List<ValidationMessage> found) {
        if (part.path("resourceType").isTextual() && part.path("_id").has("extension")) {
            found.add(error(IssueType.BUSINESSRULE, place + ".id", "The id of a record has no extensions."));
        }
        SnomedIdentifiers.mistyped(part)
                .forEach(
                        code -> found.add(
                                error(
                                        IssueType.CODEINVALID,
                                        place,
                                        "The code '" + code
                                                + "' is no identifier of SNOMED CT: look for a digit too many, too few, or mistyped.")));
        part.properties().forEach(element -> lookThrough(element.getValue(), place + "." + element.getKey(), found));
        for (int number = 0; part.isArray() && number < part.size(); number++) {
            lookThrough(part.get(number), place + "[" + number + "]", found);
        }
    }

    private static ValidationMessage error(IssueType type, String place, String text) {
        return new ValidationMessage(Source.InstanceValidator, type, place, text, IssueSeverity.ERROR);
    }
}
