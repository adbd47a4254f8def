package org.openward.privacy;

import org.hl7.fhir.r4.model.Consent;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/** Takes Consents into the book, and lets this server know as soon as they are committed. */
@Component
class ConsentDesk {
    private final ConsentBook book;
    private final ConsentKnowledge knowledge;

    ConsentDesk(ConsentBook book, ConsentKnowledge knowledge) {
        this.book = book;
        this.knowledge = knowledge;
    }

    void keep(Consent consent) {
        knowWhenCommitted();
        book.keep(consent);
    }

    void remove(Consent consent) {
        knowWhenCommitted();
        book.remove(consent);
    }

    private void knowWhenCommitted() {
        TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
            @Override
            public void afterCompletion(int status) {
                knowledge.changed();
            }
        });
        knowledge.changing();
    }
}
