package org.openward.fhir.validation;

import ca.uhn.fhir.context.support.IValidationSupport;
import ca.uhn.fhir.rest.api.EncodingEnum;
import ca.uhn.fhir.validation.IValidationContext;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Supplier;
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
 * five times as long as validating. An engine remembers definitions, so none outlives a change of theirs.
 */
class PooledValidator extends FhirInstanceValidator {
    private static final Logger LOG = LoggerFactory.getLogger(PooledValidator.class);

    /** Reading a definition takes seconds at most; whoever validates longer has read the old ones by then. */
    private static final int SECONDS = 30;

    private volatile Pool current = new Pool();

    /** Engines that know the same definitions, and who works with them. */
    private static final class Pool {
        private final BlockingQueue<Engine> idle =
                new ArrayBlockingQueue<>(Runtime.getRuntime().availableProcessors());
        private final ReadWriteLock use = new ReentrantReadWriteLock();
    }

    PooledValidator(IValidationSupport definitions, WorkerContextValidationSupportAdapter adapter) {
        super(definitions);
        setWrappedWorkerContext(definitions, adapter);
    }

    /**
     * Lets go of everything that was known of definitions that are others now. Whoever asks meanwhile is not kept waiting; when this is
     * done, nobody gets an answer by the old ones any more.
     *
     * @param definitions forgets them
     */
    void renew(Runnable definitions) {
        var before = current;
        current = new Pool();
        awaitLast(before);
        // Not earlier: who is in the middle of reading an old one would put it back.
        definitions.run();
        current = new Pool();
    }

    private static void awaitLast(Pool before) {
        try {
            if (before.use.writeLock().tryLock(SECONDS, TimeUnit.SECONDS)) {
                before.use.writeLock().unlock();
            } else {
                LOG.warn(
                        "A record is still being validated by definitions that were replaced {} seconds ago.", SECONDS);
            }
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        }
    }

    /** Asks something of the definitions that {@link #renew} has to wait for. */
    <T> T asking(Supplier<T> question) {
        var pool = enter();
        try {
            return question.get();
        } finally {
            pool.use.readLock().unlock();
        }
    }

    private Pool enter() {
        while (true) {
            var pool = current;
            if (pool.use.readLock().tryLock()) {
                if (pool == current) {
                    return pool;
                }
                pool.use.readLock().unlock();
            }
        }
    }

    @Override
    protected List<ValidationMessage> validate(IValidationContext<?> record) {
        var pool = enter();
        try {
            return record.getResourceAsStringEncoding() == EncodingEnum.JSON
                    ? pooled(record, pool)
                    : super.validate(record);
        } catch (RuntimeException stumbled) {
            // Over an address that ends where a name should follow, a unit that is a huge number, and the like.
            LOG.warn("The validator stumbled over a record: {}", FailureTrail.of(stumbled));
            return List.of(new ValidationMessage(
                    Source.InstanceValidator,
                    IssueType.INVALID,
                    "",
                    "The validator cannot make sense of this record; look for addresses and units that are none.",
                    IssueSeverity.ERROR));
        } finally {
            pool.use.readLock().unlock();
        }
    }

    private List<ValidationMessage> pooled(IValidationContext<?> record, Pool pool) {
        var waiting = pool.idle.poll();
        var engine = waiting == null ? new Engine(this, provideWorkerContext()) : waiting;
        var messages = engine.validate(record);
        // Not after an exception: nobody knows what it left behind.
        if (!engine.isWorn()) {
            pool.idle.offer(engine);
        }
        return messages;
    }
}
