package org.openward.billing;

import java.util.Optional;
import org.hl7.fhir.r4.model.ChargeItem;
import org.openward.billing.HospitalClock.Moment;
import org.openward.laboratory.events.ReportFinalized;
import org.openward.tariff.Price;
import org.openward.tariff.PriceList;
import org.openward.tenancy.Acting;
import org.openward.tenancy.Caller;
import org.springframework.scheduling.annotation.Async;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.event.TransactionalEventListener;
import org.springframework.transaction.support.TransactionTemplate;

/** Charges what other departments announce, each service once, at the price of its day. */
@Component
class ChargeCapture {
    private final ChargeRegister register;
    private final PriceList prices;
    private final Charges charges;
    private final HospitalClock clock;
    private final Announcements announcements;
    private final TransactionTemplate transaction;

    ChargeCapture(
            ChargeRegister register,
            PriceList prices,
            Charges charges,
            HospitalClock clock,
            Announcements announcements,
            PlatformTransactionManager transactions) {
        this.register = register;
        this.prices = prices;
        this.charges = charges;
        this.clock = clock;
        this.announcements = announcements;
        this.transaction = new TransactionTemplate(transactions);
    }

    /** Comes after the report's own transaction, and again after a crash; does nothing once the report is charged. */
    @Async
    @TransactionalEventListener
    public void charge(ReportFinalized report) {
        // The tenant is told to a connection when it is taken, so somebody must act before the transaction begins.
        Acting.as(
                Caller.server(report.tenant(), "charge-" + report.report()),
                () -> transaction.executeWithoutResult(status -> chargeOnce(report)));
    }

    private void chargeOnce(ReportFinalized report) {
        var moment = clock.now();
        if (register.isFirst(report, moment)) {
            register.charged(report, newCharge(report, moment));
        }
    }

    private String newCharge(ReportFinalized report, Moment moment) {
        var charge = Optional.of(report)
                .filter(ReportFinalized::isCoded)
                .flatMap(coded -> prices.price(coded.system(), coded.code(), coded.day()))
                .map(price -> priced(report, price, moment))
                .orElseGet(() -> unpriced(report, moment));
        return charge.getIdElement().getIdPart();
    }

    private ChargeItem priced(ReportFinalized report, Price price, Moment moment) {
        announcements.charged();
        return charges.priced(report, price, moment);
    }

    private ChargeItem unpriced(ReportFinalized report, Moment moment) {
        announcements.chargedWithoutPrice();
        return charges.unpriced(report, moment);
    }
}
