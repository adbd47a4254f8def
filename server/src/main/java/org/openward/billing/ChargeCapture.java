package org.openward.billing;

import org.openward.laboratory.events.ReportFinalized;
import org.openward.tenancy.Acting;
import org.openward.tenancy.Caller;
import org.springframework.scheduling.annotation.Async;
import org.springframework.stereotype.Component;
import org.springframework.transaction.event.TransactionalEventListener;

/** Listens to what other departments did, and has it charged. */
@Component
class ChargeCapture {
    private final ChargeDesk desk;

    ChargeCapture(ChargeDesk desk) {
        this.desk = desk;
    }

    /** Comes after the report's own transaction, and again after a crash until the charge stands. */
    @Async
    @TransactionalEventListener
    void charge(ReportFinalized report) {
        Acting.as(Caller.server(report.tenant(), "charge-" + report.report()), () -> desk.charge(report));
    }
}
