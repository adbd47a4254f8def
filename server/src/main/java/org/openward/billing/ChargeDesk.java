package org.openward.billing;

import org.hl7.fhir.r4.model.ChargeItem;
import org.openward.billing.HospitalClock.Moment;
import org.openward.laboratory.events.ReportFinalized;
import org.openward.tariff.Price;
import org.openward.tariff.PriceList;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Charges a service that was given, once, at the price of its day. */
@Service
class ChargeDesk {
    private final CapturedCharges captured;
    private final PriceList prices;
    private final Charges charges;
    private final HospitalClock clock;
    private final Announcements announcements;

    ChargeDesk(
            CapturedCharges captured,
            PriceList prices,
            Charges charges,
            HospitalClock clock,
            Announcements announcements) {
        this.captured = captured;
        this.prices = prices;
        this.charges = charges;
        this.clock = clock;
        this.announcements = announcements;
    }

    /** Does nothing when this report was charged before. */
    @Transactional
    void charge(ReportFinalized report) {
        var moment = clock.now();
        if (captured.isFirst(report, moment)) {
            captured.charged(report, newCharge(report, moment));
        }
    }

    private String newCharge(ReportFinalized report, Moment moment) {
        var charge = prices.price(report.system(), report.code(), report.day())
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
