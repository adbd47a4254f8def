package org.openward.fhir.validation;

import ca.uhn.fhir.context.support.IValidationSupport;
import ca.uhn.fhir.rest.api.EncodingEnum;
import ca.uhn.fhir.validation.IValidationContext;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.hl7.fhir.common.hapi.validation.validator.FhirInstanceValidator;
import org.hl7.fhir.common.hapi.validation.validator.WorkerContextValidationSupportAdapter;
import org.hl7.fhir.utilities.validation.ValidationMessage;
import org.hl7.fhir.utilities.validation.ValidationMessage.IssueSeverity;
import org.hl7.fhir.utilities.validation.ValidationMessage.IssueType;
import org.hl7.fhir.utilities.validation.ValidationMessage.Source;
import org.openward.fhir.FailureTrail;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * HAPI's validator of records, ready-made: HAPI builds the engine anew for each record, and reading the list of OIDs alone takes
 * five times as long as validating.
 */
class PooledValidator extends FhirInstanceValidator {
    private static final Logger LOG = LoggerFactory.getLogger(PooledValidator.class);

    private final BlockingQueue<Engine> idle =
            new ArrayBlockingQueue<>(Runtime.getRuntime().availableProcessors());

    PooledValidator(IValidationSupport definitions, WorkerContextValidationSupportAdapter adapter) {
        super(definitions);
        setWrappedWorkerContext(definitions, adapter);
    }

    @Override
    protected List<ValidationMessage> validate(IValidationContext<?> record) {
        try {
            return record.getResourceAsStringEncoding() == EncodingEnum.JSON ? pooled(record) : super.validate(record);
        } catch (RuntimeException stumbled) {
            // Over an address that ends where a name should follow, a unit that is a huge number, and the like.
            LOG.warn("The validator stumbled over a record: {}", FailureTrail.of(stumbled));
            return List.of(new ValidationMessage(
                    Source.InstanceValidator,
                    IssueType.INVALID,
                    "",
                    "The validator cannot make sense of this record; look for addresses and units that are none.",
                    IssueSeverity.ERROR));
        }
    }

    private List<ValidationMessage> pooled(IValidationContext<?> record) {
        var waiting = idle.poll();
        var engine = waiting == null ? new Engine(this, provideWorkerContext()) : waiting;
        var messages = engine.validate(record);
        // Not after an exception: nobody knows what it left behind.
        if (!engine.isWorn()) {
            idle.offer(engine);
        }
        return messages;
    }
}
