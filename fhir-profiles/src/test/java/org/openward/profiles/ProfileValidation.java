package org.openward.profiles;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.context.support.DefaultProfileValidationSupport;
import ca.uhn.fhir.context.support.IValidationSupport;
import ca.uhn.fhir.validation.FhirValidator;
import ca.uhn.fhir.validation.ResultSeverityEnum;
import ca.uhn.fhir.validation.SingleValidationMessage;
import java.util.List;
import org.hl7.fhir.common.hapi.validation.support.CommonCodeSystemsTerminologyService;
import org.hl7.fhir.common.hapi.validation.support.InMemoryTerminologyServerValidationSupport;
import org.hl7.fhir.common.hapi.validation.support.PrePopulatedValidationSupport;
import org.hl7.fhir.common.hapi.validation.support.ValidationSupportChain;
import org.hl7.fhir.common.hapi.validation.validator.FhirInstanceValidator;
import org.hl7.fhir.r4.model.CodeSystem;
import org.hl7.fhir.r4.model.StructureDefinition;
import org.hl7.fhir.r4.model.ValueSet;

/** HAPI's validator with the standard and the committed package: no snapshot is generated and nothing is downloaded. */
final class ProfileValidation {
    private static final FhirContext FHIR = FhirContext.forR4Cached();
    private static final FhirValidator VALIDATOR = validator();
    // HAPI's validator wants to generate a profile's snapshot from a downloaded package; SnapshotsTest does it without.
    private static final String NO_PACKAGE_CACHE = "Unable to resolve package id hl7.fhir.r4.core";

    private ProfileValidation() {}

    /** The errors of a resource, each as its place and its message. */
    static List<String> errors(String json) {
        return VALIDATOR.validateWithResult(json).getMessages().stream()
                .filter(message -> message.getSeverity().compareTo(ResultSeverityEnum.ERROR) >= 0)
                .map(ProfileValidation::text)
                .filter(error -> !error.contains(NO_PACKAGE_CACHE))
                .toList();
    }

    private static String text(SingleValidationMessage message) {
        return message.getLocationString() + ": " + message.getMessage();
    }

    private static FhirValidator validator() {
        ValidationSupportChain support = new ValidationSupportChain(
                new DefaultProfileValidationSupport(FHIR),
                ours(),
                new CommonCodeSystemsTerminologyService(FHIR),
                new InMemoryTerminologyServerValidationSupport(FHIR));
        FhirInstanceValidator instances = new FhirInstanceValidator(support);
        instances.setAnyExtensionsAllowed(false);
        return FHIR.newValidator().registerValidatorModule(instances);
    }

    private static IValidationSupport ours() {
        Definitions definitions = new Definitions(FHIR);
        PrePopulatedValidationSupport ours = new PrePopulatedValidationSupport(FHIR);
        definitions.all(StructureDefinition.class).forEach(ours::addStructureDefinition);
        definitions.all(CodeSystem.class).forEach(ours::addCodeSystem);
        definitions.all(ValueSet.class).forEach(ours::addValueSet);
        return ours;
    }
}
