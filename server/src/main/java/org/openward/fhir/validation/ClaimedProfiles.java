package org.openward.fhir.validation;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.validation.FhirValidator;
import ca.uhn.fhir.validation.ResultSeverityEnum;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.commons.lang3.StringUtils;
import org.hl7.fhir.common.hapi.validation.validator.WorkerContextValidationSupportAdapter;
import org.hl7.fhir.instance.model.api.IBase;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.instance.model.api.IPrimitiveType;
import org.hl7.fhir.r4.model.Patient;
import org.openward.fhir.FhirSettings;
import org.springframework.stereotype.Component;
import org.springframework.util.function.SingletonSupplier;

/**
 * Holds a record to those profiles of OpenWard that it claims in {@code meta.profile}.
 *
 * <p>Asks the standard's and OpenWard's own definitions only, in memory: no statement goes to the database, and what one tenant
 * stores decides nothing for another. The definitions take some seconds and 200 MB, so they are read for the first claim.
 */
@Component
class ClaimedProfiles {
    /** The validator compares some lists each with each: fifty thousand identifiers take it three minutes. */
    private static final int ELEMENTS = 5_000;

    private final FhirContext fhir;
    private final PublishedDefinitions published;
    private final Set<String> held;
    private final SingletonSupplier<FhirValidator> validator;
    private final Timer timer;

    ClaimedProfiles(FhirContext fhir, PublishedDefinitions published, FhirSettings settings, MeterRegistry metrics) {
        this.fhir = fhir;
        this.published = published;
        this.held = settings.validateProfiles() ? published.profiles() : Set.of();
        this.validator = SingletonSupplier.of(() -> validator(fhir, published));
        this.timer = Timer.builder("openward.fhir.validation")
                .description("Time to hold a record to the profiles that it claims")
                .register(metrics);
    }

    /** Whether a record claims one of OpenWard's profiles, in any version, and is held to it. */
    boolean isClaimedBy(IBaseResource record) {
        return claims(record).findAny().isPresent();
    }

    private Stream<String> claims(IBaseResource record) {
        return record.getMeta().getProfile().stream()
                .map(IPrimitiveType::getValueAsString)
                .filter(profile -> held.contains(StringUtils.substringBefore(profile, "|")));
    }

    /** Refuses a record that claims one of OpenWard's profiles and does not meet it. */
    void hold(IBaseResource record) {
        if (isClaimedBy(record)) {
            timer.record(() -> validate(record));
        }
    }

    /** Reads the definitions, if nobody did; takes seconds then. */
    void prepare() {
        validator.obtain();
    }

    private void validate(IBaseResource record) {
        if (fhir.newTerser()
                        .getAllPopulatedChildElementsOfType(record, IBase.class)
                        .size()
                > ELEMENTS) {
            throw ProfileNotMet.tooLarge(ELEMENTS);
        }
        claims(record).filter(profile -> !published.has(profile)).findFirst().ifPresent(profile -> {
            throw ProfileNotMet.unknownVersion(profile);
        });
        var errors = validator.obtain().validateWithResult(record).getMessages().stream()
                .filter(message -> message.getSeverity().compareTo(ResultSeverityEnum.ERROR) >= 0)
                .toList();
        if (!errors.isEmpty()) {
            throw ProfileNotMet.because(errors);
        }
    }

    private static FhirValidator validator(FhirContext fhir, PublishedDefinitions published) {
        var definitions = published.besideTheStandard();
        var records = new PooledValidator(
                definitions, WorkerContextValidationSupportAdapter.newVersionSpecificWorkerContextWrapper(definitions));
        records.setErrorForUnknownProfiles(false); // One that is not ours may stand beside ours.
        records.setAllowExamples(true); // Whoever tries the server uses example.org.
        var validator = fhir.newValidator().registerValidatorModule(records);
        // HAPI reads most definitions for the first record only.
        validator.validateWithResult(new Patient());
        return validator;
    }
}
