package org.openward.fhir.validation;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.validation.FhirValidator;
import ca.uhn.fhir.validation.ResultSeverityEnum;
import ca.uhn.fhir.validation.SingleValidationMessage;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.List;
import java.util.Set;
import org.hl7.fhir.common.hapi.validation.support.ValidationSupportChain;
import org.hl7.fhir.common.hapi.validation.validator.WorkerContextValidationSupportAdapter;
import org.hl7.fhir.instance.model.api.IBase;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Resource;
import org.openward.fhir.packages.PackageDefinitions;
import org.openward.fhir.validation.ValidationSettings.Outcome;
import org.springframework.stereotype.Component;
import org.springframework.util.function.SingletonSupplier;

/**
 * Holds a record to those profiles of OpenWard that it claims in {@code meta.profile}, and to what the hospital's rules ask of it.
 *
 * <p>Asks the definitions of the standard, of OpenWard and of installed packages only, which are in memory once they were asked for: what
 * one tenant stores decides nothing for another. They take some seconds and 200 MB, so they are read for the first record.
 */
@Component
class ClaimedProfiles {
    /** The validator compares some lists each with each: fifty thousand identifiers take it three minutes. */
    private static final int ELEMENTS = 5_000;

    private final FhirContext fhir;
    private final PublishedDefinitions published;
    private final SingletonSupplier<ValidationSupportChain> definitions;
    private final HeldProfiles held;
    private final Timer timer;
    private final MeterRegistry metrics;
    private volatile SingletonSupplier<PooledValidator> engines;
    private volatile SingletonSupplier<FhirValidator> validator;

    ClaimedProfiles(
            FhirContext fhir,
            PublishedDefinitions published,
            PackageDefinitions packages,
            HeldProfiles held,
            MeterRegistry metrics) {
        this.fhir = fhir;
        this.published = published;
        this.definitions = SingletonSupplier.of(() -> published.besideTheStandard(packages));
        this.held = held;
        this.metrics = metrics;
        this.timer = Timer.builder("openward.fhir.validation")
                .description("Time to hold a record to the profiles that it claims")
                .register(metrics);
        this.engines = SingletonSupplier.of(this::engines);
        this.validator = SingletonSupplier.of(this::validator);
        packages.onChange(this::forget);
    }

    private void forget() {
        engines.obtain().renew(definitions.obtain()::invalidateCaches);
        // What stands between them and the definitions remembers, too.
        engines = SingletonSupplier.of(this::engines);
        validator = SingletonSupplier.of(this::validator); // Which reads the definitions beforehand again.
    }

    /** Whether a record is held to anything. */
    boolean isHeld(IBaseResource record) {
        return held.asksOf(record);
    }

    /** Refuses a record that does not meet what it must meet; gives back what is merely to be told. */
    List<SingleValidationMessage> hold(IBaseResource record) {
        if (held.asks(record, Outcome.REFUSE)) {
            var errors = timer.record(() -> errors(record, Outcome.REFUSE));
            if (errors != null && !errors.isEmpty()) {
                throw ProfileNotMet.because(errors);
            }
        }
        if (!held.asks(record, Outcome.WARN)) {
            return List.of();
        }
        var warnings = timer.record(() -> warnings(record));
        return warnings == null ? List.of() : warnings;
    }

    private List<SingleValidationMessage> warnings(IBaseResource record) {
        List<SingleValidationMessage> found;
        try {
            found = errors(record, Outcome.WARN);
        } catch (ProfileNotMet unchecked) {
            found = List.of(unchecked.asMessage());
        }
        if (!found.isEmpty()) {
            metrics.counter("openward.fhir.validation.warned", "type", record.fhirType())
                    .increment();
        }
        return found;
    }

    /** Reads the definitions, if nobody did; takes seconds then. */
    void prepare() {
        validator.obtain();
    }

    private List<SingleValidationMessage> errors(IBaseResource record, Outcome outcome) {
        if (fhir.newTerser()
                        .getAllPopulatedChildElementsOfType(record, IBase.class)
                        .size()
                > ELEMENTS) {
            throw ProfileNotMet.tooLarge(ELEMENTS);
        }
        return engines.obtain().asking(() -> found(record, held.of(record, outcome)));
    }

    private List<SingleValidationMessage> found(IBaseResource record, Set<String> profiles) {
        profiles.stream().filter(profile -> !isKnown(profile)).findFirst().ifPresent(profile -> {
            throw ProfileNotMet.unknown(profile);
        });
        return validator.obtain().validateWithResult(claiming(record, profiles)).getMessages().stream()
                .filter(message -> message.getSeverity().compareTo(ResultSeverityEnum.ERROR) >= 0)
                .toList();
    }

    private boolean isKnown(String profile) {
        return published.has(profile) || definitions.obtain().fetchStructureDefinition(profile) != null;
    }

    /** As if it claimed these and no others. */
    private static IBaseResource claiming(IBaseResource record, Set<String> profiles) {
        var claimed = record.getMeta().getProfile().stream()
                .map(profile -> String.valueOf(profile.getValueAsString()))
                .toList();
        if (claimed.equals(List.copyOf(profiles))) {
            return record;
        }
        var copy = ((Resource) record).copy();
        copy.getMeta().setProfile(null);
        profiles.forEach(copy.getMeta()::addProfile);
        return copy;
    }

    private PooledValidator engines() {
        var known = definitions.obtain();
        var records = new PooledValidator(
                known, WorkerContextValidationSupportAdapter.newVersionSpecificWorkerContextWrapper(known));
        records.setErrorForUnknownProfiles(false); // One that nobody is held to may stand beside.
        records.setAllowExamples(true); // Whoever tries the server uses example.org.
        return records;
    }

    private FhirValidator validator() {
        var validator = fhir.newValidator().registerValidatorModule(engines.obtain());
        // HAPI reads most definitions for the first record only.
        validator.validateWithResult(new Patient());
        return validator;
    }
}
