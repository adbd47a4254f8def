package org.openward.fhir.validation;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.validation.FhirValidator;
import ca.uhn.fhir.validation.ValidationResult;
import org.hl7.fhir.common.hapi.validation.support.ValidationSupportChain;
import org.hl7.fhir.common.hapi.validation.validator.FhirInstanceValidator;
import org.hl7.fhir.common.hapi.validation.validator.WorkerContextValidationSupportAdapter;
import org.hl7.fhir.r4.model.DiagnosticReport;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openward.profiles.Definitions;

/** A laboratory report held to its profile: what each write of one that claims it costs, and what it costs with HAPI's own validator. */
@State(Scope.Benchmark)
public class ValidationBenchmark {
    private final FhirContext fhir = FhirContext.forR4Cached();
    private final ValidationSupportChain definitions = new PublishedDefinitions(fhir).besideTheStandard();
    private final FhirValidator pooled = fhir.newValidator()
            .registerValidatorModule(new PooledValidator(
                    definitions,
                    WorkerContextValidationSupportAdapter.newVersionSpecificWorkerContextWrapper(definitions)));
    private final FhirValidator stock =
            fhir.newValidator().registerValidatorModule(new FhirInstanceValidator(definitions));
    private final DiagnosticReport report = fhir.newJsonParser()
            .parseResource(DiagnosticReport.class, new Definitions(fhir).example("laboratory/laboratory-report"));

    @Benchmark
    public ValidationResult pooled() {
        return pooled.validateWithResult(report);
    }

    @Benchmark
    public ValidationResult asHapiDoes() {
        return stock.validateWithResult(report);
    }
}
