package org.openward.fhir.changes;

import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.openward.tenancy.Acting;
import org.openward.tenancy.Caller;
import org.openward.tenancy.TenantId;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Collects what a transaction changes and has it written down, in each book whose keeper may want to hear of it, as the
 * last thing that the transaction does. Whether somebody does is asked that late on purpose.
 */
@Component
class ChangesOfTransaction {
    private final List<ChangeBook> books;
    private final Clock clock;

    ChangesOfTransaction(List<ChangeBook> books, Clock clock) {
        this.books = books;
        this.clock = clock;
    }

    /** What the server writes while nobody acts, such as when it starts, belongs to no tenant. */
    void add(IBaseResource resource, String interaction) {
        var tenant = Acting.ifAny().map(Caller::tenant);
        if (tenant.isEmpty() || !TransactionSynchronizationManager.isSynchronizationActive()) {
            return;
        }
        var id = resource.getIdElement();
        var version = id.isVersionIdPartValidLong() ? id.getVersionIdPartAsLong() : 0L;
        ofThisTransaction(tenant.get())
                .add(new Change(0, resource.fhirType(), id.getIdPart(), version, interaction, clock.instant()));
    }

    private Collected ofThisTransaction(TenantId tenant) {
        var known = (Collected) TransactionSynchronizationManager.getResource(this);
        if (known != null) {
            return known;
        }
        var first = new Collected(tenant);
        first.resume();
        TransactionSynchronizationManager.registerSynchronization(first);
        return first;
    }

    private final class Collected implements TransactionSynchronization {
        private final TenantId tenant;
        private final List<Change> waiting = new ArrayList<>();
        private final Set<ChangeBook> written = new LinkedHashSet<>();
        private boolean isWriting;

        Collected(TenantId tenant) {
            this.tenant = tenant;
        }

        /** Somebody else's last thing may be another change. */
        void add(Change change) {
            if (isWriting) {
                write(List.of(change));
            } else {
                waiting.add(change);
            }
        }

        @Override
        public void beforeCommit(boolean readOnly) {
            isWriting = true;
            write(waiting);
        }

        private void write(List<Change> changes) {
            for (var book : books) {
                var wanted = changes.stream()
                        .filter(change -> book.wants(tenant, change.type()))
                        .toList();
                if (!wanted.isEmpty()) {
                    book.write(wanted);
                    written.add(book);
                }
            }
        }

        @Override
        public void afterCommit() {
            written.forEach(book -> book.written(tenant));
        }

        @Override
        public void suspend() {
            TransactionSynchronizationManager.unbindResource(ChangesOfTransaction.this);
        }

        @Override
        public void resume() {
            TransactionSynchronizationManager.bindResource(ChangesOfTransaction.this, this);
        }

        @Override
        public void afterCompletion(int status) {
            TransactionSynchronizationManager.unbindResourceIfPossible(ChangesOfTransaction.this);
        }
    }
}
