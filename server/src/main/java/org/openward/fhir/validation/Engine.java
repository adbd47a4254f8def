package org.openward.fhir.validation;

import ca.uhn.fhir.validation.IValidationContext;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.hl7.fhir.common.hapi.validation.validator.FhirInstanceValidator;
import org.hl7.fhir.r5.context.IWorkerContext;
import org.hl7.fhir.r5.elementmodel.Manager.FhirFormat;
import org.hl7.fhir.r5.model.StructureDefinition;
import org.hl7.fhir.r5.utils.validation.ValidatorSession;
import org.hl7.fhir.r5.utils.validation.constants.IdStatus;
import org.hl7.fhir.r5.utils.xver.XVerExtensionManagerOld;
import org.hl7.fhir.utilities.i18n.I18nConstants;
import org.hl7.fhir.utilities.validation.ValidationMessage;
import org.hl7.fhir.utilities.validation.ValidationMessage.IssueSeverity;
import org.hl7.fhir.utilities.validation.ValidationMessage.IssueType;
import org.hl7.fhir.utilities.validation.ValidationMessage.Source;
import org.hl7.fhir.validation.ValidatorSettings;
import org.hl7.fhir.validation.instance.InstanceValidator;

/** HL7's engine with the settings of one validator; validates one JSON record at a time. */
class Engine {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** HL7's engine forgets most of a record when the next begins, but not all. */
    private static final int WORN = 1_000;

    private static final Set<String> UNKNOWN_PROFILE = Set.of(
            I18nConstants.VALIDATION_VAL_PROFILE_UNKNOWN, I18nConstants.VALIDATION_VAL_PROFILE_UNKNOWN_NOT_POLICY);

    private final InstanceValidator engine;
    private final IWorkerContext definitions;
    private final IssueSeverity unknownProfile;
    private int records;

    Engine(FhirInstanceValidator settings, IWorkerContext definitions) {
        this.definitions = definitions;
        this.unknownProfile = settings.isErrorForUnknownProfiles() ? IssueSeverity.ERROR : IssueSeverity.WARNING;
        this.engine = new InstanceValidator(
                definitions,
                new FhirInstanceValidator.NullEvaluationContext(),
                new XVerExtensionManagerOld(definitions),
                new ValidatorSession(),
                new ValidatorSettings());
        engine.setAssumeValidRestReferences(settings.isAssumeValidRestReferences());
        engine.setBestPracticeWarningLevel(settings.getBestPracticeWarningLevel());
        engine.setAnyExtensionsAllowed(settings.isAnyExtensionsAllowed());
        engine.setResourceIdRule(IdStatus.OPTIONAL);
        engine.setNoTerminologyChecks(settings.isNoTerminologyChecks());
        engine.setErrorForUnknownProfiles(settings.isErrorForUnknownProfiles());
        engine.setUnknownCodeSystemsCauseErrors(true); // HAPI leaves the severity to its chain of definitions.
        engine.getExtensionDomains().addAll(settings.getExtensionDomains());
        engine.setFetcher(settings.getValidatorResourceFetcher());
        engine.setPolicyAdvisor(settings.getValidatorPolicyAdvisor());
        engine.setNoExtensibleWarnings(settings.isNoExtensibleWarnings());
        engine.setNoBindingMsgSuppressed(settings.isNoBindingMsgSuppressed());
        engine.setAllowExamples(settings.isAllowExamples());
    }

    boolean isWorn() {
        return records >= WORN;
    }

    List<ValidationMessage> validate(IValidationContext<?> record) {
        records++;
        var messages = new ArrayList<ValidationMessage>();
        engine.validate(
                record.getOptions().getAppContext(),
                messages,
                new ByteArrayInputStream(record.getResourceAsString().getBytes(StandardCharsets.UTF_8)),
                FhirFormat.JSON,
                profiles(record, messages));
        messages.removeIf(Engine::isNoise);
        messages.stream()
                .filter(message -> UNKNOWN_PROFILE.contains(String.valueOf(message.getMessageId())))
                .forEach(message -> message.setLevel(unknownProfile));
        return messages;
    }

    /** What the caller asks for and the record claims. The engine itself says which of the claims it does not know. */
    private List<StructureDefinition> profiles(IValidationContext<?> record, List<ValidationMessage> messages) {
        var asked = record.getOptions().getProfiles();
        var profiles = new ArrayList<StructureDefinition>();
        Stream.concat(asked.stream(), claims(record.getResourceAsString()))
                .distinct()
                .forEach(url -> {
                    var profile = definitions.fetchResource(StructureDefinition.class, url);
                    if (profile != null) {
                        profiles.add(profile);
                    } else if (asked.contains(url)) {
                        messages.add(unknown(url));
                    }
                });
        return profiles;
    }

    /** From the text, since a record that is to be validated may not fit HAPI's model. */
    private static Stream<String> claims(String record) {
        try {
            return JSON.readTree(record)
                    .at("/meta/profile")
                    .valueStream()
                    .filter(JsonNode::isTextual)
                    .map(JsonNode::textValue);
        } catch (JsonProcessingException unreadable) {
            return Stream.empty(); // The engine says so itself, and where.
        }
    }

    private static ValidationMessage unknown(String profile) {
        var message = new ValidationMessage(
                Source.InstanceValidator,
                IssueType.NOTFOUND,
                "",
                "The profile " + profile + " is not known to this server",
                IssueSeverity.ERROR);
        message.setMessageId(I18nConstants.VALIDATION_VAL_PROFILE_UNKNOWN);
        return message;
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
}
