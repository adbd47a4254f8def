package org.openward.billing;

import io.micrometer.core.instrument.MeterRegistry;
import org.openward.billing.events.InvoiceFinalized;
import org.openward.billing.events.PaymentReceived;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/** Tells other departments and the meters what billing did; what was rolled back was not done and is not told. */
@Component
class Announcements {
    private final ApplicationEventPublisher departments;
    private final MeterRegistry meters;

    Announcements(ApplicationEventPublisher departments, MeterRegistry meters) {
        this.departments = departments;
        this.meters = meters;
    }

    void charged() {
        countAtCommit("openward.charges", "priced", "true");
    }

    void chargedWithoutPrice() {
        countAtCommit("openward.charges", "priced", "false");
    }

    void issued(InvoiceFinalized invoice) {
        departments.publishEvent(invoice);
        countAtCommit("openward.invoices.issued");
    }

    void paid(PaymentReceived payment) {
        departments.publishEvent(payment);
        countAtCommit("openward.payments", "method", payment.method());
    }

    private void countAtCommit(String name, String... tags) {
        var counter = meters.counter(name, tags);
        TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
            @Override
            public void afterCommit() {
                counter.increment();
            }
        });
    }
}
