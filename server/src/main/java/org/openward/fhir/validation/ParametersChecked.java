package org.openward.fhir.validation;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.validation.FhirValidator;
import ca.uhn.fhir.validation.IValidationContext;
import ca.uhn.fhir.validation.IValidatorModule;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.r4.model.Parameters;

/**
 * HAPI checks the id of what is validated, which it looks for in Parameters as if they were always a request to validate; Parameters that
 * are validated themselves made it fail.
 */
final class ParametersChecked extends FhirValidator {
    private static final String CHECK = "IdChecker";

    ParametersChecked(FhirContext context) {
        super(context);
    }

    @Override
    public synchronized FhirValidator registerValidatorModule(IValidatorModule module) {
        return super.registerValidatorModule(
                module.getClass().getSimpleName().equals(CHECK) ? ofRequests(module) : module);
    }

    private static IValidatorModule ofRequests(IValidatorModule check) {
        return new IValidatorModule() {
            @Override
            public void validateResource(IValidationContext<IBaseResource> about) {
                if (!(about.getResource() instanceof Parameters parameters) || isRequest(parameters)) {
                    check.validateResource(about);
                }
            }
        };
    }

    private static boolean isRequest(Parameters parameters) {
        return parameters.getParameter().stream().allMatch(Parameters.ParametersParameterComponent::hasName)
                && parameters.getParameter().stream()
                        .filter(part -> part.getName().contains("resource"))
                        .findFirst()
                        .filter(Parameters.ParametersParameterComponent::hasResource)
                        .isPresent();
    }
}
