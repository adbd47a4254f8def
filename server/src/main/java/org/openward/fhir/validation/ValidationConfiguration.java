package org.openward.fhir.validation;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.context.support.IValidationSupport;
import ca.uhn.fhir.jpa.validation.ValidatorPolicyAdvisor;
import ca.uhn.fhir.jpa.validation.ValidatorResourceFetcher;
import ca.uhn.fhir.validation.IInstanceValidatorModule;
import org.hl7.fhir.common.hapi.validation.support.ValidationSupportChain;
import org.hl7.fhir.common.hapi.validation.validator.WorkerContextValidationSupportAdapter;
import org.hl7.fhir.r5.utils.validation.IValidationPolicyAdvisor;
import org.hl7.fhir.r5.utils.validation.constants.BestPracticeWarningLevel;
import org.hl7.fhir.utilities.http.ManagedWebAccess;
import org.hl7.fhir.utilities.http.ManagedWebAccess.WebAccessPolicy;
import org.openward.fhir.packages.PackageDefinitions;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;
import org.springframework.context.annotation.Primary;

/** How {@code $validate} validates: as HL7's own validator does, quicker, and knowing OpenWard's own profiles. */
@Configuration
class ValidationConfiguration {
    /** After OpenWard's, FHIR's and what is stored. */
    private static final int PACKAGES = 3;

    @Bean
    @Primary
    IInstanceValidatorModule validatorOfOperation(
            IValidationSupport definitions,
            WorkerContextValidationSupportAdapter adapter,
            @Lazy ValidatorResourceFetcher records,
            @Lazy ValidatorPolicyAdvisor policy,
            ValidationSupportChain chain,
            PackageDefinitions packages) {
        var validator = thorough(definitions, adapter, policy);
        validator.setValidatorResourceFetcher(records);
        packages.onChange(() -> validator.renew(chain::invalidateCaches));
        return validator;
    }

    static PooledValidator thorough(
            IValidationSupport definitions,
            WorkerContextValidationSupportAdapter adapter,
            IValidationPolicyAdvisor references) {
        // HL7's engine would ask registries and terminology servers of its own choice.
        ManagedWebAccess.setAccessPolicy(WebAccessPolicy.PROHIBITED);
        var validator = new PooledValidator(definitions, adapter);
        validator.setValidatorPolicyAdvisor(new ThoroughPolicy(references));
        validator.setBestPracticeWarningLevel(BestPracticeWarningLevel.Warning);
        validator.setAnyExtensionsAllowed(false);
        // A claim that nobody here can check is no fault of the record.
        validator.setErrorForUnknownProfiles(false);
        return validator;
    }

    @Autowired
    void check(FhirContext fhir) {
        fhir.setFhirValidatorFactory(ParametersChecked::new);
    }

    /**
     * OpenWard's own first in the chain: nobody replaces one of them by storing another with the same URL. Those of packages come behind
     * the standard's and the stored ones.
     */
    @Autowired
    void publish(ValidationSupportChain chain, PublishedDefinitions published, PackageDefinitions packages) {
        chain.addValidationSupport(0, published);
        chain.addValidationSupport(PACKAGES, packages);
    }
}
