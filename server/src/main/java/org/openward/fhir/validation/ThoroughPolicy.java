package org.openward.fhir.validation;

import java.util.Set;
import org.hl7.fhir.r5.elementmodel.Element;
import org.hl7.fhir.r5.utils.validation.IResourceValidator;
import org.hl7.fhir.r5.utils.validation.IValidationPolicyAdvisor;
import org.hl7.fhir.r5.utils.validation.constants.ReferenceValidationPolicy;
import org.hl7.fhir.validation.instance.advisor.BasePolicyAdvisorForFullValidation;

/**
 * All that HL7's own validator looks at: vital signs held to their profiles, and code systems and value sets looked through. HAPI
 * switches that off. What references lead to is looked at as HAPI does.
 */
class ThoroughPolicy extends BasePolicyAdvisorForFullValidation {
    private final IValidationPolicyAdvisor references;

    ThoroughPolicy(IValidationPolicyAdvisor references) {
        super(ReferenceValidationPolicy.IGNORE, Set.of());
        this.references = references;
    }

    @Override
    public ReferenceValidationPolicy policyForReference(
            IResourceValidator validator,
            Object context,
            String path,
            String url,
            ReferenceDestinationType destination) {
        return references.policyForReference(validator, context, path, url, destination);
    }

    /** HAPI's definitions cannot be asked for a value set that another one names. */
    @Override
    public SpecialValidationAction policyForSpecialValidation(
            IResourceValidator validator,
            Object context,
            SpecialValidationRule rule,
            String path,
            Element resource,
            Element element) {
        return rule == SpecialValidationRule.VALUESET_IMPORT_CHECKS
                ? SpecialValidationAction.IGNORE_RULE
                : SpecialValidationAction.CHECK_RULE;
    }
}
