package org.openward.billing;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.Optional;
import org.hl7.fhir.r4.model.ChargeItem;
import org.hl7.fhir.r4.model.ChargeItem.ChargeItemStatus;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.DateTimeType;
import org.jspecify.annotations.Nullable;
import org.openward.profiles.Profiles;
import org.openward.tariff.Price;
import org.openward.tariff.PriceList;
import org.springframework.stereotype.Component;

/** Charges that another system sends: they are priced by our price list, whatever that system asks for. */
@Component
public class SentCharges {
    /** As long as a date is in FHIR; an exact time begins with it. */
    private static final int DAY = 10;

    private final PriceList prices;
    private final Charges charges;
    private final HospitalClock clock;

    SentCharges(PriceList prices, Charges charges, HospitalClock clock) {
        this.prices = prices;
        this.charges = charges;
        this.clock = clock;
    }

    /** Whether the charge stands on a bill, so that no message can change it any more. */
    public static boolean isBilled(ChargeItem stored) {
        return stored.getStatus() == ChargeItemStatus.BILLED;
    }

    /** Whether two charges are for the same service, as often and on the same day. */
    public static boolean isForTheSame(ChargeItem one, ChargeItem other) {
        return one.getCode().equalsDeep(other.getCode())
                && quantity(one).compareTo(quantity(other)) == 0
                && day(one).equals(day(other));
    }

    /** Whether it asks for money back: that is a credit, which takes a charge back by its own number, and never a charge. */
    public static boolean isBelowZero(ChargeItem charge) {
        return charge.getStatus() == ChargeItemStatus.BILLABLE
                && quantity(charge).signum() < 0;
    }

    /**
     * Gives a charge that may be billed the price of its day; one without a price is planned until somebody names it.
     *
     * @param stored the version before, whose price stays as long as it is for the same
     */
    public void price(ChargeItem charge, @Nullable ChargeItem stored) {
        if (charge.getStatus() != ChargeItemStatus.BILLABLE) {
            return;
        }
        if (stored != null && stored.hasPriceOverride() && isForTheSame(stored, charge)) {
            charge.setPriceOverride(stored.getPriceOverride());
            return;
        }
        var found = find(charge);
        charge.setPriceOverride(null);
        charge.getDefinitionCanonical().clear();
        if (found.isEmpty()) {
            charge.setStatus(ChargeItemStatus.PLANNED);
            return;
        }
        charge.setPriceOverride(Amounts.fhir(found.get().amount().times(quantity(charge))));
        charge.addDefinitionCanonical(found.get().entry());
        charge.setQuantity(charge.getQuantity().setValue(quantity(charge)));
        if (charge.hasService() && !charge.getMeta().hasProfile(Profiles.CHARGE_ITEM)) {
            charge.getMeta().addProfile(Profiles.CHARGE_ITEM);
        }
    }

    /** Asks somebody to price a charge that was stored without a price. */
    public void askForPrice(ChargeItem charge) {
        charges.askForPrice(
                charge,
                "The price list names no price for what another system charged. Add the price, then set price and status"
                        + " billable on this charge.",
                clock.now());
    }

    private Optional<Price> find(ChargeItem charge) {
        return charge.getCode().getCoding().stream()
                .filter(coding -> coding.hasCode() && coding.hasSystem())
                .flatMap(coding -> price(coding, charge).stream())
                .findFirst();
    }

    private Optional<Price> price(Coding coding, ChargeItem charge) {
        var day = day(charge).orElseGet(() -> clock.now().day());
        return prices.price(coding.getSystem(), coding.getCode(), day);
    }

    /** The day in the sender's own words, as its time zone has it. */
    private static Optional<LocalDate> day(ChargeItem charge) {
        return charge.getOccurrence() instanceof DateTimeType time
                        && time.hasValue()
                        && time.getValueAsString().length() >= DAY
                ? Optional.of(LocalDate.parse(time.getValueAsString().substring(0, DAY)))
                : Optional.empty();
    }

    private static BigDecimal quantity(ChargeItem charge) {
        return charge.getQuantity().hasValue() ? charge.getQuantity().getValue() : BigDecimal.ONE;
    }
}
