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

/**
 * HAPI's validator of records, ready-made: HAPI builds the engine anew for each record, and reading the list of OIDs alone takes
 * five times as long as validating.
 */
class PooledValidator extends FhirInstanceValidator {
    private final BlockingQueue<Engine> idle =
            new ArrayBlockingQueue<>(Runtime.getRuntime().availableProcessors());

    PooledValidator(IValidationSupport definitions, WorkerContextValidationSupportAdapter adapter) {
        super(definitions);
        setWrappedWorkerContext(definitions, adapter);
    }

    @Override
    protected List<ValidationMessage> validate(IValidationContext<?> record) {
        if (record.getResourceAsStringEncoding() != EncodingEnum.JSON) {
            return super.validate(record);
        }
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
