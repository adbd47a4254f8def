package org.openward.interfaceengine.origins;

import java.util.Optional;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/** Whose message makes the changes of the open transaction: that system is not told what it said itself. */
@Component
public class ChangeOrigins {
    /** Everything that this transaction changes was said by the system that calls itself so in MSH-3 and MSH-4. */
    public void is(String application, String facility) {
        if (!application.isEmpty()
                && TransactionSynchronizationManager.isSynchronizationActive()
                && current().isEmpty()) {
            var origin = new Origin(application + "^" + facility);
            origin.resume();
            TransactionSynchronizationManager.registerSynchronization(origin);
        }
    }

    /** Application and facility, with a circumflex between them. */
    public Optional<String> current() {
        return Optional.ofNullable((Origin) TransactionSynchronizationManager.getResource(this))
                .map(origin -> origin.name);
    }

    private final class Origin implements TransactionSynchronization {
        private final String name;

        Origin(String name) {
            this.name = name;
        }

        @Override
        public void suspend() {
            TransactionSynchronizationManager.unbindResource(ChangeOrigins.this);
        }

        @Override
        public void resume() {
            TransactionSynchronizationManager.bindResource(ChangeOrigins.this, this);
        }

        @Override
        public void afterCompletion(int status) {
            TransactionSynchronizationManager.unbindResourceIfPossible(ChangeOrigins.this);
        }
    }
}
