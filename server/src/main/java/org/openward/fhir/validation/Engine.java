package org.openward.fhir.validation;

import ca.uhn.fhir.validation.IValidationContext;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.hl7.fhir.common.hapi.validation.validator.FhirInstanceValidator;
import org.hl7.fhir.r5.context.IWorkerContext;
import org.hl7.fhir.r5.elementmodel.Manager.FhirFormat;
import org.hl7.fhir.r5.model.StructureDefinition;
import org.hl7.fhir.r5.utils.validation.ValidatorSession;
import org.hl7.fhir.r5.utils.validation.constants.IdStatus;
import org.hl7.fhir.r5.utils.xver.XVerExtensionManagerOld;
import org.hl7.fhir.utilities.validation.ValidationMessage;
import org.hl7.fhir.utilities.validation.ValidationMessage.IssueSeverity;
import org.hl7.fhir.validation.ValidatorSettings;
import org.hl7.fhir.validation.instance.InstanceValidator;

/** HL7's engine with the settings of one validator; validates one JSON record at a time. */
class Engine {
    /** Keeps numbers as they were written. */
    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    /** HL7's engine forgets most of a record when the next begins, but not all. */
    private static final int WORN = 1_000;

    /** HL7's engine would fetch the definitions of these from the Internet, in vain: nothing leaves because of a record. */
    private static final List<String> VERSIONS = List.of("1.0", "1.4", "3.0", "4.0", "4.3", "5.0");

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
                session(definitions),
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

    private static ValidatorSession session(IWorkerContext definitions) {
        var session = new ValidatorSession();
        VERSIONS.forEach(version -> session.getOtherVersions().put(version, definitions));
        return session;
    }

    List<ValidationMessage> validate(IValidationContext<?> record) {
        records++;
        var messages = new ArrayList<ValidationMessage>();
        var read = read(record.getResourceAsString());
        var text = LongData.shorten(read) ? read.toString() : record.getResourceAsString();
        engine.validate(
                record.getOptions().getAppContext(),
                messages,
                new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)),
                FhirFormat.JSON,
                profiles(record, read, messages));
        Findings.settle(messages, unknownProfile);
        messages.addAll(Findings.besides(read));
        return messages;
    }

    /** From the text, since a record that is to be validated may not fit HAPI's model. */
    private static JsonNode read(String record) {
        try {
            return JSON.readTree(record);
        } catch (JsonProcessingException unreadable) {
            return MissingNode.getInstance(); // The engine says so itself, and where.
        }
    }

    /** What the caller asks for and the record claims. The engine itself says which of the claims it does not know. */
    private List<StructureDefinition> profiles(
            IValidationContext<?> record, JsonNode read, List<ValidationMessage> messages) {
        var asked = record.getOptions().getProfiles();
        var profiles = new ArrayList<StructureDefinition>();
        Stream.concat(asked.stream(), claims(read)).distinct().forEach(url -> {
            var profile = definitions.fetchResource(StructureDefinition.class, url);
            if (profile != null) {
                profiles.add(profile);
            } else if (asked.contains(url)) {
                messages.add(Findings.unknown(url));
            }
        });
        return profiles;
    }

    private static Stream<String> claims(JsonNode record) {
        return record.at("/meta/profile")
                .valueStream()
                .filter(JsonNode::isTextual)
                .map(JsonNode::textValue);
    }
}
